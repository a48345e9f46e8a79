using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="SpikeStatisticsStage"/>.</summary>
public sealed record SpikeStatisticsOptions : ReadoutOptions
{
    /// <summary>Intervals shorter than this violate refractoriness.</summary>
    [Positive]
    public Duration Refractory { get; init; } = Duration.Parse("2 ms");

    /// <summary>The refractoriness R of LvR.</summary>
    [NotNegative]
    public Duration LvrRefractory { get; init; } = Duration.Parse("5 ms");

    /// <summary>Intervals within a burst are shorter than this.</summary>
    [Positive]
    public Duration BurstInterval { get; init; } = Duration.Parse("10 ms");

    /// <summary>Spikes that a burst has at least.</summary>
    [InRange(2, 1000)]
    public int BurstSpikes { get; init; } = 3;

    /// <summary>
    /// Stretches of observed time for the presence; the stationarity of the rate is tested in stretches ten times as long. Left out: a hundredth of the unit's observed time
    /// where the recording states it, else 10 s.
    /// </summary>
    [Positive]
    public Duration? Stretch { get; init; }
}

/// <summary>Statistics of every spike train: count, rate, mean interval, CV, CV2, LV, LvR, serial correlation, violations, contamination, presence, bursts, stationarity.</summary>
/// <remarks>Definitions and what is undefined when: <see cref="SpikeTrainSummary"/>. Spikes that were not observed do not count, nor do intervals across gaps.</remarks>
[Node("spike-statistics", "Rate, interval variability, refractoriness, presence, bursts and stationarity of every unit")]
[Input("spikes", RecordingKind.Spikes, Summary = "Spikes in the order of time.")]
[Output("scores", RecordingKind.Scores, Summary = "The statistics of each unit at the end; NaN where undefined.")]
[Output("running", RecordingKind.Curves, Summary = "The same so far at multiples of \"every\": a curve per statistic and unit over recording time in s.")]
public sealed class SpikeStatisticsStage : ReadoutStage<SpikeStatisticsOptions>
{
    private readonly Schema _scores = ScoresSchema.Create();
    private SpikeTrainStatistics _statistics = null!;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Open(inputs[0]);
        SpikeTrainOptions options = new()
        {
            RefractoryPeriod = Options.Refractory.Seconds,
            LocalVariationRefractoriness = Options.LvrRefractory.Seconds,
            BurstInterval = Options.BurstInterval.Seconds,
            BurstSpikes = Options.BurstSpikes,
            Stretch = Options.Stretch?.Seconds,
        };
        Use(_statistics = new(Recording.Units, options));
        return new([_scores, RunningRows.OverTime]);
    }

    private protected override ValueTask ReadAsync(double until, bool isLast, Emitter emitter)
    {
        List<ScoresSchema.Row> rows = [.. Recording.Names.SelectMany((name, unit) => Rows(name, _statistics.Summary(unit, until)))];
        if (!isLast) return emitter.EmitAsync(RunningRows.Batch(rows, until), 1);
        if (_statistics.Unobserved > 0) Context.Warn($"{_statistics.Unobserved} spikes lie outside of the observed time and are left out");
        return emitter.EmitAsync(ScoresSchema.Batch(_scores, rows));
    }

    private static IEnumerable<ScoresSchema.Row> Rows(string unit, SpikeTrainSummary train)
    {
        ScoresSchema.Row Row(string metric, double value, double error = double.NaN) => new(metric, unit, value, error);
        yield return Row("count", train.Count);
        yield return Row("rate", train.Rate, Math.Sqrt(train.Count) / train.Observed);
        yield return Row("mean-interval", train.MeanInterval);
        yield return Row("cv", train.Cv);
        yield return Row("cv2", train.Cv2);
        yield return Row("lv", train.Lv);
        yield return Row("lvr", train.LvR);
        yield return Row("serial-correlation", train.SerialCorrelation);
        yield return Row("violations", train.Violations);
        yield return Row("violation-fraction", train.ViolationFraction);
        yield return Row("contamination", train.Contamination);
        yield return Row("presence", train.Presence);
        yield return Row("bursts", train.Bursts);
        yield return Row("stationarity", train.Stationarity);
        yield return Row("stationarity-probability", train.StationarityProbability);
    }
}
