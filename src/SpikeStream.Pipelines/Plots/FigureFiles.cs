namespace SpikeStream.Pipelines.Plots;

/// <summary>The files that were written for one figure.</summary>
/// <param name="Tables">Paths of the CSV tables.</param>
/// <param name="Script">Path of the gnuplot script.</param>
/// <param name="Pictures">Paths of the PNG and the SVG picture; empty where gnuplot is missing or failed.</param>
/// <param name="Note">Why there is no picture, in one line; null if there is one.</param>
public sealed record FigureFiles(IReadOnlyList<string> Tables, string Script, IReadOnlyList<string> Pictures, string? Note);
