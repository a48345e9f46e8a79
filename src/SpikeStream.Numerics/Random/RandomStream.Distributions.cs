namespace SpikeStream.Numerics.Random;

public sealed partial class RandomStream
{
    /// <summary>A standard normal number. Consumes one word, always: its quantile, so that a position describes the stream fully.</summary>
    /// <returns>A draw of N(0, 1); absolute value below 8.3.</returns>
    public double NextNormal() => NormalQuantile.Of(OpenUniform(NextUInt64()));

    /// <summary>A gamma number (Marsaglia and Tsang 2000, A simple method for generating gamma variables). Consumes two words or more.</summary>
    /// <param name="shape">Shape, above 0.</param>
    /// <param name="scale">Scale, above 0; the mean is shape times scale.</param>
    /// <returns>A draw of Gamma(shape, scale).</returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive and finite.</exception>
    public double NextGamma(double shape, double scale)
    {
        ThrowIfNotPositive(shape, nameof(shape));
        ThrowIfNotPositive(scale, nameof(scale));
        double boost = 1;
        if (shape < 1)
        {
            boost = Math.Pow(OpenUniform(NextUInt64()), 1 / shape);
            shape += 1;
        }

        double d = shape - 1.0 / 3;
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal();
            double root = 1 + c * x;
            double u = OpenUniform(NextUInt64());
            if (root <= 0) continue;
            double v = root * root * root;
            if (Math.Log(u) < 0.5 * x * x + d - d * v + d * Math.Log(v)) return boost * d * v * scale;
        }
    }

    /// <summary>
    /// A Poisson number: sequential inversion below a mean of 10, else transformed rejection (Hoermann 1993, The transformed rejection
    /// method for generating Poisson random variables, PTRS). Exact up to rounding.
    /// </summary>
    /// <param name="mean">Mean, 0 to 1e9.</param>
    /// <returns>A draw of Poisson(mean).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mean is negative, NaN or above 1e9.</exception>
    public int NextPoisson(double mean)
    {
        if (!(mean >= 0 && mean <= 1e9)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "expected a mean in [0, 1e9]");
        if (mean < 10)
        {
            double u = NextDouble();
            double probability = Math.Exp(-mean);
            int count = 0;
            // The cap only matters where rounding leaves a rest of u: the tail beyond it has no mass in double precision.
            while (u >= probability && count < 200)
            {
                u -= probability;
                probability *= mean / ++count;
            }

            return count;
        }

        double b = 0.931 + 2.53 * Math.Sqrt(mean);
        double a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        double acceptance = 0.9277 - 3.6224 / (b - 2);
        double logMean = Math.Log(mean);
        while (true)
        {
            double u = NextDouble() - 0.5;
            double v = OpenUniform(NextUInt64());
            double us = 0.5 - Math.Abs(u);
            if (us <= 0) continue;
            double k = Math.Floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= acceptance) return (int)k;
            if (k < 0 || (us < 0.013 && v > us)) continue;
            double left = Math.Log(v) + Math.Log(inverseAlpha) - Math.Log(a / (us * us) + b);
            if (left <= -mean + k * logMean - MathNet.Numerics.SpecialFunctions.GammaLn(k + 1)) return (int)k;
        }
    }

    /// <summary>
    /// A binomial number: sequential inversion where n·min(p, 1 - p) is below 10, else transformed rejection (Hoermann 1993, The generation of
    /// binomial random variates, BTRS). Exact up to rounding.
    /// </summary>
    /// <param name="trials">Number of trials n, 0 or more.</param>
    /// <param name="probability">Probability of success p, 0 to 1.</param>
    /// <returns>A draw of Binomial(n, p).</returns>
    /// <exception cref="ArgumentOutOfRangeException">n is negative, or p is NaN or outside [0, 1].</exception>
    public int NextBinomial(int trials, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        if (!(probability >= 0 && probability <= 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "expected 0 to 1");
        double p = Math.Min(probability, 1 - probability);
        int successes = trials * p < 10 ? BinomialByInversion(trials, p) : BinomialByRejection(trials, p);
        return probability > 0.5 ? trials - successes : successes;
    }

    private int BinomialByInversion(int trials, double p)
    {
        double u = NextDouble();
        double odds = p / (1 - p);
        double mass = Math.Exp(trials * double.LogP1(-p));
        int k = 0;
        while (u >= mass && k < trials)
        {
            u -= mass;
            mass *= odds * (trials - k) / (k + 1);
            k++;
            // Beyond this the masses are below what is left of u by rounding.
            if (k > 200) break;
        }

        return k;
    }

    private int BinomialByRejection(int trials, double p)
    {
        double n = trials;
        double deviation = Math.Sqrt(n * p * (1 - p));
        double b = 1.15 + 2.53 * deviation;
        double a = -0.0873 + 0.0248 * b + 0.01 * p;
        double centre = n * p + 0.5;
        double squeeze = 0.92 - 4.2 / b;
        double alpha = (2.83 + 5.1 / b) * deviation;
        double logOdds = Math.Log(p / (1 - p));
        double mode = Math.Floor((n + 1) * p);
        double logModeTerm = LogFactorial(mode) + LogFactorial(n - mode);
        while (true)
        {
            double u = NextDouble() - 0.5;
            double v = OpenUniform(NextUInt64());
            double us = 0.5 - Math.Abs(u);
            if (us <= 0) continue;
            double k = Math.Floor((2 * a / us + b) * u + centre);
            if (us >= 0.07 && v <= squeeze) return (int)k;
            if (k < 0 || k > n) continue;
            double left = Math.Log(v * alpha / (a / (us * us) + b));
            if (left <= logModeTerm - LogFactorial(k) - LogFactorial(n - k) + (k - mode) * logOdds) return (int)k;
        }
    }

    private static double LogFactorial(double k) => MathNet.Numerics.SpecialFunctions.GammaLn(k + 1);

    private static void ThrowIfNotPositive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value))) throw new ArgumentOutOfRangeException(name, value, "expected a positive, finite number");
    }
}
