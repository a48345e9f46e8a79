using System.Runtime.Intrinsics;

namespace SpikeStream.Numerics.Random;

/// <summary>
/// The quantile function of the standard normal distribution (Wichura 1988, algorithm AS 241, PPND16), relative error about 1e-16.
/// One uniform number makes one normal number, so that the position in the stream is all the state there is.
/// </summary>
internal static class NormalQuantile
{
    private const double CentralHalfWidth = 0.425;

    /// <summary>The quantile of one probability.</summary>
    /// <param name="p">Probability in (0, 1).</param>
    /// <returns>x with Phi(x) = p.</returns>
    public static double Of(double p)
    {
        double q = p - 0.5;
        if (Math.Abs(q) > CentralHalfWidth) return Tail(p, q);
        double r = 0.180625 - q * q;
        double numerator = ((((((2.5090809287301226727e+3 * r + 3.3430575583588128105e+4) * r + 6.7265770927008700853e+4) * r
            + 4.5921953931549871457e+4) * r + 1.3731693765509461125e+4) * r + 1.9715909503065514427e+3) * r + 1.3314166789178437745e+2) * r
            + 3.3871328727963666080e0;
        double denominator = ((((((5.2264952788528545610e+3 * r + 2.8729085735721942674e+4) * r + 3.9307895800092710610e+4) * r
            + 2.1213794301586595867e+4) * r + 5.3941960214247511077e+3) * r + 6.8718700749205790830e+2) * r + 4.2313330701600911252e+1) * r
            + 1.0;
        return q * numerator / denominator;
    }

    /// <summary>The quantiles of eight probabilities, to the bit those of <see cref="Of"/>.</summary>
    /// <param name="p">Probabilities in (0, 1).</param>
    /// <param name="destination">Receives eight quantiles.</param>
    public static void Fill(Vector512<double> p, Span<double> destination)
    {
        Vector512<double> q = p - Vector512.Create(0.5);
        Vector512<double> r = Vector512.Create(0.180625) - q * q;
        Vector512<double> numerator = Vector512.Create(2.5090809287301226727e+3) * r + Vector512.Create(3.3430575583588128105e+4);
        numerator = numerator * r + Vector512.Create(6.7265770927008700853e+4);
        numerator = numerator * r + Vector512.Create(4.5921953931549871457e+4);
        numerator = numerator * r + Vector512.Create(1.3731693765509461125e+4);
        numerator = numerator * r + Vector512.Create(1.9715909503065514427e+3);
        numerator = numerator * r + Vector512.Create(1.3314166789178437745e+2);
        numerator = numerator * r + Vector512.Create(3.3871328727963666080e0);
        Vector512<double> denominator = Vector512.Create(5.2264952788528545610e+3) * r + Vector512.Create(2.8729085735721942674e+4);
        denominator = denominator * r + Vector512.Create(3.9307895800092710610e+4);
        denominator = denominator * r + Vector512.Create(2.1213794301586595867e+4);
        denominator = denominator * r + Vector512.Create(5.3941960214247511077e+3);
        denominator = denominator * r + Vector512.Create(6.8718700749205790830e+2);
        denominator = denominator * r + Vector512.Create(4.2313330701600911252e+1);
        denominator = denominator * r + Vector512<double>.One;
        (q * numerator / denominator).CopyTo(destination);

        ulong tails = Vector512.GreaterThan(Vector512.Abs(q), Vector512.Create(CentralHalfWidth)).ExtractMostSignificantBits();
        for (; tails != 0; tails &= tails - 1)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(tails);
            destination[lane] = Tail(p[lane], q[lane]);
        }
    }

    private static double Tail(double p, double q)
    {
        double r = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        double numerator, denominator;
        if (r <= 5)
        {
            r -= 1.6;
            numerator = ((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
                + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r + 4.63033784615654529590e0) * r
                + 1.42343711074968357734e0;
            denominator = ((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r
                + 1.48103976427480074590e-1) * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r + 2.05319162663775882187e0) * r
                + 1.0;
        }
        else
        {
            r -= 5;
            numerator = ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r
                + 2.65321895265761230930e-2) * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r + 5.46378491116411436990e0) * r
                + 6.65790464350110377720e0;
            denominator = ((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
                + 7.86869131145613259100e-4) * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r + 5.99832206555887937690e-1) * r
                + 1.0;
        }

        double x = numerator / denominator;
        return q < 0 ? -x : x;
    }
}
