using System.Runtime.InteropServices;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Takes spikes in the order of time into a file, block by block, each sorted by unit: <see cref="SpikeTrains"/> then reads one train after the other.</summary>
/// <remarks>A block: its number of spikes (int64) and of units with spikes (int32); for each of these its number (uint32) and spikes (int32); the times, unit after unit.</remarks>
internal sealed class SpikeSpool
{
    /// <summary>Spikes of a block: 40 MB in memory.</summary>
    public const int BlockSpikes = 1 << 21;

    private const int MostUnits = 1 << 20;

    private readonly string _path;
    private readonly FileStream _file;
    private double[] _times = [];
    private uint[] _units = [];
    private double[] _sorted = [];
    private int[] _ends = [];
    private int _filled;
    private uint _highest;

    /// <summary>Begins.</summary>
    /// <param name="path">The file to be written in the end, for messages.</param>
    /// <param name="file">Receives the blocks.</param>
    public SpikeSpool(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Takes spikes.</summary>
    /// <exception cref="InvalidInputException">The number of a unit is beyond all recordings.</exception>
    public void Add(RecordBatch spikes)
    {
        ReadOnlySpan<double> times = SpikesSchema.Times(spikes);
        ReadOnlySpan<uint> units = SpikesSchema.Units(spikes);
        for (int at = 0; at < times.Length;)
        {
            if (_filled == _times.Length && !Grow(times.Length - at))
            {
                WriteBlock();
                continue;
            }

            int taken = Math.Min(_times.Length - _filled, times.Length - at);
            times.Slice(at, taken).CopyTo(_times.AsSpan(_filled));
            units.Slice(at, taken).CopyTo(_units.AsSpan(_filled));
            foreach (uint unit in units.Slice(at, taken)) _highest = Math.Max(_highest, unit);
            if (_highest >= MostUnits)
                throw new InvalidInputException($"{_path}: found unit number {_highest}, expected numbers below {MostUnits}, for NWB has a row per unit: number the units from 0, with their own numbers as names.");
            _filled += taken;
            at += taken;
        }
    }

    /// <summary>Writes what waits as a block.</summary>
    public void WriteBlock()
    {
        if (_filled == 0) return;
        if (_ends.Length <= _highest) _ends = new int[_highest + 1];
        if (_sorted.Length < _filled) _sorted = new double[_times.Length];
        int[] ends = _ends;
        System.Array.Clear(ends);
        ReadOnlySpan<uint> units = _units.AsSpan(0, _filled);
        foreach (uint unit in units) ends[unit]++;
        List<SpikeRun> index = [];
        int start = 0;
        for (int unit = 0; unit < ends.Length; unit++)
        {
            int count = ends[unit];
            ends[unit] = start;
            if (count == 0) continue;
            index.Add(new((uint)unit, count));
            start += count;
        }

        for (int i = 0; i < units.Length; i++) _sorted[ends[units[i]]++] = _times[i];
        long spikes = _filled;
        int entries = index.Count;
        _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in spikes)));
        _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in entries)));
        _file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(index)));
        _file.Write(MemoryMarshal.AsBytes(_sorted.AsSpan(0, _filled)));
        _filled = 0;
    }

    /// <summary>Writes what is left, and gives the memory back before the trains are read.</summary>
    public void End()
    {
        WriteBlock();
        _times = _sorted = [];
        _units = [];
        _ends = [];
    }

    // Small recordings take little memory.
    private bool Grow(int wanted)
    {
        if (_times.Length == BlockSpikes) return false;
        int length = (int)Math.Min(BlockSpikes, Math.Max(2L * _times.Length, wanted));
        System.Array.Resize(ref _times, length);
        System.Array.Resize(ref _units, length);
        return true;
    }
}
