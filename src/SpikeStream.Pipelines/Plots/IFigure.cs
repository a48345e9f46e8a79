namespace SpikeStream.Pipelines.Plots;

/// <summary>A figure: from plain numbers to its data tables and its gnuplot commands. It reads and writes no files.</summary>
public interface IFigure
{
    /// <summary>Lays the figure out.</summary>
    /// <param name="name">The figure's file name without extension; its tables are named after it.</param>
    /// <returns>The tables and the commands; the same figure and name give the same text.</returns>
    /// <exception cref="ArgumentException">The figure's arrays do not fit together.</exception>
    FigureSource Compose(string name);
}
