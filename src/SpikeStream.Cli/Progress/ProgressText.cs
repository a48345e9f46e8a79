using System.Globalization;

namespace SpikeStream.Cli.Progress;

/// <summary>Amounts, rates and times as people read them.</summary>
internal static class ProgressText
{
    private static readonly (double Size, string Sign)[] Steps = [(1e9, " G"), (1e6, " M"), (1e3, " k")];

    /// <summary>A number with at most three digits before the point and a decimal prefix.</summary>
    public static string Amount(double value)
    {
        foreach ((double size, string sign) in Steps)
        {
            if (value >= size) return (value / size).ToString(value / size >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + sign;
        }

        return value.ToString("0", CultureInfo.InvariantCulture);
    }

    /// <summary>Work units per second.</summary>
    public static string Rate(double perSecond) => Amount(perSecond) + (perSecond >= 1000 ? "/s" : " /s");

    /// <summary>A length of time in the two largest units.</summary>
    public static string Time(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s"),
    };

    /// <summary>One line on how far a piece of work is.</summary>
    /// <param name="done">Work units done.</param>
    /// <param name="total">Work units in all; null where unknown.</param>
    /// <param name="perSecond">Work units per second lately; 0 where not known.</param>
    public static string Describe(long done, long? total, double perSecond)
    {
        string rate = perSecond > 0 ? $", {Rate(perSecond)}" : string.Empty;
        if (total is not > 0) return $"{Amount(done)}{rate}";
        double part = Math.Min(1, (double)done / total.Value);
        string left = perSecond > 0 && done < total ? $", about {Time(TimeSpan.FromSeconds((total.Value - done) / perSecond))} left" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{Amount(done)} of {Amount(total.Value)} ({Math.Floor(part * 100):0} %){rate}{left}");
    }
}
