using SpikeStream.Models.Statistics;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Hands on the spikes of chosen units, numbered in the order of choice.</summary>
internal sealed class ChosenSpikes : ISpikeTally
{
    private readonly ISpikeTally _tally;
    private readonly int[] _places;
    private double[] _times = [];
    private uint[] _units = [];

    public ChosenSpikes(ISpikeTally tally, IReadOnlyList<uint> units, int unitCount)
    {
        _tally = tally;
        _places = new int[unitCount];
        Array.Fill(_places, -1);
        for (int place = 0; place < units.Count; place++) _places[units[place]] = place;
    }

    public void Add(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        if (_times.Length < times.Length) (_times, _units) = (new double[times.Length], new uint[times.Length]);
        int kept = 0;
        for (int i = 0; i < times.Length; i++)
        {
            int place = _places[units[i]];
            if (place < 0) continue;
            _times[kept] = times[i];
            _units[kept++] = (uint)place;
        }

        _tally.Add(_times.AsSpan(0, kept), _units.AsSpan(0, kept));
    }

    public void Save(BinaryWriter writer) => _tally.Save(writer);

    public void Restore(BinaryReader reader) => _tally.Restore(reader);
}
