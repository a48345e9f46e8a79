using System.Globalization;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>How fast fits go on, and how long they will take.</summary>
/// <param name="clock">The clock.</param>
/// <param name="stepsBefore">Steps that were done before.</param>
internal sealed class FitRate(TimeProvider clock, long stepsBefore)
{
    private readonly long _began = clock.GetTimestamp();

    /// <summary>Rate and time left in words.</summary>
    /// <param name="steps">Steps done.</param>
    /// <param name="total">Steps in all; null where unknown.</param>
    public string Describe(long steps, long? total)
    {
        double rate = (steps - stepsBefore) / Math.Max(1e-9, clock.GetElapsedTime(_began).TotalSeconds);
        string text = string.Create(CultureInfo.InvariantCulture, $"{rate:F0} iterations/s");
        return total is { } all && rate > 0 ? $"{text}, {Left((all - steps) / rate)} left" : text;
    }

    private static string Left(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, seconds):F0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:F0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:F1} h"),
    };
}
