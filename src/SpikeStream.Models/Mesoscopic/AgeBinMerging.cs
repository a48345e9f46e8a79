namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// How many age bins each population needs of its own, and how many of them need a potential of their own. After 28 membrane time constants the
/// potential is that of the free neurons, to rounding; where nothing else tells ages apart, such bins belong to the free neurons altogether.
/// </summary>
/// <remarks>
/// The potential of a bin differs from that of the free neurons by a part exp(-28) &lt; 1e-12 of what it did at the reset, whatever the
/// parameters do meanwhile, as both follow one equation. Bins merge in populations without adaptation in the convention Aligned without linear branch. A smaller noise level makes hazards feel less than that: it takes longer.
/// </remarks>
internal sealed class AgeBinMerging
{
    private const double TimeConstants = 28;
    private const double UsualNoiseLevel = 5; // mV
    private readonly bool _isOn;
    private readonly bool[] _isMerged;
    private readonly int[] _fewest;
    private readonly int[] _resetBins;
    private readonly int _ageBins;
    private readonly double _binWidth;

    public AgeBinMerging(MesoscopicParameters parameters, MesoscopicOptions options, FreeParameters free, int ageBins)
    {
        int count = parameters.PopulationCount;
        _ageBins = ageBins;
        _binWidth = options.BinWidth;
        _isOn = options.MergeOldAgeBins;
        bool isExact = _isOn && options.Convention == UpdateConvention.Aligned && options.LinearBelow == 0;
        _isMerged = new bool[count];
        _fewest = new int[count];
        _resetBins = new int[count];
        for (int a = 0; a < count; a++)
        {
            int refractory = parameters.RefractoryBins(a, _binWidth);
            _isMerged[a] = isExact && parameters.AdaptationStrength[a] == 0 && !free.Contains(MesoscopicParameterKind.AdaptationStrength, a);
            _resetBins[a] = options.ClampRefractory ? Math.Max(1, refractory - 1) : 1;

            // The counts of the window serve the delays, too.
            _fewest[a] = refractory + 1;
            for (int target = 0; target < count; target++) _fewest[a] = Math.Max(_fewest[a], parameters.DelayBins(target, a, _binWidth) + 1);
        }
    }

    /// <summary>Whether the old age bins of a population belong to its free neurons.</summary>
    public bool IsMerged(int population) => _isMerged[population];

    /// <summary>Whether the same populations are merged.</summary>
    public bool IsAlike(AgeBinMerging other) => _isOn == other._isOn && _isMerged.AsSpan().SequenceEqual(other._isMerged);

    /// <summary>The youngest bins whose potential is the reset potential.</summary>
    public int ResetBins(int population) => _resetBins[population];

    /// <summary>Number of age bins that a population needs at these parameters.</summary>
    public int AgeBinCount(int population, NaturalParameters natural) =>
        _isMerged[population] ? Math.Max(RelaxingBinCount(population, natural), _fewest[population]) : _ageBins;

    /// <summary>Number of the youngest age bins whose potential differs from that of the free neurons at these parameters.</summary>
    public int RelaxingBinCount(int population, NaturalParameters natural)
    {
        if (!_isOn) return _ageBins;
        double noise = natural[MesoscopicParameterKind.NoiseLevel][population];
        double times = TimeConstants + Math.Max(0, Math.Log(UsualNoiseLevel / noise));
        double bins = _resetBins[population] + Math.Ceiling(times * natural[MesoscopicParameterKind.MembraneTimeConstant][population] / _binWidth);

        // Not-a-number, too, needs all of them.
        return bins < _ageBins ? Math.Max((int)bins, _resetBins[population]) : _ageBins;
    }
}
