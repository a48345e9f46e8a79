namespace SpikeStream.Models.Mixtures;

/// <summary>
/// Coordinates in which quasi-Newton steps are taken while shapes are free: u = b + S log(mean count + 0.1) in place of b. Counts and log n! are nearly proportional over the data, so that a shape could not move at
/// fixed b without leaving the ridge. The identity where shapes are fixed.
/// </summary>
internal sealed class ShapeCoordinates
{
    private readonly MixtureObjective _objective;
    private readonly double[] _logMeans;
    private readonly int _rows;

    public ShapeCoordinates(MixtureObjective objective, MixtureTotals totals)
    {
        _objective = objective;
        _logMeans = objective.HasFreeShapes ? [.. Enumerable.Range(0, totals.NeuronCount).Select(i => Math.Log(totals.CountsOf(i) / totals.TrialCount + 0.1))] : [];
        _rows = objective.HasConstantRow ? 1 : objective.BaseLength / totals.NeuronCount;
    }

    /// <summary>From u to b, or with sign -1 from b to u; in place.</summary>
    public void Shift(Span<double> coordinates, int sign)
    {
        for (int row = 0; row < _rows && _logMeans.Length > 0; row++)
        {
            for (int i = 0; i < _logMeans.Length; i++) coordinates[row * _logMeans.Length + i] -= sign * coordinates[_objective.ShapeStart + i] * _logMeans[i];
        }
    }

    /// <summary>From derivatives at fixed b to those at fixed u; in place.</summary>
    public void Gradient(Span<double> gradient)
    {
        for (int i = 0; i < _logMeans.Length; i++)
        {
            double sum = 0;
            for (int row = 0; row < _rows; row++) sum += gradient[row * _logMeans.Length + i];
            gradient[_objective.ShapeStart + i] -= _logMeans[i] * sum;
        }
    }
}
