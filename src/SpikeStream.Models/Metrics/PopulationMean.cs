namespace SpikeStream.Models.Metrics;

/// <summary>How root mean square errors of populations are averaged.</summary>
public enum PopulationMean
{
    /// <summary>The mean of the populations' root mean square errors, as the article's words say.</summary>
    Mean,

    /// <summary>The root of the mean of their squares, as one notebook of its authors does.</summary>
    RootMeanSquare,
}
