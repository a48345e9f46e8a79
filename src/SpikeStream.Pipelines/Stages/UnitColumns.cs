using System.Globalization;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Which column of a table of counts each unit is counted in.</summary>
internal sealed class UnitColumns
{
    private readonly int[] _columns;
    private readonly IReadOnlyList<IReadOnlyList<uint>> _groups = [];

    /// <summary>Units from a first one on, one column each, in their order.</summary>
    /// <param name="first">Number of the unit in column 0.</param>
    /// <param name="count">Number of units, at least 1.</param>
    public UnitColumns(uint first, int count)
    {
        IsContiguous = true;
        First = first;
        Count = count;
        Width = count;
        _columns = [];
        Expected = string.Create(CultureInfo.InvariantCulture, $"units {first} to {first + (uint)count - 1}");
    }

    /// <summary>Units that are counted together, or not counted at all.</summary>
    /// <param name="groups">The units of each column.</param>
    /// <param name="others">What becomes of all other units.</param>
    public UnitColumns(IReadOnlyList<IReadOnlyList<uint>> groups, OtherUnits others)
    {
        _groups = groups;
        Count = groups.Count;
        // Two columns more: one for units that are not counted, one that shows that a unit was refused.
        Width = Count + 2;
        uint last = groups.Max(group => group.Max());
        _columns = new int[last + 2];
        Array.Fill(_columns, others == OtherUnits.Ignore ? Count : Refused);
        for (int column = 0; column < Count; column++)
        {
            foreach (uint unit in groups[column]) _columns[unit] = column;
        }

        Expected = string.Create(CultureInfo.InvariantCulture, $"one of the {groups.Sum(group => group.Count)} units that the option names");
    }

    /// <summary>Whether columns are units in their order.</summary>
    public bool IsContiguous { get; }

    /// <summary>Number of the unit in column 0, where contiguous.</summary>
    public uint First { get; }

    /// <summary>Number of columns of the result.</summary>
    public int Count { get; }

    /// <summary>Number of columns to count in, with those that are no part of the result.</summary>
    public int Width { get; }

    /// <summary>The column that a refused unit is counted in, where not contiguous.</summary>
    public int Refused => Count + 1;

    /// <summary>What units are expected, for messages.</summary>
    public string Expected { get; }

    /// <summary>Column by unit, where not contiguous; the last entry stands for all units beyond.</summary>
    public ReadOnlySpan<int> Table => _columns;

    /// <summary>The units that are counted in a column.</summary>
    /// <param name="column">The column.</param>
    /// <returns>At least one.</returns>
    public IReadOnlyList<uint> UnitsOf(int column) => IsContiguous ? [First + (uint)column] : _groups[column];

    /// <summary>Whether a unit is counted or ignored, not refused.</summary>
    /// <param name="unit">Number of the unit.</param>
    /// <returns>False where it is refused.</returns>
    public bool Takes(uint unit) => IsContiguous
        ? unit >= First && unit - First < (uint)Count
        : _columns[Math.Min(unit, (uint)_columns.Length - 1)] != Refused;
}
