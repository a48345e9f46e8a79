namespace SpikeStream.Models.Mixtures;

/// <summary>Finds the location that gives a mean.</summary>
internal static class CountMeanInversion
{
    private const int MostSteps = 200;

    // Newton on t in a bracket that doubles outward; the mean grows with t.
    public static ConwayMaxwellPoisson Solve(double mean, double precision)
    {
        double limit = precision * Math.Log(ConwayMaxwellPoisson.LargestMode);
        double guess = mean + 0.5 - 0.5 / precision;
        double t = Math.Min(limit, guess > 0.5 ? precision * Math.Log(guess) : Math.Log(mean / (1 + mean)));
        double low = double.NegativeInfinity, high = limit;
        for (int step = 0; step < MostSteps; step++)
        {
            CountMoments moments = new ConwayMaxwellPoisson(t, -precision).Moments();
            double difference = moments.Mean - mean;
            if (Math.Abs(difference) <= 1e-13 * mean) break;
            if (difference > 0) high = t; else low = t;
            // In the logarithm of the mean, which is nearly straight in t where counts are rare.
            double next = t - Math.Log(moments.Mean / mean) * moments.Mean / moments.Variance;
            if (!(next > low && next < high)) next = double.IsNegativeInfinity(low) ? t - 2 : 0.5 * (low + high);
            if (next == t) break;
            t = next;
        }

        return new(t, -precision);
    }
}
