namespace SpikeStream.Pipelines.Plots;

/// <summary>The range of an axis: what has to be seen, with a little air around it.</summary>
internal readonly record struct AxisRange(double Low, double High)
{
    /// <summary>Nothing seen yet.</summary>
    public static AxisRange Empty { get; } = new(double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Whether there is anything to see.</summary>
    public bool IsEmpty => !(Low <= High);

    /// <summary>The distance between the ends.</summary>
    public double Span => IsEmpty ? 0 : High - Low;

    /// <summary>This range widened to hold a value; NaN and infinities are ignored.</summary>
    public AxisRange With(double value) =>
        double.IsFinite(value) ? new(Math.Min(Low, value), Math.Max(High, value)) : this;

    /// <summary>This range widened to hold some values; NaN and infinities are ignored.</summary>
    public AxisRange With(ReadOnlySpan<double> values)
    {
        AxisRange range = this;
        foreach (double value in values) range = range.With(value);
        return range;
    }

    /// <summary>This range with a part of its span added at both ends; a single value gets room too.</summary>
    public AxisRange Padded(double part = 0.06)
    {
        if (IsEmpty) return new AxisRange(0, 1);
        double pad = Span > 0 ? Span * part : Math.Max(Math.Abs(Low) * 0.1, 1e-9);
        return new AxisRange(Low - pad, High + pad);
    }

    /// <summary>A round distance between tick marks: 1, 2 or 5 times a power of ten.</summary>
    /// <param name="ticks">About how many marks the axis has room for.</param>
    public double TickStep(int ticks)
    {
        double raw = (Span > 0 ? Span : 1) / ticks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch { <= 1.0000001 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }

    /// <summary>The range as gnuplot writes it.</summary>
    public override string ToString() => $"[{GnuplotText.Number(Low)}:{GnuplotText.Number(High)}]";
}
