namespace SpikeStream.Models.Mixtures;

/// <summary>
/// Moments of a Conway-Maxwell-Poisson distribution of large counts from the expansion of its log-partition function (Gaunt, Iyengar, Olde Daalhuis and Simsek 2019, An asymptotic expansion for the
/// normalizing constant of the Conway-Maxwell-Poisson distribution) and its derivatives.
/// </summary>
internal static class CountExpansion
{
    private const double LogTwoPi = 1.8378770664093454836;

    /// <summary>Whether the expansion is good to rounding: nu mu above 10^4, and a spread of many counts (it knows of no steps).</summary>
    public static bool Holds(ConwayMaxwellPoisson distribution) =>
        distribution.Precision * distribution.ModeParameter > 1e4 && distribution.ModeParameter > 1000 * distribution.Precision;

    // L = log mu = t/nu, y = nu mu, q = nu². A = y - (nu-1)/2 (log 2 pi + L) - log(nu)/2 + log(1 + P(q, y)); derivatives in (t, nu), and s = -nu.
    public static CountMoments Moments(ConwayMaxwellPoisson distribution)
    {
        double nu = distribution.Precision, logMode = distribution.Location / nu, mode = Math.Exp(logMode);
        double y = nu * mode, q = nu * nu;
        double first = (q - 1) / 24, firstQ = 1.0 / 24;
        double second = (q - 1) * (q + 23) / 1152, secondQ = (2 * q + 22) / 1152;
        double third = (q - 1) * (5 * q * q - 298 * q + 11237) / 414720, thirdQ = (15 * q * q - 606 * q + 11535) / 414720;
        double thirdQq = (30 * q - 606) / 414720;
        double p = (first + (second + third / y) / y) / y;
        double pY = -(first + (2 * second + 3 * third / y) / y) / (y * y);
        double pYy = (2 * first + (6 * second + 12 * third / y) / y) / (y * y * y);
        double pQ = (firstQ + (secondQ + thirdQ / y) / y) / y;
        double pQq = (2.0 / 1152 + thirdQq / y) / (y * y);
        double pYq = -(firstQ + (2 * secondQ + 3 * thirdQ / y) / y) / (y * y);

        double yT = mode, yN = mode * (1 - logMode), yTt = mode / nu, yTn = -mode * logMode / nu, yNn = mode * logMode * logMode / nu;
        double qN = 2 * nu, whole = 1 + p;
        double pT = pY * yT, pN = pY * yN + pQ * qN;
        double pTt = pYy * yT * yT + pY * yTt;
        double pTn = pYy * yT * yN + pYq * yT * qN + pY * yTn;
        double pNn = pYy * yN * yN + 2 * pYq * yN * qN + pQq * qN * qN + pY * yNn + pQ * 2;

        double mean = yT - 0.5 * (1 - 1 / nu) + pT / whole;
        double minusLogFactorial = yN - 0.5 * LogTwoPi - 0.5 * logMode / nu - 0.5 / nu + pN / whole;
        double variance = yTt + pTt / whole - pT * pT / (whole * whole);
        double minusCovariance = yTn - 0.5 / q + pTn / whole - pT * pN / (whole * whole);
        double varianceLogFactorial = yNn + logMode / q + 0.5 / q + pNn / whole - pN * pN / (whole * whole);
        double logPartition = y - 0.5 * (nu - 1) * (LogTwoPi + logMode) - 0.5 * Math.Log(nu) + double.LogP1(p);
        return new(logPartition, mean, -minusLogFactorial, variance, -minusCovariance, varianceLogFactorial);
    }
}
