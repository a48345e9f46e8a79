using System.Runtime.InteropServices;

namespace SpikeStream.Models.Statistics;

/// <summary>What rows in which some units were not observed take from the sums of the others: integer sums of each unit's counts over the rows without each other unit.</summary>
/// <remarks>Rows that lack the same units are summed before they go to the tables, as gaps last for many rows. Memory: 24 bytes for each ordered pair of units. Not thread-safe.</remarks>
internal sealed class MissingCounts
{
    private readonly int _units;

    // [i, j]: rows without both; sums of i's counts, and of their squares, over the rows without j.
    private readonly long[] _rows;
    private readonly long[] _sums;
    private readonly long[] _squares;

    private readonly bool[] _observed;
    private readonly long[] _runSums;
    private readonly long[] _runSquares;
    private long _runRows;

    public MissingCounts(int units)
    {
        _units = units;
        (_rows, _sums, _squares) = (new long[units * units], new long[units * units], new long[units * units]);
        (_observed, _runSums, _runSquares) = (new bool[units], new long[units], new long[units]);
    }

    /// <summary>Takes a row that lacks a unit or more; the counts of these are 0.</summary>
    public void Add(ReadOnlySpan<int> row, ReadOnlySpan<bool> observed)
    {
        if (!observed.SequenceEqual(_observed))
        {
            Flush();
            observed.CopyTo(_observed);
        }

        _runRows++;
        for (int unit = 0; unit < row.Length; unit++)
        {
            long count = row[unit];
            _runSums[unit] += count;
            _runSquares[unit] += count * count;
        }
    }

    public void Merge(MissingCounts other)
    {
        Flush();
        other.Flush();
        foreach ((long[] mine, long[] theirs) in Tables.Zip(other.Tables))
            for (int i = 0; i < mine.Length; i++) mine[i] += theirs[i];
    }

    /// <summary>Rows that lack one of two units or both.</summary>
    public long Rows(int first, int second)
    {
        Flush();
        return _rows[first * _units + first] + _rows[second * _units + second] - _rows[first * _units + second];
    }

    /// <summary>The sum of a unit's counts over the rows that lack another.</summary>
    public long Sum(int unit, int without)
    {
        Flush();
        return _sums[unit * _units + without];
    }

    /// <summary>The sum of the squares of a unit's counts over the rows that lack another.</summary>
    public long Squares(int unit, int without)
    {
        Flush();
        return _squares[unit * _units + without];
    }

    public void Save(BinaryWriter writer)
    {
        Flush();
        foreach (long[] table in Tables) writer.Write(MemoryMarshal.AsBytes(table.AsSpan()));
    }

    public void Restore(BinaryReader reader)
    {
        foreach (long[] table in Tables) reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(table.AsSpan()));
    }

    private long[][] Tables => [_rows, _sums, _squares];

    private void Flush()
    {
        if (_runRows == 0) return;
        int[] missing = [.. Enumerable.Range(0, _units).Where(unit => !_observed[unit])];
        for (int i = 0; i < _units; i++)
        {
            int line = i * _units;
            foreach (int j in missing)
            {
                if (!_observed[i]) _rows[line + j] += _runRows;
                _sums[line + j] += _runSums[i];
                _squares[line + j] += _runSquares[i];
            }
        }

        _runRows = 0;
        Array.Clear(_runSums);
        Array.Clear(_runSquares);
    }
}
