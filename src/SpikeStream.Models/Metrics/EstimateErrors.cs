namespace SpikeStream.Models.Metrics;

/// <summary>How far estimates are from the truth, and how far apart over a collection of fits (Rene, Longtin and Macke 2020, appendix D).</summary>
public static class EstimateErrors
{
    /// <summary>Relative error of an estimate, |(estimate - truth)/truth| [D.1].</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="truth">The true value.</param>
    /// <returns>0 or more; infinity where the truth is 0 and the estimate is not, NaN where both are.</returns>
    public static double RelativeError(double estimate, double truth) => Math.Abs((estimate - truth) / truth);

    /// <summary>Relative error of each component of an estimate [D.1].</summary>
    /// <param name="estimate">The estimate, one value per parameter.</param>
    /// <param name="truth">The true values.</param>
    /// <returns>One relative error per parameter, as <see cref="RelativeError(double, double)"/>.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double[] RelativeErrors(ReadOnlySpan<double> estimate, ReadOnlySpan<double> truth)
    {
        if (estimate.Length != truth.Length) throw new ArgumentException($"found {truth.Length} true values, expected {estimate.Length}, one per estimate", nameof(truth));
        double[] errors = new double[estimate.Length];
        for (int i = 0; i < errors.Length; i++) errors[i] = RelativeError(estimate[i], truth[i]);
        return errors;
    }

    /// <summary>Coefficient of variation of a parameter over a collection of fits, σ/|μ| with the sample standard deviation [D.2].</summary>
    /// <param name="estimates">One estimate per fit; values that are NaN (fits that failed) are left out.</param>
    /// <returns>
    /// 0 or more, at most the square root of the number of fits for values of one sign; a fraction, not percent.
    /// NaN for fewer than two fits and where all are 0, infinity where only the mean is.
    /// </returns>
    public static double CoefficientOfVariation(ReadOnlySpan<double> estimates)
    {
        int fits = 0;
        double mean = 0, squares = 0;
        foreach (double estimate in estimates)
        {
            if (double.IsNaN(estimate)) continue;
            double before = estimate - mean;
            mean += before / ++fits;
            squares += before * (estimate - mean);
        }

        return fits < 2 ? double.NaN : Math.Sqrt(squares / (fits - 1)) / Math.Abs(mean);
    }

    /// <summary>Coefficient of variation of every parameter over a collection of fits [D.2].</summary>
    /// <param name="estimates">Estimates [fit, parameter].</param>
    /// <param name="parameters">Number of parameters, at least 1.</param>
    /// <returns>One coefficient per parameter, as <see cref="CoefficientOfVariation"/>.</returns>
    /// <exception cref="ArgumentException">The estimates are no whole number of fits.</exception>
    public static double[] CoefficientsOfVariation(ReadOnlySpan<double> estimates, int parameters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parameters, 1);
        if (estimates.Length % parameters != 0)
            throw new ArgumentException($"found {estimates.Length} estimates, expected a whole number of fits of {parameters} parameters", nameof(estimates));
        double[] column = new double[estimates.Length / parameters], coefficients = new double[parameters];
        for (int j = 0; j < parameters; j++)
        {
            for (int i = 0; i < column.Length; i++) column[i] = estimates[i * parameters + j];
            coefficients[j] = CoefficientOfVariation(column);
        }

        return coefficients;
    }
}
