using MathNet.Numerics;
using SpikeStream.Models.Metrics;

namespace SpikeStream.Models.GoodnessOfFit;

/// <summary>The test of Ljung and Box (1978) of whether numbers that pass by depend on those before them.</summary>
public static class SerialDependence
{
    /// <summary>The statistic Q over all lags of an autocorrelation.</summary>
    /// <param name="correlation">The autocorrelation, of one lag or more.</param>
    /// <returns>Q; NaN where there are no more numbers than lags.</returns>
    public static double Statistic(RunningAutocorrelation correlation)
    {
        ArgumentNullException.ThrowIfNull(correlation);
        double n = correlation.Count, sum = 0;
        for (int lag = 1; lag <= correlation.Lags; lag++) sum += correlation.Correlation(lag) * correlation.Correlation(lag) / (n - lag);
        return n * (n + 2) * sum;
    }

    /// <summary>Probability of a statistic at least as large from independent numbers: that of a chi-squared number with a degree of freedom per lag.</summary>
    /// <param name="correlation">The autocorrelation, of one lag or more.</param>
    /// <returns>0 to 1; NaN where there are no more numbers than lags.</returns>
    public static double PValue(RunningAutocorrelation correlation)
    {
        double statistic = Statistic(correlation);
        return double.IsNaN(statistic) ? double.NaN : SpecialFunctions.GammaUpperRegularized(correlation.Lags / 2.0, statistic / 2);
    }
}
