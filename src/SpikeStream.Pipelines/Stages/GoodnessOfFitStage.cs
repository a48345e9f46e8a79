using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="GoodnessOfFitStage"/>.</summary>
public sealed record GoodnessOfFitOptions
{
    /// <summary>Data at the start that do not count. Left out: the burn-in of the fit.</summary>
    [NotNegative]
    public Duration? BurnIn { get; init; }

    /// <summary>Lags, in bins, up to which the transformed counts are tested for dependence.</summary>
    [InRange(1, 1000)]
    public int Lags { get; init; } = 20;

    /// <summary>Counts kept in memory at most before they go to a file of the run folder.</summary>
    [Unit("MiB")]
    [InRange(0, 1024)]
    public int MemoryLimit { get; init; } = 64;
}

/// <summary>
/// Tests whether a recording could come from the model that was fitted to it. Each count is turned into a number by its distribution under the model given the past
/// (randomised probability integral transform); where the model is right these numbers are uniform and independent.
/// </summary>
/// <remarks>
/// Bins that were not observed are left out, and so is the burn-in after them; lags are counted over the bins that are left. Scores, per population: <c>ks</c>, the Kolmogorov-Smirnov distance from the uniform distribution; <c>ks_band</c>, what it exceeds in one of twenty right models; <c>ks_p</c>;
/// <c>pit_mean</c>, 0.5 where rates are right; <c>ljung_box</c> and <c>ljung_box_p</c> of dependence over the lags; <c>pit_autocorrelation</c> at lag 1.
/// Curves: <c>distribution</c> (empirical distribution function less the uniform one), <c>histogram</c> (density) and <c>autocorrelation</c> (over lags in bins),
/// with half of the 95 % band of a right model as error. Smith (1985); Czado, Gneiting and Held (2009); Ljung and Box (1978).
/// </remarks>
[Node("goodness-of-fit", "Tests whether a recording could come from the model fitted to it, by the transform of its counts to uniform numbers")]
[Input("estimates", RecordingKind.Estimates, Summary = "what the stage fit gives; the last row is tested")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts per population and bin")]
[Input("input", RecordingKind.Series, IsOptional = true, Summary = "external input per population, one row per bin; zero where left open")]
[Output("scores", RecordingKind.Scores, Summary = "Kolmogorov-Smirnov and Ljung-Box tests per population")]
[Output("pit", RecordingKind.Curves, Summary = "distribution, histogram and autocorrelation of the transformed counts, for plot-ks")]
public sealed class GoodnessOfFitStage : Stage<GoodnessOfFitOptions>
{
    private readonly Schema _scores = ScoresSchema.Create();
    private readonly Schema _curves = CurvesSchema.Create(new(null, null, null, null));
    private FittedRecording _recording = null!;
    private TransformedCounts[] _transforms = [];
    private LikelihoodPass? _pass;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _recording = new(inputs, Options.BurnIn, Options.MemoryLimit, Context);
        int[] neurons = _recording.Model.Configured.NeuronCounts;
        _transforms = [.. _recording.Model.PopulationNames.Select((name, a) => new TransformedCounts(name, neurons[a], Options.Lags, Context.Random("transform", (ulong)a)))];
        return new([_scores, _curves]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _recording.Add(input, batch);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override bool Accepts(int input) => _recording.Accepts(input);

    /// <inheritdoc/>
    public override ValueTask InputEndedAsync(int input, Emitter emitter, CancellationToken cancellationToken)
    {
        _recording.InputEnded(input);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        _recording.Seal();
        _pass ??= NewPass();
        while (!_pass.IsDone)
        {
            await emitter.SafePointAsync().ConfigureAwait(false);
            Context.Progress.Report(_pass.Position, _recording.Archive.BinCount, "transform of the counts");
            _pass.Advance();
            if (!_pass.IsCounted) continue;
            for (int a = 0; a < _transforms.Length; a++) _transforms[a].Add(_pass.Counts, _pass.Expected, a, _transforms.Length);
        }

        _recording.WarnOfMissing(Context);
        IEnumerable<ScoresSchema.Row> missing = _recording.MissingBins == 0 ? [] : [new(MetricsStage.MissingBins, "data", _recording.MissingBins, double.NaN)];
        await emitter.EmitAsync(ScoresSchema.Batch(_scores, [.. _transforms.SelectMany(transform => transform.Scores()), .. missing])).ConfigureAwait(false);
        await emitter.EmitAsync(CurvesSchema.Batch(_curves, [.. _transforms.SelectMany(transform => transform.Curves())]), 1).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _recording.Save(writer);
        writer.Write(_pass is not null);
        if (_pass is null) return;
        _pass.Save(writer);
        foreach (TransformedCounts transform in _transforms) transform.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _recording.Restore(reader);
        if (!reader.ReadBoolean()) return;
        _recording.Archive.Seal();
        _pass = NewPass();
        _pass.Restore(reader);
        foreach (TransformedCounts transform in _transforms) transform.Restore(reader);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _recording?.Dispose();
        return base.DisposeAsync();
    }

    private LikelihoodPass NewPass() => _recording.NewPass(ScoredPoint.Of("estimate", _recording.Model, _recording.Estimate!));
}
