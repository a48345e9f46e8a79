using System.Globalization;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>How many age bins a model needs.</summary>
public static class AgeBinRule
{
    /// <summary>The most age bins that a model may have.</summary>
    public const int Largest = 1_000_000;

    private const double LongestMemory = 10;

    /// <summary>
    /// The number of age bins that covers the adaptation kernel down to a tenth of the noise level, and five membrane time constants.
    /// </summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="binWidth">Bin width in seconds.</param>
    /// <returns>K, never below <see cref="Smallest"/>. At most 10 s of adaptation are covered.</returns>
    /// <exception cref="ArgumentException">They would be more than <see cref="Largest"/>.</exception>
    /// <remarks>
    /// Rule (86) of Schwalger, Deger and Gerstner (2017): the kernel is cut where (J/tau_theta) exp(-(t - t_ref)/tau_theta) = 0.1 Delta_u.
    /// </remarks>
    public static int Count(MesoscopicParameters parameters, double binWidth)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        double longest = 0;
        for (int a = 0; a < parameters.PopulationCount; a++)
        {
            double timeConstant = parameters.AdaptationTimeConstant[a];
            double ratio = parameters.AdaptationStrength[a] / (0.1 * parameters.NoiseLevel[a] * timeConstant);
            double memory = ratio > 1 ? parameters.RefractoryPeriod[a] + timeConstant * Math.Log(ratio) : 0;
            longest = Math.Max(longest, Math.Min(memory, LongestMemory));
        }

        double membrane = Math.Min(5 * parameters.MembraneTimeConstant.Max(), LongestMemory);
        double count = Math.Max(Math.Floor(longest / binWidth + 1e-9), Math.Round(membrane / binWidth));
        if (!(count <= Largest))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"age bins: the rule gives {count:F0} bins of {binWidth:G12} s, expected at most {Largest}; take wider bins or state their number"),
                nameof(binWidth));
        }

        return Math.Max((int)count, Smallest(parameters, binWidth));
    }

    /// <summary>The fewest age bins that hold the refractory period and the delays.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="binWidth">Bin width in seconds.</param>
    /// <returns>One more than the longest of them in bins.</returns>
    public static int Smallest(MesoscopicParameters parameters, double binWidth)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        int smallest = 2;
        for (int a = 0; a < parameters.PopulationCount; a++)
        {
            smallest = Math.Max(smallest, parameters.RefractoryBins(a, binWidth) + 1);
            for (int b = 0; b < parameters.PopulationCount; b++) smallest = Math.Max(smallest, parameters.DelayBins(a, b, binWidth) + 1);
        }

        return smallest;
    }
}
