using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Pipelines.Stages.Sampling;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="CalibrateStage"/>.</summary>
public sealed record CalibrateStageOptions : SamplerSettings, ISelfChecked
{
    /// <summary>Number of simulations, each with parameters of its own from the prior.</summary>
    [InRange(1, 1_000_000)]
    public int Simulations { get; init; } = 200;

    /// <summary>Draws that each truth is ranked among.</summary>
    [InRange(1, 1_000_000)]
    public int Draws { get; init; } = 63;

    /// <summary>Transitions per draw: ranks need draws that are nearly independent.</summary>
    [InRange(1, 10_000)]
    public int Thin { get; init; } = 3;

    /// <summary>Bins of the test for uniform ranks.</summary>
    [InRange(2, 1000)]
    public int Bins { get; init; } = 16;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Bins > Draws + 1) yield return ("bins", $"found {Bins}, expected at most the {Draws + 1} ranks that {Draws} draws allow");
    }
}

/// <summary>
/// Simulation-based calibration: many times parameters from the prior, counts from the model, draws from the posterior; where likelihood and
/// sampler are right the rank of the truth among the draws is uniform.
/// </summary>
/// <remarks>Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based calibration, arXiv:1804.06788, algorithm 1.</remarks>
[Node("calibrate", "Simulation-based calibration of sampler and likelihood: ranks of true parameters among posterior draws")]
[Input("input", RecordingKind.Series, Summary = "external input per population, one row per bin; as long as each simulated recording")]
[Output("ranks", RecordingKind.Curves, Summary = "per parameter and simulation the rank of the truth, the truth, and the posterior's mean and deviation")]
[Output("scores", RecordingKind.Scores, Summary = "tests for uniform ranks, coverage of intervals")]
public sealed class CalibrateStage : Stage<CalibrateStageOptions>
{
    /// <summary>Key of the schema metadata with the number of draws that ranks are among.</summary>
    internal const string DrawsKey = "spikestream.draws";

    private const int ScoresPort = 1;
    private const double SmallestProbability = 0.001;
    private MesoscopicModel _model = null!;
    private RowQueue<double> _inputs = null!;
    private Schema _schema = null!;
    private int _burnInBins;
    private List<CalibrationRun>? _runs;
    private byte[]? _saved;
    private int _emitted;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        SeriesSchema.Description input = SeriesSchema.Describe(inputs[0]);
        BinWidth width = input.SamplingStep
            ?? throw new InvalidInputException("input: found no sampling step in the schema, expected one row per bin; the stage average brings a series to regular bins");
        FittedModelDescription description = SampledModel.Describe(Options, null, width, input.ChannelNames, Context);
        _model = description.Build();
        if (input.Channels != _model.PopulationNames.Count)
            throw new InvalidInputException($"input: found {input.Channels} channels, expected {_model.PopulationNames.Count}, one per population");
        _burnInBins = description.BurnInBins;
        _inputs = new(input.Channels);
        _schema = RecordingMetadata.With(
            CurvesSchema.Create(new(null, null, null, null)),
            new KeyValuePair<string, string?>(DrawsKey, Options.Draws.ToString(CultureInfo.InvariantCulture)));
        return ValueTask.FromResult<IReadOnlyList<Schema>>([_schema, ScoresSchema.Create()]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _inputs.Append(SeriesSchema.Samples(batch.Records));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        if (_inputs.Rows <= _burnInBins)
            throw new InvalidInputException($"input: found {_inputs.Rows} bins, expected more than the {_burnInBins} of the burn-in; shorten \"burnIn\"");
        MakeRuns();
        await new SteppedWork(_runs!, Context.Parallelism).RunAsync(emitter, () => AttendAsync(emitter), cancellationToken).ConfigureAwait(false);
        CalibrationResult[] results = [.. _runs!.Select(run => run.Result!)];
        List<ScoresSchema.Row> scores = CalibrationScores.Of(_model.Parameters, results, Options.Draws, Options.Bins);
        Warn(results, scores);
        await emitter.EmitAsync(ScoresSchema.Batch(ScoresSchema.Create(), scores), ScoresPort).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _inputs.Save(writer);
        writer.Write(_emitted);
        byte[] runs = SaveRuns();
        writer.Write(runs.Length);
        writer.Write(runs);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _inputs.Restore(reader);
        _emitted = reader.ReadInt32();
        byte[] runs = reader.ReadBytes(reader.ReadInt32());
        _saved = runs.Length > 0 ? runs : null;
    }

    private void MakeRuns()
    {
        CalibrationPlan plan = new(
            _model, _inputs.Values.ToArray(), _burnInBins, Options.ToOptions(_model.Parameters.Count), Options.CoordinatesOfMode, Options.Draws, Options.Thin);
        _runs = [.. Enumerable.Range(0, Options.Simulations).Select(i => new CalibrationRun(plan, purpose => Context.Random(purpose, (ulong)i)))];
        if (_saved is null) return;
        using BinaryReader reader = new(new MemoryStream(_saved));
        foreach (CalibrationRun run in _runs) run.Restore(reader);
    }

    private byte[] SaveRuns()
    {
        if (_runs is null) return _saved ?? [];
        using MemoryStream memory = new();
        using (BinaryWriter writer = new(memory, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            foreach (CalibrationRun run in _runs) run.Save(writer);
        }

        return memory.ToArray();
    }

    private async ValueTask AttendAsync(Emitter emitter)
    {
        for (; _emitted < _runs!.Count && _runs[_emitted].Result is { } result; _emitted++)
        {
            if (result.Failure.Length == 0)
                await emitter.EmitAsync(CurvesSchema.Batch(_schema, Rows(_emitted, result))).ConfigureAwait(false);
        }

        int done = _runs.Count(run => run.IsDone);
        Context.Progress.Report(done, _runs.Count, $"simulation {done}/{_runs.Count}");
    }

    private List<CurvesSchema.Row> Rows(int index, CalibrationResult result)
    {
        List<CurvesSchema.Row> rows = [];
        for (int i = 0; i < result.Ranks.Length; i++)
        {
            string name = _model.Parameters.Parameters[i].Name;
            rows.Add(new("rank", name, index + 1, result.Ranks[i], double.NaN));
            rows.Add(new("truth", name, index + 1, result.Truth[i], double.NaN));
            rows.Add(new("posterior", name, index + 1, result.Means[i], result.Deviations[i]));
        }

        return rows;
    }

    private void Warn(CalibrationResult[] results, List<ScoresSchema.Row> scores)
    {
        CalibrationResult[] failed = [.. results.Where(result => result.Failure.Length > 0)];
        if (failed.Length == results.Length) throw new FitFailedException($"all {results.Length} simulations failed; the first: {failed[0].Failure}");
        if (failed.Length > 0)
            Context.Warn($"{failed.Length} of {results.Length} simulations failed and are left out, which shifts ranks: narrow the priors; the first: {failed[0].Failure}");
        foreach (ScoresSchema.Row row in scores.Where(row => row.Metric is "chi_square_p" or "ks_p" && row.Value < SmallestProbability))
            Context.Warn(string.Create(CultureInfo.InvariantCulture, $"ranks of {row.Target} are not uniform (p = {row.Value:G2}): draws are too few or too dependent, chains too short, or likelihood and simulation disagree"));
    }
}
