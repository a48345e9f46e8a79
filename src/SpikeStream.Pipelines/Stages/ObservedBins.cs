using Apache.Arrow;
using SpikeStream.Numerics.Time;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Which bins of which column were wholly observed: those that lie in the stated window, in one stretch of all units and in one of each unit of the column.</summary>
/// <remarks>It depends on the bin alone, not on the spikes or how they come. Memory follows the number of stretches.</remarks>
internal sealed class ObservedBins
{
    private readonly IReadOnlyList<(long First, long End)>[] _columns;

    private ObservedBins(IReadOnlyList<(long First, long End)>[] columns) => _columns = columns;

    /// <summary>Finds the bins.</summary>
    /// <param name="observation">When units were observed, or null where nothing is said of it.</param>
    /// <param name="window">The window that the recording states, or null.</param>
    /// <param name="grid">The grid of bins.</param>
    /// <param name="columns">The units of each column.</param>
    /// <returns>The bins; null where nothing restricts them.</returns>
    public static ObservedBins? Of(Observation? observation, ObservationWindow? window, BinGrid grid, UnitColumns columns)
    {
        IReadOnlyList<(long First, long End)>? all = observation?.All is { } stretches ? Whole(grid, stretches) : null;
        if (window?.Stop > window?.Start) all = all is null ? Whole(grid, [window!]) : Common(all, Whole(grid, [window!]));
        var ranges = new IReadOnlyList<(long First, long End)>[columns.Count];
        bool isRestricted = false;
        for (int column = 0; column < ranges.Length; column++)
        {
            IReadOnlyList<(long First, long End)>? of = all;
            foreach (uint unit in columns.UnitsOf(column))
            {
                if (unit >= observation?.Units?.Count || observation?.Units?[(int)unit] is not { } own) continue;
                IReadOnlyList<(long First, long End)> bins = Whole(grid, own);
                of = of is null ? bins : Common(of, bins);
            }

            isRestricted |= of is not null;
            ranges[column] = of ?? Everywhere;
        }

        return isRestricted ? new(ranges) : null;
    }

    /// <summary>The overall window: what is stated, or from the first stretch to the last where every unit has some.</summary>
    /// <param name="observation">When units were observed.</param>
    /// <param name="stated">The window that the recording states.</param>
    /// <returns>The window, or null.</returns>
    public static ObservationWindow? Window(Observation? observation, ObservationWindow? stated)
    {
        if (stated is not null || observation is null) return stated;
        IEnumerable<IReadOnlyList<ObservationWindow>?> lists = observation.All is { } all ? [all] : observation.Units ?? [];
        IReadOnlyList<ObservationWindow>?[] known = [.. lists];
        if (known.Length == 0 || known.Contains(null)) return null;
        ObservationWindow[] stretches = [.. known.SelectMany(list => list!)];
        return stretches.Length == 0 ? null : new(stretches.Min(stretch => stretch.Start), stretches.Max(stretch => stretch.Stop));
    }

    /// <summary>The validity of a block of counts.</summary>
    /// <param name="firstBin">Bin of the first row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <returns>One bit per count [bin, column]; empty where all were observed.</returns>
    public ArrowBuffer Bits(long firstBin, int rows)
    {
        if (System.Array.TrueForAll(_columns, ranges => CoversAll(ranges, firstBin, firstBin + rows))) return ArrowBuffer.Empty;
        byte[] row = new byte[BitUtility.ByteCount(_columns.Length)];
        List<(int Row, int Column)> changes = Changes(firstBin, rows, row);
        byte[] bits = new byte[BitUtility.ByteCount(checked(rows * _columns.Length))];
        for (int i = 0, change = 0; i < rows; i++)
        {
            for (; change < changes.Count && changes[change].Row == i; change++) BitUtility.ToggleBit(row, changes[change].Column);
            Write(row, bits, i * _columns.Length);
        }

        return new ArrowBuffer(bits);
    }

    /// <summary>Which columns become observed, or cease to be, at which rows of a block; what holds before the first row goes to <paramref name="before"/>.</summary>
    private List<(int Row, int Column)> Changes(long firstBin, int rows, byte[] before)
    {
        List<(int Row, int Column)> changes = [];
        for (int column = 0; column < _columns.Length; column++)
        {
            IReadOnlyList<(long First, long End)> ranges = _columns[column];
            int at = FirstAfter(ranges, firstBin);
            if (at < ranges.Count && ranges[at].First < firstBin) BitUtility.SetBit(before, column);
            for (; at < ranges.Count && ranges[at].First < firstBin + rows; at++)
            {
                if (ranges[at].First >= firstBin) changes.Add(((int)(ranges[at].First - firstBin), column));
                if (ranges[at].End < firstBin + rows) changes.Add(((int)(ranges[at].End - firstBin), column));
            }
        }

        changes.Sort();
        return changes;
    }

    /// <summary>Writes the bits of a row into a table of bits that are 0 from there on.</summary>
    private static void Write(ReadOnlySpan<byte> row, Span<byte> bits, int at)
    {
        int shift = at & 7;
        bits = bits[(at >> 3)..];
        if (shift == 0)
        {
            row[..Math.Min(row.Length, bits.Length)].CopyTo(bits);
            return;
        }

        for (int i = 0; i < row.Length; i++)
        {
            bits[i] |= (byte)(row[i] << shift & 0xFF);
            if (i + 1 < bits.Length) bits[i + 1] |= (byte)(row[i] >> (8 - shift));
        }
    }

    private static readonly IReadOnlyList<(long First, long End)> Everywhere = [(long.MinValue, long.MaxValue)];

    /// <summary>The bins that lie whole in one of the stretches.</summary>
    private static List<(long First, long End)> Whole(BinGrid grid, IReadOnlyList<ObservationWindow> stretches)
    {
        List<(long First, long End)> ranges = [];
        foreach (ObservationWindow stretch in stretches)
        {
            long first = Bin(grid, stretch.Start), end = Bin(grid, stretch.Stop);
            if (grid.Edge(first) < stretch.Start) first++;
            if (first < end) ranges.Add((first, end));
        }

        return ranges;
    }

    /// <summary>The bin of a time, or the last there is.</summary>
    private static long Bin(BinGrid grid, double time) =>
        grid.TryIndexOf(time, out long bin) ? bin : time < 0 ? -grid.MaximumIndex : grid.MaximumIndex;

    private static List<(long First, long End)> Common(IReadOnlyList<(long First, long End)> left, IReadOnlyList<(long First, long End)> right)
    {
        List<(long First, long End)> common = [];
        for (int i = 0, j = 0; i < left.Count && j < right.Count;)
        {
            long first = Math.Max(left[i].First, right[j].First), end = Math.Min(left[i].End, right[j].End);
            if (first < end) common.Add((first, end));
            if (left[i].End < right[j].End) i++;
            else j++;
        }

        return common;
    }

    private static bool CoversAll(IReadOnlyList<(long First, long End)> ranges, long first, long end)
    {
        // Stretches that touch give ranges that touch.
        for (int i = FirstAfter(ranges, first); i < ranges.Count && ranges[i].First <= first; i++)
        {
            if (ranges[i].End >= end) return true;
            first = ranges[i].End;
        }

        return false;
    }

    /// <summary>Index of the first range that ends after a bin.</summary>
    private static int FirstAfter(IReadOnlyList<(long First, long End)> ranges, long bin)
    {
        int low = 0, high = ranges.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (ranges[middle].End <= bin) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
