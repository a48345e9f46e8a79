namespace SpikeStream.Models.Fitting;

/// <summary>The log likelihood of a whole recording.</summary>
public static class SequenceLikelihood
{
    private const int Chunk = 1000;

    /// <summary>Runs the model from its initial state over a recording and sums the log likelihood after the burn-in.</summary>
    /// <param name="model">The model.</param>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <param name="data">The recording from its first bin.</param>
    /// <param name="burnInBins">Bins at the start that do not count.</param>
    /// <param name="expectedCounts">Empty, or [bin, population] of the whole recording: receives the counts expected given the past.</param>
    /// <param name="cancellationToken">Stops between pieces of 1000 bins.</param>
    /// <returns>The log likelihood of the bins after the burn-in, in nats.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The burn-in is longer than the recording.</exception>
    public static double Evaluate(
        ISequenceModel model,
        ReadOnlySpan<double> coordinates,
        SequenceData data,
        int burnInBins,
        Span<double> expectedCounts = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (burnInBins < 0 || burnInBins > data.BinCount)
            throw new ArgumentOutOfRangeException(nameof(burnInBins), burnInBins, $"expected 0 to the recording's {data.BinCount} bins");
        if (!expectedCounts.IsEmpty && expectedCounts.Length != data.Counts.Length)
            throw new ArgumentException($"found room for {expectedCounts.Length} expected counts, expected {data.Counts.Length}", nameof(expectedCounts));
        SequenceState state = model.CreateInitialState(coordinates);
        double sum = 0;
        for (int bin = 0; bin < data.BinCount;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int end = bin < burnInBins ? burnInBins : data.BinCount;
            int length = Math.Min(Chunk, end - bin);
            Span<double> expected = expectedCounts.IsEmpty ? default : expectedCounts.Slice(bin * data.PopulationCount, length * data.PopulationCount);
            double value = model.Advance(state, coordinates, data.Slice(bin, length), expected);
            if (bin >= burnInBins) sum += value;
            bin += length;
        }

        return sum;
    }
}
