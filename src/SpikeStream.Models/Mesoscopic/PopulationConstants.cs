using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>What the update of one population needs from the parameters, computed once per set of parameters.</summary>
/// <remarks>Age tables run from the oldest bin to the youngest, as the slots of the state do, with padding on both sides.</remarks>
internal sealed unsafe class PopulationConstants
{
    /// <summary>Scaled threshold of bins without hazard: exp of its negative is 0 whatever the potential.</summary>
    private const double Closed = 1e100;
    private const int Padding = SlotBlock.Length;
    private readonly AlignedBuffer _threshold;
    private readonly AlignedBuffer _kernel;
    private readonly double[] _scratch;
    private double _youngestThreshold;

    public PopulationConstants(int maximumAgeBins, int refractoryBins, int resetBins, double refractoryPeriod, int neurons, double binWidth)
    {
        AgeBins = maximumAgeBins;
        RelaxingBins = maximumAgeBins;
        RefractoryBins = refractoryBins;
        ResetBins = resetBins;
        RefractoryPeriod = refractoryPeriod;
        Neurons = neurons;
        BinWidth = binWidth;
        _threshold = new AlignedBuffer(maximumAgeBins + 3 * Padding, 5);
        _kernel = new AlignedBuffer(maximumAgeBins + 3 * Padding, 6);
        _threshold.Span.Fill(Closed);
        _scratch = new double[maximumAgeBins];
    }

    /// <summary>Number of age bins of the population: K, or fewer where old ones are merged.</summary>
    public int AgeBins { get; private set; }

    /// <summary>Number of the youngest age bins that have a potential of their own; that of the others is the free neurons'.</summary>
    public int RelaxingBins { get; private set; }

    /// <summary>k_ref: bin l is open if l + 1 is at least this.</summary>
    public int RefractoryBins { get; }

    /// <summary>The youngest bins whose potential is the reset potential.</summary>
    public int ResetBins { get; }

    /// <summary>t_ref in seconds.</summary>
    public double RefractoryPeriod { get; }

    public double Neurons { get; }

    public double BinWidth { get; }

    public double Rest { get; private set; }

    public double Reset { get; private set; }

    public double Threshold { get; private set; }

    public double Resistance { get; private set; }

    public double NoiseLevel { get; private set; }

    public double InverseNoiseLevel { get; private set; }

    public double EscapeRate { get; private set; }

    /// <summary>ln(c dt / 2): the logarithm of what <see cref="AgeBins.Hazard"/> holds, less the exponent.</summary>
    public double LogHazard { get; private set; }

    public double MembraneTimeConstant { get; private set; }

    public double AdaptationStrength { get; private set; }

    public double AdaptationTimeConstant { get; private set; }

    /// <summary>Em = exp(-dt/tau_m).</summary>
    public double MembraneDecay { get; private set; }

    /// <summary>Et = exp(-dt/tau_theta).</summary>
    public double AdaptationDecay { get; private set; }

    /// <summary>F = J exp(-K dt/tau_theta).</summary>
    public double OldAdaptation { get; private set; }

    /// <summary>Whether the threshold moves at all.</summary>
    public bool IsAdaptive => AdaptationStrength != 0;

    /// <summary>theta_l / Delta_u by slot from the start of the window (l = K-1) on; huge in closed bins and in the padding.</summary>
    public double* ScaledThreshold => _threshold.First + Padding;

    /// <summary>q_l / Delta_u by slot from the start of the window on; 0 in closed bins and in the padding.</summary>
    public double* ScaledKernel => _kernel.First + Padding;

    public void Update(NaturalParameters natural, int population)
    {
        Rest = natural[MesoscopicParameterKind.RestPotential][population];
        Reset = natural[MesoscopicParameterKind.ResetPotential][population];
        Threshold = natural[MesoscopicParameterKind.Threshold][population];
        Resistance = natural[MesoscopicParameterKind.MembraneResistance][population];
        NoiseLevel = natural[MesoscopicParameterKind.NoiseLevel][population];
        InverseNoiseLevel = 1 / NoiseLevel;
        EscapeRate = natural[MesoscopicParameterKind.EscapeRate][population];
        LogHazard = Math.Log(EscapeRate) + Math.Log(BinWidth / 2);
        MembraneTimeConstant = natural[MesoscopicParameterKind.MembraneTimeConstant][population];
        AdaptationStrength = natural[MesoscopicParameterKind.AdaptationStrength][population];
        AdaptationTimeConstant = natural[MesoscopicParameterKind.AdaptationTimeConstant][population];
        MembraneDecay = Math.Exp(-BinWidth / MembraneTimeConstant);
        AdaptationDecay = Math.Exp(-BinWidth / AdaptationTimeConstant);
        FillTables();
    }

    /// <summary>Sets the number of age bins, at most that of the model, and of those with a potential of their own.</summary>
    public void UseAgeBins(int ageBins, int relaxingBins)
    {
        RelaxingBins = Math.Min(relaxingBins, ageBins);
        if (AgeBins == ageBins) return;
        AgeBins = ageBins;
        _threshold.Span.Fill(Closed);
        _kernel.Span.Clear();
        FillTables();
    }

    /// <summary>Time in seconds from the end of the refractory period to the age of an age bin: (l+1) dt - t_ref.</summary>
    public double TimeSinceRefractory(int ageBin) => (ageBin + 1) * BinWidth - RefractoryPeriod;

    /// <summary>Raises the scaled threshold of the youngest bin above what the parameters say, for one step.</summary>
    public void ShiftYoungestThreshold(double shift) => ScaledThreshold[AgeBins - 1] = _youngestThreshold + shift;

    private void FillTables()
    {
        OldAdaptation = AdaptationStrength * Math.Exp(-AgeBins * BinWidth / AdaptationTimeConstant);

        // From the oldest bin to the youngest open one.
        int open = Math.Max(0, AgeBins - Math.Max(RefractoryBins - 1, 0));
        Span<double> scratch = _scratch.AsSpan(0, open);
        for (int i = 0; i < open; i++) scratch[i] = -TimeSinceRefractory(AgeBins - 1 - i) / AdaptationTimeConstant;
        VectorExponential.Exp(scratch, scratch);
        double scale = AdaptationStrength / AdaptationTimeConstant * InverseNoiseLevel;
        for (int i = 0; i < open; i++)
        {
            double threshold = scale * scratch[i];
            ScaledThreshold[i] = threshold;
            ScaledKernel[i] = VectorExponential.OneMinusExp(threshold) / Neurons;
        }

        _youngestThreshold = ScaledThreshold[AgeBins - 1];
    }
}
