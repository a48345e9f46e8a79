namespace SpikeStream.Models.Mixtures;

/// <summary>Arithmetic of stimuli on a circle.</summary>
public static class CircularStimulus
{
    /// <summary>The shortest way from one stimulus to another.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="from">Where from.</param>
    /// <param name="period">The period, above 0.</param>
    /// <returns>More than -period/2, at most period/2.</returns>
    public static double Difference(double to, double from, double period)
    {
        double difference = Math.IEEERemainder(to - from, period);
        return difference == -0.5 * period ? -difference : difference;
    }

    /// <summary>Circular mean under a distribution.</summary>
    /// <param name="stimuli">The stimuli.</param>
    /// <param name="logProbabilities">Their log probabilities.</param>
    /// <param name="period">The period, above 0.</param>
    /// <returns>A stimulus from 0 to below the period.</returns>
    public static double Mean(IReadOnlyList<double> stimuli, ReadOnlySpan<double> logProbabilities, double period)
    {
        ArgumentNullException.ThrowIfNull(stimuli);
        double cosine = 0, sine = 0, frequency = 2 * Math.PI / period;
        for (int x = 0; x < logProbabilities.Length; x++)
        {
            double probability = Math.Exp(logProbabilities[x]);
            cosine += probability * Math.Cos(frequency * stimuli[x]);
            sine += probability * Math.Sin(frequency * stimuli[x]);
        }

        double mean = Math.Atan2(sine, cosine) / frequency;
        return mean < 0 ? mean + period : mean;
    }

    /// <summary>Evenly spaced stimuli.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="period">The period.</param>
    /// <returns>0, period/count, ...</returns>
    public static StimulusSet Grid(int count, double period) => StimulusSet.Of(Enumerable.Range(0, count).Select(x => period * x / count));
}
