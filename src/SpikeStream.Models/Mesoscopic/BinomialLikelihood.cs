namespace SpikeStream.Models.Mesoscopic;

/// <summary>Log likelihood of a spike count out of N neurons, given the expected count.</summary>
/// <remarks>Rene, Longtin and Macke (2020), equations 4.20 to 4.23: p = nbar/N, kept away from 0 and 1 by 1e-8.</remarks>
internal sealed class BinomialLikelihood
{
    /// <summary>Distance that the probability keeps from 0 and 1.</summary>
    public const double Clip = 1e-8;
    // Tables of larger populations would take more memory than all else.
    private const int LargestTable = 1 << 22;
    private readonly double[]? _constants;
    private readonly double _neurons;
    private readonly bool _isNormalised;

    public BinomialLikelihood(int neurons, bool isNormalised)
    {
        _neurons = neurons;
        _isNormalised = isNormalised;
        if (neurons > LargestTable) return;
        var logFactorials = new double[neurons + 1];
        double sum = 0;
        double lost = 0;
        for (int n = 1; n <= neurons; n++)
        {
            double term = Math.Log(n) - lost;
            double next = sum + term;
            lost = next - sum - term;
            sum = next;
            logFactorials[n] = sum;
        }

        _constants = new double[neurons + 1];
        for (int n = 0; n <= neurons; n++)
            _constants[n] = (isNormalised ? sum : 0) - logFactorials[n] - logFactorials[neurons - n];
    }

    /// <summary>The probability of a spike per neuron, within its limits; not-a-number stays so.</summary>
    public static double Probability(double expectedCount, double neurons) => Math.Clamp(expectedCount / neurons, Clip, 1 - Clip);

    /// <summary>Log likelihood of one count.</summary>
    public double LogLikelihood(int count, double expectedCount)
    {
        double p = Probability(expectedCount, _neurons);
        return Constant(count) + count * Math.Log(p) + (_neurons - count) * Math.Log(1 - p);
    }

    /// <summary>Its derivative by the expected count; 0 where the probability is at a limit.</summary>
    public double Slope(int count, double expectedCount)
    {
        double p = expectedCount / _neurons;
        if (p < Clip || p > 1 - Clip) return 0;
        return (count / p - (_neurons - count) / (1 - p)) / _neurons;
    }

    /// <summary>What does not depend on the expected count: the logarithm of the binomial coefficient, or its part that depends on the count.</summary>
    private double Constant(int count) => _constants is { } table
        ? table[count]
        : (_isNormalised ? LogFactorial(_neurons) : 0) - LogFactorial(count) - LogFactorial(_neurons - count);

    private static double LogFactorial(double n) => MathNet.Numerics.SpecialFunctions.GammaLn(n + 1);
}
