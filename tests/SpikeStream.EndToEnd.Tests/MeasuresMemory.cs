namespace SpikeStream.EndToEnd.Tests;

/// <summary>Tests that measure their own process run alone.</summary>
[CollectionDefinition(nameof(MeasuresMemory), DisableParallelization = true)]
public sealed class MeasuresMemory;
