namespace SpikeStream.Models.Mesoscopic;

/// <summary>Numbers of one step of one population that the reverse pass reads again.</summary>
internal struct StepRecord
{
    /// <summary>htot of step 4, mV.</summary>
    public double Drive;

    /// <summary>Pf.</summary>
    public double FreeProbability;

    /// <summary>theta_free, mV.</summary>
    public double FreeThreshold;

    /// <summary>n(k - K).</summary>
    public double OldCount;

    /// <summary>lam dt / 2 of the oldest bin before the step.</summary>
    public double OldestHazard;

    /// <summary>m of the oldest bin before the step.</summary>
    public double OldestMean;

    /// <summary>v of the oldest bin before the step.</summary>
    public double OldestVariance;

    /// <summary>X: neurons in the age bins.</summary>
    public double Mean;

    /// <summary>D: variance in the age bins and the pool.</summary>
    public double Variance;

    /// <summary>x as it enters the expected count.</summary>
    public double FreeMean;

    /// <summary>Whether all firing probabilities have arguments small enough for the short polynomial.</summary>
    public bool IsSmall;

    /// <summary>PLam.</summary>
    public double MeanProbability;

    /// <summary>nbar.</summary>
    public double ExpectedCount;

    /// <summary>I, mA.</summary>
    public double Input;

    /// <summary>d log L / d nbar.</summary>
    public double Slope;
}
