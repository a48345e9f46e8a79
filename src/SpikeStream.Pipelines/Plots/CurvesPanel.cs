namespace SpikeStream.Pipelines.Plots;

/// <summary>A panel with some curves.</summary>
/// <param name="Name">What stands above it.</param>
/// <param name="Curves">Its curves; those of style <see cref="CurveStyle.Expected"/> are drawn behind the others.</param>
public sealed record CurvesPanel(string Name, IReadOnlyList<DrawnCurve> Curves)
{
    /// <summary>What stands above it where that is not its name, which is the one in the table.</summary>
    public string? Heading { get; init; }

    /// <summary>Label of the horizontal axis with its unit; that of the figure if null.</summary>
    public string? XLabel { get; init; }

    /// <summary>Label of the vertical axis with its unit; that of the figure if null.</summary>
    public string? YLabel { get; init; }

    /// <summary>Whether zero is on the vertical axis whatever the values are.</summary>
    public bool StartsAtZero { get; init; }
}
