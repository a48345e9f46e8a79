using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.GoodnessOfFit;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Ensembles;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="CompareStatisticsStage"/>.</summary>
public sealed record CompareStatisticsOptions : ISelfChecked
{
    /// <summary>Start of the time that is compared, such as the end of the burn-in.</summary>
    [NotNegative]
    public Duration Start { get; init; }

    /// <summary>End of the time that is compared, not included. Left out: the end of the counts.</summary>
    public Duration? Stop { get; init; }

    /// <summary>Bins of the variance, the Fano factor and the autocorrelation; counts are summed to it.</summary>
    [Positive]
    public Duration Bin { get; init; } = Duration.Parse("10 ms");

    /// <summary>Longest lag of the autocorrelation.</summary>
    [Positive]
    public Duration LongestLag { get; init; } = Duration.Parse("500 ms");

    /// <summary>Length of the segments of the spectrum: an even number of bins of the counts.</summary>
    [Positive]
    public Duration Segment { get; init; } = Duration.Parse("2 s");

    /// <summary>Distance of the points of the spectrum. Left out: every frequency of the segment.</summary>
    [Positive]
    public Frequency? Resolution { get; init; }

    /// <summary>Highest frequency of the curves. Left out: half the sampling rate.</summary>
    [Positive]
    public Frequency? Highest { get; init; }

    /// <summary>Frequencies between which the power is compared: "1 Hz", "4 Hz", "12 Hz" makes two bands.</summary>
    [NotNegative]
    public Frequency[] Bands { get; init; } = [new(1), new(4), new(12), new(30), new(80)];

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Stop <= Start) yield return ("stop", $"found {Stop}, expected a time after the start at {Start}");
        for (int i = 1; i < Bands.Length; i++)
        {
            if (Bands[i].Hertz <= Bands[i - 1].Hertz) yield return ("bands", $"found {Bands[i]} after {Bands[i - 1]}, expected ascending frequencies");
        }
    }
}

/// <summary>Compares statistics of the activity of a recording with those of simulated runs of the model that was fitted to it.</summary>
/// <remarks>
/// Scores: the metric is a statistic and the population, such as <c>mean_activity[E]</c> (Hz), <c>variance_activity</c> (Hz²), <c>fano_factor</c>, <c>autocorrelation_10_ms</c>,
/// <c>power_4_12_hz</c> (Hz², per band); the targets are <c>recorded</c>, <c>simulated</c> (mean over runs, their standard deviation as error), <c>z</c> (distance in
/// standard deviations) and <c>p</c> (two-sided, from the rank among the runs). Curves <c>recorded</c> and <c>simulated</c>, the latter with the standard deviation over runs as error.
/// A right model, simulated at its exact parameters, has p below 0.05 for one statistic in twenty. Simulated runs should be as long as the recording.
/// </remarks>
[Node("compare-statistics", "Compares mean, variance, autocorrelation and spectrum of a recording with those of simulated runs")]
[Input("recorded", RecordingKind.Counts, Summary = "spike counts per population and bin of the recording")]
[Input("simulated", RecordingKind.Counts, Summary = "runs of the model, such as simulate with runs and the estimates of a fit")]
[Output("scores", RecordingKind.Scores, Summary = "statistics, recorded and simulated, and where the recorded ones lie among the simulated")]
[Output("autocorrelation", RecordingKind.Curves, Summary = "autocorrelation over lags in s, recorded and simulated")]
[Output("spectrum", RecordingKind.Curves, Summary = "power density in Hz²/Hz over frequency in Hz, recorded and simulated")]
public sealed class CompareStatisticsStage : Stage<CompareStatisticsOptions>
{
    private const int AutocorrelationPort = 1;
    private const int SpectrumPort = 2;
    private readonly Schema _scores = ScoresSchema.Create();
    private readonly Schema _autocorrelation = CurvesSchema.Create(new("lag", "s", "autocorrelation", null));
    private readonly Schema _spectrum = CurvesSchema.Create(ActivitySpectra.Curves);
    private EnsembleStatistics _recorded = null!;
    private EnsembleStatistics _simulated = null!;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _recorded = new("recorded", inputs[0], Options, Context.Parallelism);
        _simulated = new("simulated", inputs[1], Options, Context.Parallelism);
        EnsembleAlignment.CheckShape("simulated", _simulated.Layout, _simulated.BinWidth, "recorded", _recorded.Layout, _recorded.BinWidth);
        if (_recorded.Layout.Runs != 1) throw new InvalidInputException($"recorded: found {_recorded.Layout.Runs} runs, expected one recording; the stage agreement compares two ensembles");
        if (_simulated.Layout.Runs < 2) throw new InvalidInputException("simulated: found 1 run, expected several, 20 or more for p values down to 0.1: \"runs\" of the stage simulate");
        return new([_scores, _autocorrelation, _spectrum]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        (input == 0 ? _recorded : _simulated).Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        _recorded.CheckComplete();
        _simulated.CheckComplete();
        if (Math.Abs(_recorded.Count - _simulated.Count) > 0.01 * _recorded.Count)
            Context.Warn($"the recording has {_recorded.Count} bins, the simulated runs {_simulated.Count}: their spread is that of another length; simulate as long as the recording");
        List<ScoresSchema.Row> scores = [];
        List<CurvesSchema.Row> correlations = [], spectra = [];
        for (int population = 0; population < _recorded.Layout.Populations; population++)
        {
            string name = _recorded.Layout.NameOf(population);
            Add(scores, "mean_activity", name, _recorded.Means(population), _simulated.Means(population));
            Add(scores, "variance_activity", name, _recorded.Variances(population), _simulated.Variances(population));
            Add(scores, "fano_factor", name, _recorded.FanoFactors(population), _simulated.FanoFactors(population));
            foreach (int lag in (int[])[1, 2, 5, 10])
            {
                if (lag <= _recorded.Lags)
                    Add(scores, string.Create(CultureInfo.InvariantCulture, $"autocorrelation_{lag * _recorded.BlockWidth * 1000:G6}_ms"), name, _recorded.Autocorrelations(population, lag), _simulated.Autocorrelations(population, lag));
            }

            for (int lag = 1; lag <= _recorded.Lags; lag++)
                Add(correlations, name, lag * _recorded.BlockWidth, _recorded.Autocorrelations(population, lag), _simulated.Autocorrelations(population, lag));
            AddSpectra(scores, spectra, population, name);
        }

        await emitter.EmitAsync(ScoresSchema.Batch(_scores, scores)).ConfigureAwait(false);
        await emitter.EmitAsync(CurvesSchema.Batch(_autocorrelation, Sorted(correlations)), AutocorrelationPort).ConfigureAwait(false);
        await emitter.EmitAsync(CurvesSchema.Batch(_spectrum, Sorted(spectra)), SpectrumPort).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        _recorded.Save(writer);
        _simulated.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        _recorded.Restore(reader);
        _simulated.Restore(reader);
    }

