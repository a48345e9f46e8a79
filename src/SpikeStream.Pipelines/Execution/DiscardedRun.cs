namespace SpikeStream.Pipelines.Execution;

/// <summary>An interrupted run whose work is lost, for another pipeline, or one with other files, is run in its folder.</summary>
/// <param name="Differences">Where the pipelines differ: paths of values, such as <c>stages[0].components</c>. Empty where their files differ.</param>
public sealed record DiscardedRun(IReadOnlyList<string> Differences);
