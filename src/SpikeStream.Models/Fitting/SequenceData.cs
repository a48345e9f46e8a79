namespace SpikeStream.Models.Fitting;

/// <summary>A stretch of consecutive bins: spike counts and the external input of the same bins.</summary>
public readonly ref struct SequenceData
{
    /// <summary>Wraps counts and inputs.</summary>
    /// <param name="counts">Spike counts, [bin, population].</param>
    /// <param name="inputs">External input, [bin, population], in mA; empty for none.</param>
    /// <param name="populationCount">Number of populations, at least one.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public SequenceData(ReadOnlySpan<int> counts, ReadOnlySpan<double> inputs, int populationCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(populationCount, 1);
        if (counts.Length % populationCount != 0)
            throw new ArgumentException($"{counts.Length} counts are no whole number of bins of {populationCount} populations.", nameof(counts));
        if (inputs.Length != 0 && inputs.Length != counts.Length)
            throw new ArgumentException($"Found {inputs.Length} inputs for {counts.Length} counts; expected none or one each.", nameof(inputs));
        Counts = counts;
        Inputs = inputs;
        PopulationCount = populationCount;
    }

    /// <summary>Spike counts, [bin, population].</summary>
    public ReadOnlySpan<int> Counts { get; }

    /// <summary>External input, [bin, population], in mA; empty for none.</summary>
    public ReadOnlySpan<double> Inputs { get; }

    /// <summary>Number of populations.</summary>
    public int PopulationCount { get; }

    /// <summary>Number of bins.</summary>
    public int BinCount => Counts.Length / PopulationCount;

    /// <summary>A part of the stretch.</summary>
    /// <param name="start">First bin.</param>
    /// <param name="length">Number of bins.</param>
    /// <returns>The bins <paramref name="start"/> to <paramref name="start"/> + <paramref name="length"/> - 1.</returns>
    public SequenceData Slice(int start, int length) => new(
        Counts.Slice(start * PopulationCount, length * PopulationCount),
        Inputs.IsEmpty ? default : Inputs.Slice(start * PopulationCount, length * PopulationCount),
        PopulationCount);
}
