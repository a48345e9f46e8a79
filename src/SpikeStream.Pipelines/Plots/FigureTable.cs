namespace SpikeStream.Pipelines.Plots;

/// <summary>One CSV file that a figure is drawn from.</summary>
/// <param name="FileName">File name, in the figure's folder.</param>
/// <param name="Columns">Names of the columns with their units, in order.</param>
/// <param name="WriteRows">Writes the rows (not the header) with <c>\n</c> line ends.</param>
public sealed record FigureTable(string FileName, IReadOnlyList<string> Columns, Action<TextWriter> WriteRows);
