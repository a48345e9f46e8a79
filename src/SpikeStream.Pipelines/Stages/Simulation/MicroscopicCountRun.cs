using System.Runtime.InteropServices;
using SpikeStream.Models.Microscopic;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>A run neuron by neuron whose spikes are counted per population in bins of several steps.</summary>
/// <param name="network">The network, at rest.</param>
/// <param name="stepsPerBin">Steps in a bin.</param>
internal sealed class MicroscopicCountRun(MicroscopicNetwork network, int stepsPerBin) : ICountRun
{
    private readonly int _populations = network.FirstUnits.Length - 1;
    private readonly List<MicroscopicSpike> _spikes = [];
    private int[] _counts = new int[network.FirstUnits.Length - 1];
    private int _bins;

    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, _bins * _populations);

    public void Advance(ReadOnlySpan<double> inputs)
    {
        int steps = inputs.Length / _populations;
        long firstBin = network.StepCount / stepsPerBin;
        // The bin that was open comes first.
        _counts.AsSpan(_bins * _populations, _populations).CopyTo(_counts);
        _bins = (int)((network.StepCount + steps) / stepsPerBin - firstBin);
        int length = (_bins + 1) * _populations;
        if (_counts.Length < length) System.Array.Resize(ref _counts, length);
        _counts.AsSpan(_populations, length - _populations).Clear();
        _spikes.Clear();
        network.Advance(steps, inputs, _spikes);
        ReadOnlySpan<int> firstUnits = network.FirstUnits;
        foreach (MicroscopicSpike spike in CollectionsMarshal.AsSpan(_spikes))
        {
            int population = 0;
            while (spike.Unit >= firstUnits[population + 1]) population++;
            _counts[(int)(spike.Step / stepsPerBin - firstBin) * _populations + population]++;
        }
    }

    public void Save(BinaryWriter writer)
    {
        network.Save(writer);
        writer.Write(MemoryMarshal.AsBytes(_counts.AsSpan(_bins * _populations, _populations)));
    }

    public void Restore(BinaryReader reader)
    {
        network.Restore(reader);
        _bins = 0;
        for (int a = 0; a < _populations; a++) _counts[a] = reader.ReadInt32();
    }
}
