namespace SpikeStream.Recordings;

/// <summary>Steps between samples.</summary>
internal static class SamplingStep
{
    /// <summary>The step of a rate, as a fraction where the rate has at most three decimals; otherwise null.</summary>
    /// <param name="rate">Samples per second.</param>
    public static BinWidth? OfRate(double rate)
    {
        const long Thousandths = 1000;
        double scaled = Math.Round(rate * Thousandths);
        return scaled is >= 1 and < 1e12 && scaled / Thousandths == rate ? new BinWidth(Thousandths, (long)scaled) : null;
    }
}
