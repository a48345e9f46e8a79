using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// The derivative of g, the filtered activity older than all age bins, by its decay factor Et before each segment of a stretch.
/// </summary>
/// <remarks>
/// g has the longest memory in the model, the adaptation time constant, and depends on nothing else: its derivative goes forward with the data
/// (step 7: g = Et g- + (1 - Et) n(k-K)/(N dt)), and the reverse pass need not follow it back for many seconds.
/// </remarks>
internal sealed class ActivitySlopes(int populations)
{
    private double[] _slopes = [];
    private readonly double[] _activity = new double[populations];
    private readonly double[] _slope = new double[populations];
    private MesoscopicState? _start;

    /// <summary>dg/dEt before a segment, Hz.</summary>
    public double this[int segment, int population] => _slopes[segment * populations + population];

    /// <summary>Begins at a state that is a constant.</summary>
    public void Begin(MesoscopicState start, int segments)
    {
        if (_slopes.Length < segments * populations) _slopes = new double[segments * populations];
        _start = start;
        for (int a = 0; a < populations; a++)
        {
            _activity[a] = start.Populations[a].Pool.Activity;
            _slope[a] = 0;
        }
    }

    /// <summary>Notes the slopes before a segment and goes on to its end.</summary>
    /// <param name="segment">Number of the segment; they come one after the other.</param>
    /// <param name="length">Its bins.</param>
    /// <param name="data">The whole stretch.</param>
    /// <param name="constants">Constants of the populations.</param>
    public unsafe void Advance(int segment, int length, SequenceData data, PopulationConstants[] constants)
    {
        int first = segment * MesoscopicAdjoint.SegmentLength;
        for (int a = 0; a < populations; a++)
        {
            _slopes[segment * populations + a] = _slope[a];
            if (!constants[a].IsAdaptive) continue;
            PopulationState start = _start!.Populations[a];
            double decay = constants[a].AdaptationDecay, perSpike = 1 / (constants[a].Neurons * constants[a].BinWidth);
            for (int k = first; k < first + length; k++)
            {
                int age = k - start.AgeBinCount;
                double count = age >= 0 ? data.Counts[age * populations + a] : start.Counts[start.Start + 1 + k];
                double old = count * perSpike;
                _slope[a] = decay * _slope[a] + _activity[a] - old;
                _activity[a] = decay * _activity[a] + (1 - decay) * old;
            }
        }
    }
}
