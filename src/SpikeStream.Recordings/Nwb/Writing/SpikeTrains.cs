using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SpikeStream.Recordings;

/// <summary>The trains of a <see cref="SpikeSpool"/>, one after the other, in memory that does not grow with their number or length.</summary>
internal sealed class SpikeTrains : IDisposable
{
    private const int HeadBytes = sizeof(long) + sizeof(int);
    private const int EntryBytes = sizeof(uint) + sizeof(int);

    /// <summary>Times that are held at once: 16 MB.</summary>
    private const int MostTimes = 1 << 21;

    private readonly SafeFileHandle _file;
    private readonly List<Cursor> _blocks = [];
    private readonly long[] _counts;

    /// <summary>Reads how many spikes each unit has.</summary>
    /// <param name="path">The spool.</param>
    /// <param name="units">Units that there are at least.</param>
    public SpikeTrains(string path, int units)
    {
        _file = File.OpenHandle(path, share: FileShare.ReadWrite);
        List<long> counts = [.. new long[units]];
        long length = RandomAccess.GetLength(_file);
        for (long at = 0; at < length;)
        {
            long spikes = ReadOne<long>(at);
            int entries = ReadOne<int>(at + sizeof(long));
            SpikeRun[] index = new SpikeRun[entries];
            Read(at + HeadBytes, MemoryMarshal.AsBytes(index.AsSpan()));
            foreach ((uint unit, int count) in index)
            {
                while (counts.Count <= unit) counts.Add(0);
                counts[(int)unit] += count;
            }

            long times = at + HeadBytes + ((long)entries * EntryBytes);
            _blocks.Add(new Cursor { Entry = at + HeadBytes, Time = times, Entries = entries });
            at = times + (spikes * sizeof(double));
        }

        _counts = [.. counts];
    }

    /// <summary>Number of spikes of each unit.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>The latest time in s; 0 where there are no spikes. Known when the trains have been read.</summary>
    public double Latest { get; private set; }

    /// <summary>Reads the trains in the order of their units, once.</summary>
    /// <param name="take">Receives stretches of times: those of the first unit, then those of the second, and so on.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public void Read(Action<ReadOnlyMemory<double>> take, CancellationToken cancellation)
    {
        // As long as any stretch gets, at once: what is outgrown stays in memory for a while.
        int length = (int)Math.Min(MostTimes, _counts.Sum());
        double[] times = new double[length], run = new double[length];
        for (int first = 0, next; first < _counts.Length; first = next)
        {
            long total = _counts[first];
            for (next = first + 1; next < _counts.Length && total + _counts[next] <= MostTimes; next++) total += _counts[next];
            cancellation.ThrowIfCancellationRequested();
            if (total > MostTimes)
            {
                ReadLong((uint)first, run, take, cancellation);
                continue;
            }

            Gather(first, next, times, run);
            for (long end = 0, unit = first; unit < next; unit++)
            {
                end += _counts[unit];
                if (_counts[unit] > 0) Latest = Math.Max(Latest, times[end - 1]);
            }

            if (total > 0) take(times.AsMemory(0, (int)total));
        }
    }

    public void Dispose() => _file.Dispose();

    private sealed class Cursor
    {
        public long Entry { get; set; }

        public long Time { get; set; }

        public int Entries { get; set; }
    }

    // In a block, the units of a group lie together: one read gives all of them.
    private void Gather(int first, int next, double[] times, double[] run)
    {
        int[] places = new int[next - first];
        for (int i = 1; i < places.Length; i++) places[i] = places[i - 1] + (int)_counts[first + i - 1];
        SpikeRun[] index = new SpikeRun[next - first];
        foreach (Cursor block in _blocks)
        {
            Span<SpikeRun> entries = index.AsSpan(0, Math.Min(index.Length, block.Entries));
            Read(block.Entry, MemoryMarshal.AsBytes(entries));
            int used = 0, spikes = 0;
            while (used < entries.Length && entries[used].Unit < next) spikes += entries[used++].Count;
            Read(block.Time, MemoryMarshal.AsBytes(run.AsSpan(0, spikes)));
            int from = 0;
            foreach ((uint unit, int count) in entries[..used])
            {
                ref int place = ref places[unit - (uint)first];
                run.AsSpan(from, count).CopyTo(times.AsSpan(place));
                place += count;
                from += count;
            }

            Pass(block, used, spikes);
        }
    }

    private void ReadLong(uint unit, double[] run, Action<ReadOnlyMemory<double>> take, CancellationToken cancellation)
    {
        foreach (Cursor block in _blocks)
        {
            if (block.Entries == 0) continue;
            (uint found, int count) = ReadOne<SpikeRun>(block.Entry);
            if (found != unit) continue;
            cancellation.ThrowIfCancellationRequested();
            Read(block.Time, MemoryMarshal.AsBytes(run.AsSpan(0, count)));
            take(run.AsMemory(0, count));
            Latest = Math.Max(Latest, run[count - 1]);
            Pass(block, 1, count);
        }
    }

    private static void Pass(Cursor block, int entries, int spikes)
    {
        block.Entry += (long)entries * EntryBytes;
        block.Entries -= entries;
        block.Time += (long)spikes * sizeof(double);
    }

    private T ReadOne<T>(long at)
        where T : unmanaged
    {
        T value = default;
        Read(at, MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    private void Read(long at, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_file, bytes, at);
            if (read == 0) throw new EndOfStreamException();
            bytes = bytes[read..];
            at += read;
        }
    }
}
