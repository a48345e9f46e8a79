namespace SpikeStream.Pipelines.Plots;

/// <summary>One curve of a panel.</summary>
/// <param name="Name">Its name in the legend; curves of one name have one colour in all panels.</param>
/// <param name="X">Abscissas, ascending.</param>
/// <param name="Value">Values; NaN where there is none.</param>
/// <param name="Low">Lower edge of the band around it; empty without one.</param>
/// <param name="High">Upper edge of the band around it; empty without one.</param>
/// <param name="Style">How it is drawn.</param>
public sealed record DrawnCurve(
    string Name, ReadOnlyMemory<double> X, ReadOnlyMemory<double> Value, ReadOnlyMemory<double> Low = default, ReadOnlyMemory<double> High = default, CurveStyle Style = CurveStyle.Line);
