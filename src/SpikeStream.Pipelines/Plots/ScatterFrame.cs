namespace SpikeStream.Pipelines.Plots;

/// <summary>One frame of points: data against model.</summary>
/// <param name="Name">What it is of, such as a stimulus.</param>
/// <param name="Title">What stands above it.</param>
/// <param name="Points">Data and model; NaN where not defined.</param>
public sealed record ScatterFrame(string Name, string Title, IReadOnlyList<(double Data, double Model)> Points);
