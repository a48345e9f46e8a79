namespace SpikeStream.Pipelines.Plots;

/// <summary>A figure laid out: what <see cref="FigureWriter"/> puts on disk.</summary>
/// <param name="Title">What the figure shows, in one line.</param>
/// <param name="Width">Width of the picture in pixels.</param>
/// <param name="Height">Height of the picture in pixels.</param>
/// <param name="Tables">The data, at least one table.</param>
/// <param name="Commands">The gnuplot commands between <c>set output</c> and its end; paths are relative to the figure's folder.</param>
public sealed record FigureSource(string Title, int Width, int Height, IReadOnlyList<FigureTable> Tables, string Commands)
{
    /// <summary>The gnuplot commands that draw an animation to <c>output.gif</c> once the pictures are drawn; null for none.</summary>
    public string? Animation { get; init; }
}
