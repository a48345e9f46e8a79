namespace SpikeStream.Pipelines.Plots;

/// <summary>Ranks of the true values of one parameter among draws of their posteriors.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Ranks">One rank per simulation, 0 to the number of draws.</param>
public sealed record CalibrationRanks(string Name, ReadOnlyMemory<int> Ranks);
