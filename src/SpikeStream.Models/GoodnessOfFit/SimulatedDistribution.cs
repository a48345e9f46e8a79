namespace SpikeStream.Models.GoodnessOfFit;

/// <summary>Where a recorded value lies among those of simulated runs.</summary>
/// <param name="Mean">Mean of the simulated values.</param>
/// <param name="Deviation">Their sample standard deviation; NaN for fewer than two.</param>
/// <param name="ZScore">Distance of the recorded value from the mean in standard deviations; NaN where these are.</param>
/// <param name="PValue">Two-sided probability of its rank among them if it came from the same distribution: at least 2/(runs + 1).</param>
public sealed record SimulatedDistribution(double Mean, double Deviation, double ZScore, double PValue)
{
    /// <summary>Places a recorded value.</summary>
    /// <param name="recorded">The value of the recording; NaN gives NaN.</param>
    /// <param name="simulated">The values of simulated runs; NaN is left out.</param>
    /// <returns>Its place.</returns>
    public static SimulatedDistribution Of(double recorded, ReadOnlySpan<double> simulated)
    {
        int runs = 0, below = 0, above = 0;
        double mean = 0, squares = 0;
        foreach (double value in simulated)
        {
            if (double.IsNaN(value)) continue;
            double before = value - mean;
            mean += before / ++runs;
            squares += before * (value - mean);
            if (value <= recorded) below++;
            if (value >= recorded) above++;
        }

        double deviation = runs < 2 ? double.NaN : Math.Sqrt(squares / (runs - 1));
        double rank = double.IsNaN(recorded) || runs == 0 ? double.NaN : Math.Min(1, 2.0 * (Math.Min(below, above) + 1) / (runs + 1));
        return new(runs == 0 ? double.NaN : mean, deviation, deviation > 0 ? (recorded - mean) / deviation : double.NaN, rank);
    }
}