    private static void Add(List<ScoresSchema.Row> scores, string statistic, string population, double[] recorded, double[] simulated)
    {
        SimulatedDistribution place = SimulatedDistribution.Of(recorded[0], simulated);
        string metric = $"{statistic}[{population}]";
        scores.Add(new(metric, "recorded", recorded[0], double.NaN));
        scores.Add(new(metric, "simulated", place.Mean, place.Deviation));
        scores.Add(new(metric, "z", place.ZScore, double.NaN));
        scores.Add(new(metric, "p", place.PValue, double.NaN));
    }

    private static void Add(List<CurvesSchema.Row> curves, string population, double x, double[] recorded, double[] simulated)
    {
        SimulatedDistribution place = SimulatedDistribution.Of(recorded[0], simulated);
        curves.Add(new("recorded", population, x, recorded[0], double.NaN));
        curves.Add(new("simulated", population, x, place.Mean, place.Deviation));
    }

    // The points of a curve together.
    private static List<CurvesSchema.Row> Sorted(List<CurvesSchema.Row> rows) =>
        [.. rows.GroupBy(row => (row.Target, row.Curve)).SelectMany(curve => curve)];

    private void AddSpectra(List<ScoresSchema.Row> scores, List<CurvesSchema.Row> curves, int population, string name)
    {
        IReadOnlyList<(double Frequency, double[] Power)> recorded = _recorded.Spectra(population), simulated = _simulated.Spectra(population);
        double highest = (Options.Highest?.Hertz ?? double.PositiveInfinity) * (1 + 1e-12);
        for (int i = 0; i < recorded.Count && recorded[i].Frequency <= highest; i++) Add(curves, name, recorded[i].Frequency, recorded[i].Power, simulated[i].Power);
        double width = recorded.Count > 1 ? recorded[1].Frequency - recorded[0].Frequency : recorded[0].Frequency;
        for (int band = 1; band < Options.Bands.Length; band++)
        {
            double low = Options.Bands[band - 1].Hertz, high = Options.Bands[band].Hertz;
            if (high > recorded[^1].Frequency + width) break;
            Add(scores, string.Create(CultureInfo.InvariantCulture, $"power_{low:G6}_{high:G6}_hz"), name, Power(recorded), Power(simulated));

            double[] Power(IReadOnlyList<(double Frequency, double[] Power)> points) =>
                [.. Enumerable.Range(0, points[0].Power.Length).Select(run => width * points.Where(point => point.Frequency >= low && point.Frequency < high).Sum(point => point.Power[run]))];
        }
    }
}
