using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>The tables of values that were read out on the way.</summary>
internal static class RunningRows
{
    /// <summary>Scores over recording time: the curve is the metric, x the time in s.</summary>
    public static Schema OverTime { get; } = CurvesSchema.Create(new("time", "s", null, null));

    /// <summary>Scores at a time, as points of curves.</summary>
    public static RecordBatch Batch(IReadOnlyList<ScoresSchema.Row> scores, double time) =>
        CurvesSchema.Batch(OverTime, [.. scores.Select(score => new CurvesSchema.Row(score.Metric, score.Target, time, score.Value, score.Error))]);

    /// <summary>Name of a curve at a time.</summary>
    public static string Name(string curve, double time, bool isLast) => isLast ? curve : string.Create(CultureInfo.InvariantCulture, $"{curve} until {time} s");
}
