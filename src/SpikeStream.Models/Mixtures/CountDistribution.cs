using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mixtures;

/// <summary>The distribution function of a Conway-Maxwell-Poisson distribution, tabulated once for many draws. Immutable.</summary>
public sealed class CountDistribution
{
    private readonly double[] _cumulative;

    /// <summary>Tabulates.</summary>
    /// <param name="distribution">The distribution.</param>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="ConwayMaxwellPoisson.Moments"/>.</exception>
    public CountDistribution(ConwayMaxwellPoisson distribution)
    {
        distribution.ThrowIfInvalid();
        _cumulative = CountSum.Window(distribution, out long first);
        First = (int)first;
        double sum = 0;
        for (int i = 0; i < _cumulative.Length; i++) _cumulative[i] = sum += _cumulative[i];
        for (int i = 0; i < _cumulative.Length; i++) _cumulative[i] /= sum;
    }

    /// <summary>The smallest count that is not negligible.</summary>
    public int First { get; }

    /// <summary>The largest one.</summary>
    public int Last => First + _cumulative.Length - 1;

    /// <summary>The count at which the distribution function first passes a level.</summary>
    /// <param name="level">0 to below 1.</param>
    /// <returns>The count.</returns>
    public int Quantile(double level)
    {
        int low = 0, high = _cumulative.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_cumulative[middle] > level) high = middle;
            else low = middle + 1;
        }

        return First + low;
    }

    /// <summary>One draw; one word of the stream is taken.</summary>
    /// <param name="random">The stream.</param>
    /// <returns>A count.</returns>
    public int Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Quantile(random.NextDouble());
    }
}
