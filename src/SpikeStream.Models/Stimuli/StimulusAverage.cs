namespace SpikeStream.Models.Stimuli;

/// <summary>Brings an input from fine steps to coarse bins.</summary>
public static class StimulusAverage
{
    /// <summary>Averages each group of fine steps.</summary>
    /// <param name="fine">Input of the fine steps, [step, population].</param>
    /// <param name="populationCount">Number of populations.</param>
    /// <param name="factor">Fine steps per coarse bin.</param>
    /// <param name="coarse">Receives the means, [bin, population].</param>
    /// <exception cref="ArgumentException">The fine steps are no whole number of bins, or the room does not fit them.</exception>
    public static void OfSteps(ReadOnlySpan<double> fine, int populationCount, int factor, Span<double> coarse)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(populationCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        if (fine.Length % (populationCount * factor) != 0 || fine.Length / factor != coarse.Length)
            throw new ArgumentException($"found {fine.Length} fine inputs for {coarse.Length} coarse ones, expected {factor} for each", nameof(fine));
        int rows = coarse.Length / populationCount;
        for (int bin = 0; bin < rows; bin++)
        {
            for (int a = 0; a < populationCount; a++)
            {
                double sum = 0;
                for (int step = 0; step < factor; step++) sum += fine[(bin * factor + step) * populationCount + a];
                coarse[bin * populationCount + a] = sum / factor;
            }
        }
    }
}
