namespace SpikeStream.Pipelines.Plots;

/// <summary>A population in a spike raster.</summary>
/// <param name="Name">Its name for the legend.</param>
/// <param name="Units">Its units, in the order of their rows.</param>
public sealed record RasterPopulation(string Name, IReadOnlyList<uint> Units);
