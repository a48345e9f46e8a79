using System.Numerics;
using System.Runtime.InteropServices;

namespace SpikeStream.Models.Statistics;

/// <summary>
/// Means, covariances and correlations of the counts of many units, from integer sums of counts and of their products: exact, so that they depend neither
/// on the order of the rows nor on how they are split, merged or spread over processors, until one division at the read-out.
/// </summary>
/// <remarks>
/// Memory: 8 bytes for each ordered pair of units (8 MB for 1000), and a block of rows. A block holds for each unit a bit per row that says whether its count is
/// above 0; products of such indicators are population counts of 64 rows at once. What counts above 1 add, 2·(x y - 1[x]·1[y]) = (x - 1)(y + 1[y]) + (y - 1)(x + 1[x]) for
/// x, y above 0, is added row by row for those few entries. In a row that lacks a unit its count is 0, which leaves the products right; what the row takes from the sums of the others is
/// kept apart, 24 bytes more for each ordered pair once there is such a row. Each unit has the mean and variance of its own rows, each pair the covariance and correlation of the rows that have
/// both: such matrices need not be positive semidefinite. Not thread-safe; uses several threads inside where told to.
/// </remarks>
public sealed class CountCovariance
{
    /// <summary>The largest count of a row.</summary>
    public const int MaximumCount = 1 << 20;

    private const int Words = 16;
    private const int BlockRows = 64 * Words;
    private const int TileUnits = 32;

    // Above this the products of a block might not fit 32 bits.
    private const int NarrowLimit = 1000;

    private readonly int _parallelism;
    private readonly long[] _sums;

    // The sum of products of units i and j is half of [i, j] + [j, i].
    private readonly long[] _products;
    private readonly ulong[] _indicators;
    private readonly int[] _raised;
    private readonly List<Excess>[] _excess;
    private MissingCounts? _missing;
    private int _blockRows;
    private int _blockMaximum;

