using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>Parameters to score.</summary>
/// <param name="Target">What they are: start, estimate, truth.</param>
/// <param name="Model">The model, with its fixed parameters.</param>
/// <param name="Coordinates">Fitting coordinates of the free ones.</param>
internal sealed record ScoredPoint(string Target, MesoscopicModel Model, double[] Coordinates)
{
    /// <summary>Makes a point from natural values.</summary>
    public static ScoredPoint Of(string target, MesoscopicModel model, double[] values)
    {
        double[] coordinates = new double[values.Length];
        model.Parameters.ToCoordinates(values, coordinates);
        return new(target, model, coordinates);
    }
}
