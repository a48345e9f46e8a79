namespace SpikeStream.Cli.Information;

/// <summary>Least, greatest and mean of some numbers.</summary>
internal sealed class NumberRange
{
    private double _low = double.PositiveInfinity;
    private double _high = double.NegativeInfinity;
    private double _sum;
    private long _count;
    private long _missing;

    /// <summary>Takes a number; NaN counts as missing.</summary>
    public void Add(double value)
    {
        if (double.IsNaN(value))
        {
            _missing++;
            return;
        }

        _low = Math.Min(_low, value);
        _high = Math.Max(_high, value);
        _sum += value;
        _count++;
    }

    /// <summary>One line.</summary>
    /// <param name="unit">The unit, or null.</param>
    public string Describe(string? unit)
    {
        string missing = _missing == 0 ? "" : $"; {NumberText.Whole(_missing)} missing";
        if (_count == 0) return $"no values{missing}";
        return $"from {NumberText.Short(_low)} to {NumberText.Short(_high)}, mean {NumberText.Short(_sum / _count)}{(unit is null ? "" : " " + unit)}{missing}";
    }
}
