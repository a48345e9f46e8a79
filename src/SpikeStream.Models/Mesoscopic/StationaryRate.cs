using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>Activity of one population under a constant drive, whatever the other populations do: A T(A, H) = 1 for given H.</summary>
/// <remarks>
/// Survivals and intervals are kept as logarithms, so that no drive is too low or too high. Adaptation only lengthens the mean interval T: ln A + ln T rises
/// with ln A at a slope of at least 1, so that there is exactly one solution, and what it misses says at once where it lies at most.
/// </remarks>
internal sealed unsafe class StationaryRate
{
    private const int MaximumIterations = 100;
    private const double Close = 1e-9;
    private const double LargestExponent = 700;
    private const double SmallExponent = -30;

    private readonly PopulationConstants _constants;
    private readonly double[] _relaxed;
    private readonly double[] _threshold;
    private readonly double[] _olderKernel;
    private readonly double _logEscapeRate;
    private double _logInterval;
    private double _intervalByDrive;
    private double _intervalByActivity;

    /// <summary>Tabulates what depends neither on the drive nor on the activity.</summary>
    /// <param name="constants">Constants of the population, with its age bins set.</param>
    /// <param name="isAligned">Whether the oldest bin belongs to the free neurons.</param>
    public StationaryRate(PopulationConstants constants, bool isAligned)
    {
        _constants = constants;
        _logEscapeRate = Math.Log(constants.EscapeRate);
        int ages = constants.AgeBins;
        (_relaxed, _threshold, _olderKernel) = (new double[ages], new double[ages], new double[ages]);
        double kernel = isAligned ? -constants.ScaledKernel[0] : 0;
        for (int slot = 0; slot < ages; slot++)
        {
            int age = ages - 1 - slot;
            _relaxed[age] = age < constants.ResetBins ? 0 : 1 - Math.Pow(constants.MembraneDecay, age - constants.ResetBins + 1);
            _threshold[age] = constants.ScaledThreshold[slot];
            _olderKernel[age] = kernel * constants.Neurons * constants.BinWidth;
            kernel += constants.ScaledKernel[slot];
        }
    }

    /// <summary>ln A; the search begins where the last one ended.</summary>
    public double LogActivity { get; private set; }

    /// <summary>d ln A / dH, 1/mV.</summary>
    public double Slope { get; private set; }

    /// <summary>Finds the activity and its slope.</summary>
    /// <param name="drive">H: what all populations together add to the resting potential, mV.</param>
    /// <returns>Whether it was found; not where the drive is no finite number.</returns>
    public bool Solve(double drive)
    {
        double low = double.NegativeInfinity, high = double.PositiveInfinity, at = LogActivity;
        for (int iteration = 0; iteration < MaximumIterations; iteration++)
        {
            Evaluate(Math.Exp(at), drive);
            double miss = at + _logInterval, slope = 1 + _intervalByActivity;
            if (!double.IsFinite(miss)) return false;
            double next = at - miss / slope;
            if (Math.Abs(miss) <= Close * Math.Max(1, Math.Abs(at)))
            {
                (LogActivity, Slope) = (next, -_intervalByDrive / slope);
                return true;
            }

            (low, high) = miss > 0 ? (Math.Max(low, at - miss), Math.Min(high, at)) : (Math.Max(low, at), Math.Min(high, at - miss));
            at = next > low && next < high ? next : (low + high) / 2;
        }

        return false;
    }

    /// <summary>Computes ln T and its derivatives by H and by ln A.</summary>
    private void Evaluate(double activity, double drive)
    {
        double noise = _constants.InverseNoiseLevel, halfBin = _constants.BinWidth / 2, reset = _constants.Reset, range = _constants.Rest + drive - reset;
        double oldAdaptation = _constants.OldAdaptation * activity * noise;
        double start = _logEscapeRate + (reset - _constants.Threshold) * noise - oldAdaptation;
        double hazard = 0, hazardByDrive = 0, hazardByActivity = 0;
        double logSurvival = 0, survivalByDrive = 0, survivalByActivity = 0;
        double sum = 1, sumByDrive = 0, sumByActivity = 0;
        for (int age = 0; age < _relaxed.Length; age++)
        {
            (double before, double beforeByDrive, double beforeByActivity) = (hazard, hazardByDrive, hazardByActivity);
            double older = _olderKernel[age] * activity;
            hazard = Math.Exp(Math.Min(start + _relaxed[age] * range * noise - _threshold[age] - older, LargestExponent));
            hazardByDrive = hazard * _relaxed[age] * noise;
            hazardByActivity = -hazard * (oldAdaptation + older);
            logSurvival -= halfBin * (hazard + before);
            survivalByDrive -= halfBin * (hazardByDrive + beforeByDrive);
            survivalByActivity -= halfBin * (hazardByActivity + beforeByActivity);
            double survival = Math.Exp(logSurvival);

            // Nobody grows older than this.
            if (survival == 0) break;
            sum += survival;
            sumByDrive += survival * survivalByDrive;
            sumByActivity += survival * survivalByActivity;
        }

        (double free, double freeByHazard) = LogFreeBins(start + range * noise);
        double logSum = Math.Log(sum), logFree = logSurvival + free;
        double logTotal = Math.Max(logSum, logFree) + Math.Log(1 + Math.Exp(-Math.Abs(logSum - logFree)));
        double shareOfSum = Math.Exp(-logTotal), shareOfFree = Math.Exp(logFree - logTotal);
        _logInterval = Math.Log(_constants.BinWidth) + logTotal;
        _intervalByDrive = shareOfSum * sumByDrive;
        _intervalByActivity = shareOfSum * sumByActivity;
        if (shareOfFree == 0) return;
        _intervalByDrive += shareOfFree * (survivalByDrive + freeByHazard * noise);
        _intervalByActivity += shareOfFree * (survivalByActivity - freeByHazard * oldAdaptation);
    }

    /// <summary>ln((1 - Pf) / Pf), the logarithm of the bins that a free neuron waits, and its derivative by the logarithm of the hazard.</summary>
    private (double Value, double Slope) LogFreeBins(double logHazard)
    {
        double exponent = logHazard + Math.Log(_constants.BinWidth);
        if (exponent < SmallExponent) return (-exponent, -1);
        double expected = Math.Exp(Math.Min(exponent, LargestExponent)), firing = VectorExponential.OneMinusExp(expected);
        return (-expected - Math.Log(firing), -expected / firing);
    }
}
