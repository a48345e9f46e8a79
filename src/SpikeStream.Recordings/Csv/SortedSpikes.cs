using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace SpikeStream.Recordings;

/// <summary>Spikes sorted by time through a temporary file, equal times in the order they came in: sorted runs, merged while they are read.</summary>
/// <remarks>Memory holds one run while sorting and a buffer per run while reading, whatever the number of spikes.</remarks>
internal sealed class SortedSpikes : IDisposable
{
    /// <summary>Spikes of a run.</summary>
    public const int RunRows = 1 << 20;

    private const int RowBytes = sizeof(double) + sizeof(uint);
    private const int MergeRows = 1 << 21;
    private const int LeastBufferRows = 256;

    private readonly SafeFileHandle _file;
    private readonly List<int> _runs = [];
    private readonly int _runRows;

    private SortedSpikes(string folder, int runRows)
    {
        _runRows = runRows;
        string path = Path.Combine(folder, $"spikestream-{Guid.NewGuid():N}.sort");
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        // Without its name the file goes with the process, even one that is killed.
        if (!OperatingSystem.IsWindows()) File.Delete(path);
    }

    /// <summary>Reads rows into spans and gives their number: 0 at the end.</summary>
    public delegate int RowSource(Span<double> times, Span<uint> units);

    /// <summary>Sorts spikes.</summary>
    /// <param name="source">Gives the rows; fewer than asked for only at the end.</param>
    /// <param name="folder">Folder of the temporary file.</param>
    /// <param name="runRows">Spikes of a run.</param>
    /// <param name="cancellationToken">Ends the sorting and removes the temporary file.</param>
    public static SortedSpikes Create(RowSource source, string folder, int runRows, CancellationToken cancellationToken)
    {
        var sorted = new SortedSpikes(folder, runRows);
        try
        {
            double[] times = new double[runRows];
            uint[] units = new uint[runRows];
            byte[] bytes = new byte[checked(runRows * RowBytes)];
            int rows;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows = source(times, units);
                if (rows > 0) sorted.AddRun(times.AsSpan(0, rows), units.AsSpan(0, rows), bytes);
            }
            while (rows == runRows);
            return sorted;
        }
        catch
        {
            sorted.Dispose();
            throw;
        }
    }

    /// <summary>Begins to read in order.</summary>
    public Merge Read() => new(this);

    public void Dispose() => _file.Dispose();

    private void AddRun(Span<double> times, Span<uint> units, byte[] bytes)
    {
        int[] order = new int[times.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        if (SpikeOrder.FirstFault(times, 0) >= 0)
        {
            times.Sort(order.AsSpan());
            for (int start = 0; start < order.Length;)
            {
                int stop = start + 1;
                while (stop < order.Length && times[stop] == times[start]) stop++;
                if (stop - start > 1) order.AsSpan(start, stop - start).Sort();
                start = stop;
            }
        }

        Span<byte> row = bytes;
        for (int i = 0; i < order.Length; i++, row = row[RowBytes..])
        {
            BinaryPrimitives.WriteDoubleLittleEndian(row, times[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(row[sizeof(double)..], units[order[i]]);
        }

        RandomAccess.Write(_file, bytes.AsSpan(0, order.Length * RowBytes), (long)_runs.Count * _runRows * RowBytes);
        _runs.Add(order.Length);
    }

    /// <summary>A position in the sorted spikes.</summary>
    public sealed class Merge
    {
        private readonly SortedSpikes _sorted;
        private readonly Run[] _runs;
        private readonly PriorityQueue<int, (double Time, int Run)> _heads = new();

        public Merge(SortedSpikes sorted)
        {
            _sorted = sorted;
            int bufferRows = Math.Min(sorted._runRows, Math.Max(LeastBufferRows, MergeRows / Math.Max(1, sorted._runs.Count)));
            _runs = new Run[sorted._runs.Count];
            for (int i = 0; i < _runs.Length; i++)
            {
                _runs[i] = new Run((long)i * sorted._runRows, sorted._runs[i], new byte[bufferRows * RowBytes]);
                Enqueue(i);
            }
        }

        /// <summary>Reads rows; fewer than asked for only at the end.</summary>
        public int Read(Span<double> times, Span<uint> units)
        {
            int rows = 0;
            while (rows < times.Length && _heads.TryDequeue(out int index, out (double Time, int Run) head))
            {
                Run run = _runs[index];
                times[rows] = head.Time;
                units[rows++] = BinaryPrimitives.ReadUInt32LittleEndian(run.Buffer.AsSpan(run.At + sizeof(double)));
                run.At += RowBytes;
                Enqueue(index);
            }

            return rows;
        }

        private void Enqueue(int index)
        {
            Run run = _runs[index];
            if (run.At == run.Filled)
            {
                if (run.Left == 0) return;
                int rows = Math.Min(run.Left, run.Buffer.Length / RowBytes);
                run.Filled = rows * RowBytes;
                for (int got = 0; got < run.Filled;)
                {
                    int read = RandomAccess.Read(_sorted._file, run.Buffer.AsSpan(got, run.Filled - got), run.NextRow * RowBytes + got);
                    if (read == 0) throw new EndOfStreamException("The temporary file of a sort has been cut.");
                    got += read;
                }

                run.NextRow += rows;
                run.Left -= rows;
                run.At = 0;
            }

            _heads.Enqueue(index, (BinaryPrimitives.ReadDoubleLittleEndian(run.Buffer.AsSpan(run.At)), index));
        }

        private sealed class Run(long firstRow, int rows, byte[] buffer)
        {
            public byte[] Buffer => buffer;

            public long NextRow { get; set; } = firstRow;

            public int Left { get; set; } = rows;

            public int At { get; set; }

            public int Filled { get; set; }
        }
    }
}