    /// <summary>No rows yet.</summary>
    /// <param name="units">Number of units, 1 to 32,768.</param>
    /// <param name="parallelism">Threads at most; results do not depend on it.</param>
    public CountCovariance(int units, int parallelism = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, 1 << 15);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        Units = units;
        _parallelism = parallelism;
        _sums = new long[units];
        _products = new long[units * units];
        _indicators = new ulong[units * Words];
        _raised = new int[BlockRows * units];
        _excess = [.. Enumerable.Range(0, (units + TileUnits - 1) / TileUnits).Select(_ => new List<Excess>())];
    }

    /// <summary>Number of units.</summary>
    public int Units { get; }

    /// <summary>Number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Whether a row lacked a unit.</summary>
    public bool HasMissing => _missing is not null;

    /// <summary>Takes rows.</summary>
    /// <param name="counts">Counts [row, unit], 0 to <see cref="MaximumCount"/>.</param>
    /// <exception cref="ArgumentException">The length is no whole number of rows, or a count is out of range; nothing after the row before it was counted.</exception>
    public void Add(ReadOnlySpan<int> counts)
    {
        if (counts.Length % Units != 0) throw new ArgumentException($"found {counts.Length} counts, expected a whole number of rows of {Units}", nameof(counts));
        for (int first = 0; first < counts.Length; first += Units)
        {
            AddRow(counts.Slice(first, Units));
            if (_blockRows == BlockRows) Flush();
        }
    }

    /// <summary>Takes a row in which some units were not observed.</summary>
    /// <param name="row">Counts [unit], 0 to <see cref="MaximumCount"/>; what is there for units that were not observed does not matter, and becomes 0.</param>
    /// <param name="observed">Whether each unit was observed.</param>
    /// <exception cref="ArgumentException">A length is not the number of units, or a count is out of range; nothing was counted.</exception>
    public void Add(Span<int> row, ReadOnlySpan<bool> observed)
    {
        if (row.Length != Units || observed.Length != Units) throw new ArgumentException($"found {row.Length} counts and {observed.Length} marks, expected {Units} of each", nameof(row));
        for (int unit = 0; unit < Units; unit++)
        {
            if (!observed[unit]) row[unit] = 0;
        }

        Add(row);
        if (observed.Contains(false)) (_missing ??= new(Units)).Add(row, observed);
    }

    /// <summary>Adds the rows of another part of the recording.</summary>
    /// <param name="other">Sums of as many units.</param>
    /// <exception cref="ArgumentException">The units are not as many.</exception>
    public void Merge(CountCovariance other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Units != Units) throw new ArgumentException($"found {other.Units} units, expected {Units}", nameof(other));
        Flush();
        other.Flush();
        Rows += other.Rows;
        for (int i = 0; i < _sums.Length; i++) _sums[i] += other._sums[i];
        for (int i = 0; i < _products.Length; i++) _products[i] += other._products[i];
        if (other._missing is not null) (_missing ??= new(Units)).Merge(other._missing);
    }

    /// <summary>Number of rows that have two units.</summary>
    /// <param name="first">A unit.</param>
    /// <param name="second">A unit; the same for the rows that have it.</param>
    /// <returns>0 or more.</returns>
    public long RowsOf(int first, int second) => Rows - (_missing?.Rows(first, second) ?? 0);

    /// <summary>The sum of a unit's counts.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>0 or more.</returns>
    public long Sum(int unit)
    {
        Flush();
        return _sums[unit];
    }

    /// <summary>The sum of the products of two units' counts.</summary>
    /// <param name="first">A unit.</param>
    /// <param name="second">A unit.</param>
    /// <returns>0 or more.</returns>
    public long Product(int first, int second)
    {
        Flush();
        return (_products[first * Units + second] + _products[second * Units + first]) / 2;
    }

    /// <summary>The mean count of a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>Spikes per row that has the unit, correctly rounded; NaN without any.</returns>
    public double Mean(int unit) => (double)Sum(unit) / RowsOf(unit, unit);

    /// <summary>The covariance of two units' counts, over the number of rows that have both less one.</summary>
    /// <param name="first">A unit.</param>
    /// <param name="second">A unit; the same for the variance.</param>
    /// <returns>Right to three roundings; NaN for fewer than two rows.</returns>
    public double Covariance(int first, int second) =>
        RowsOf(first, second) is >= 2 and long rows ? (double)Deviation(first, second) / rows / (rows - 1) : double.NaN;

    /// <summary>Pearson's correlation of two units' counts.</summary>
    /// <param name="first">A unit.</param>
    /// <param name="second">A unit.</param>
    /// <returns>-1 to 1, right to five roundings; NaN where a unit's counts are constant in the rows that have both.</returns>
    public double Correlation(int first, int second)
    {
        double scale = Math.Sqrt((double)OwnDeviation(first, second)) * Math.Sqrt((double)OwnDeviation(second, first));
        if (!(scale > 0)) return double.NaN;
        return first == second ? 1 : Math.Clamp((double)Deviation(first, second) / scale, -1, 1);
    }

    /// <summary>Writes the sums, exact.</summary>
    /// <param name="writer">Receives them.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Flush();
        writer.Write(Units);
        writer.Write(Rows);
        writer.Write(MemoryMarshal.AsBytes(_sums.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(_products.AsSpan()));
        writer.Write(HasMissing);
        _missing?.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    /// <exception cref="InvalidDataException">It is of another number of units.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int units = reader.ReadInt32();
        if (units != Units) throw new InvalidDataException($"covariance state: found {units} units, expected {Units}");
        Rows = reader.ReadInt64();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_sums.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_products.AsSpan()));
        _missing = reader.ReadBoolean() ? new(Units) : null;
        _missing?.Restore(reader);
    }

    /// <summary>Rows times the sum of products of deviations from the means, in the rows that have both units.</summary>
    private Int128 Deviation(int first, int second) => (Int128)RowsOf(first, second) * Product(first, second) - (Int128)SumWith(first, second) * SumWith(second, first);

    /// <summary>Rows times the sum of a unit's squared deviations from its mean, in the rows that have another unit too.</summary>
    private Int128 OwnDeviation(int unit, int with)
    {
        long sum = SumWith(unit, with);
        return (Int128)RowsOf(unit, with) * (Product(unit, unit) - (_missing?.Squares(unit, with) ?? 0)) - (Int128)sum * sum;
    }

    /// <summary>The sum of a unit's counts in the rows that have another unit too.</summary>
    private long SumWith(int unit, int with) => Sum(unit) - (_missing?.Sum(unit, with) ?? 0);

    private void AddRow(ReadOnlySpan<int> row)
    {
        foreach (int count in row)
        {
            if ((uint)count > MaximumCount) throw new ArgumentException($"row {Rows}: found a count of {count}, expected 0 to {MaximumCount}", nameof(row));
        }

        ulong bit = 1UL << (_blockRows & 63);
        int word = _blockRows >> 6;
        Span<int> raised = _raised.AsSpan(_blockRows * Units, Units);
        for (int unit = 0; unit < row.Length; unit++)
        {
            int count = row[unit];
            raised[unit] = 0;
            if (count == 0) continue;
            _sums[unit] += count;
            _indicators[unit * Words + word] |= bit;
            raised[unit] = count + 1;
            if (count == 1) continue;
            _excess[unit / TileUnits].Add(new(_blockRows, unit, count - 1));
            _blockMaximum = Math.Max(_blockMaximum, count);
        }

        Rows++;
        _blockRows++;
    }

    private void Flush()
    {
        if (_blockRows == 0) return;
        if (_parallelism == 1 || _excess.Length == 1)
        {
            for (int tile = 0; tile < _excess.Length; tile++) AddTile(tile);
        }
        else
        {
            Parallel.For(0, _excess.Length, new ParallelOptions { MaxDegreeOfParallelism = _parallelism }, AddTile);
        }

        Array.Clear(_indicators);
        _blockRows = 0;
        _blockMaximum = 0;
    }

    /// <summary>Adds the block's products for some units, whose rows of the table no other thread touches.</summary>
    private void AddTile(int tile)
    {
        int first = tile * TileUnits, end = Math.Min(Units, first + TileUnits);
        for (int other = first; other < Units; other += TileUnits)
        {
            int otherEnd = Math.Min(Units, other + TileUnits);
            for (int i = first; i < end; i++)
            {
                ReadOnlySpan<ulong> mine = _indicators.AsSpan(i * Words, Words);
                for (int j = Math.Max(i, other); j < otherEnd; j++)
                {
                    int common = Common(mine, _indicators.AsSpan(j * Words, Words));
                    _products[i * Units + j] += i == j ? common : 2 * common;
                }
            }
        }

        if (_excess[tile].Count == 0) return;
        if (_blockMaximum <= NarrowLimit) AddExcess(_excess[tile], first, end);
        else AddWideExcess(_excess[tile]);
        _excess[tile].Clear();
    }

    private static int Common(ReadOnlySpan<ulong> first, ReadOnlySpan<ulong> second)
    {
        int even = 0, odd = 0;
        for (int word = 0; word < Words; word += 4)
        {
            even += BitOperations.PopCount(first[word] & second[word]) + BitOperations.PopCount(first[word + 1] & second[word + 1]);
            odd += BitOperations.PopCount(first[word + 2] & second[word + 2]) + BitOperations.PopCount(first[word + 3] & second[word + 3]);
        }

        return even + odd;
    }

    private void AddExcess(List<Excess> entries, int first, int end)
    {
        int[] sums = new int[(end - first) * Units];
        foreach (Excess entry in entries)
        {
            ReadOnlySpan<int> raised = _raised.AsSpan(entry.Row * Units, Units);
            Span<int> sum = sums.AsSpan((entry.Unit - first) * Units, Units);
            if (entry.Count == 1) System.Numerics.Tensors.TensorPrimitives.Add<int>(sum, raised, sum);
            else System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(raised, entry.Count, sum, sum);
        }

        Span<long> products = _products.AsSpan(first * Units, sums.Length);
        for (int i = 0; i < sums.Length; i++) products[i] += sums[i];
    }

    private void AddWideExcess(List<Excess> entries)
    {
        foreach (Excess entry in entries)
        {
            ReadOnlySpan<int> raised = _raised.AsSpan(entry.Row * Units, Units);
            Span<long> products = _products.AsSpan(entry.Unit * Units, Units);
            for (int j = 0; j < raised.Length; j++) products[j] += (long)entry.Count * raised[j];
        }
    }

    /// <summary>What a count has above one.</summary>
    private readonly record struct Excess(int Row, int Unit, int Count);
}
