namespace SpikeStream.Models.Mixtures;

/// <summary>Two stimuli next to one another on a line or a circle.</summary>
/// <param name="From">Place of the first.</param>
/// <param name="To">Place of the second.</param>
/// <param name="Distance">From the first to the second, in stimulus units.</param>
/// <param name="Midpoint">Halfway; on a circle within the period from the smallest stimulus on.</param>
public sealed record StimulusNeighbours(int From, int To, double Distance, double Midpoint)
{
    /// <summary>All neighbours in order.</summary>
    /// <param name="stimuli">The stimuli, numbers.</param>
    /// <param name="period">Period of a circle, on which the last and the first are neighbours too; null for a line.</param>
    /// <returns>The pairs.</returns>
    /// <exception cref="MixtureDataException">A stimulus is no number, two have the same number, or the period is shorter than their range.</exception>
    public static IReadOnlyList<StimulusNeighbours> Of(StimulusSet stimuli, double? period)
    {
        ArgumentNullException.ThrowIfNull(stimuli);
        IReadOnlyList<double> values = stimuli.RequireValues();
        List<StimulusNeighbours> pairs = [];
        for (int x = 1; x < values.Count; x++)
        {
            if (!(values[x] > values[x - 1])) throw new MixtureDataException($"stimuli: found \"{stimuli.Labels[x - 1]}\" and \"{stimuli.Labels[x]}\", which are the same number, expected distinct ones", stimuli.Labels[x]);
            pairs.Add(new(x - 1, x, values[x] - values[x - 1], 0.5 * (values[x] + values[x - 1])));
        }

        if (period is not { } circle || values.Count < 2) return pairs;
        double rest = circle - (values[^1] - values[0]);
        if (!(rest > 0)) throw new MixtureDataException(FormattableString.Invariant($"period: found {circle}, expected more than the range of the stimuli, {values[^1] - values[0]}"));
        pairs.Add(new(values.Count - 1, 0, rest, values[^1] + 0.5 * rest));
        return pairs;
    }
}
