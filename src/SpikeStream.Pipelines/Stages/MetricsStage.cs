using Apache.Arrow;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Metrics;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="MetricsStage"/>.</summary>
public sealed record MetricsStageOptions
{
    /// <summary>Activity is averaged over this time before data and model are compared.</summary>
    [Positive]
    public Duration Smoothing { get; init; } = Duration.Parse("10 ms");

    /// <summary>Data at the start that do not count. Left out: the burn-in of the fit.</summary>
    [NotNegative]
    public Duration? BurnIn { get; init; }

    /// <summary>Counts kept in memory at most before they go to a file of the run folder.</summary>
    [Unit("MiB")]
    [InRange(0, 1024)]
    public int MemoryLimit { get; init; } = 64;
}

/// <summary>
/// Scores a fit on data: the log likelihood at start, estimate and truth and of a homogeneous rate, parameters against the truth, and
/// the activity that the model expects one step ahead against the data.
/// </summary>
/// <remarks>
/// Metrics as in Rene, Longtin and Macke (2020), section 4.7 and appendix D. Bins that were not observed are left out (<c>missing_bins</c> says how many), and so is the
/// burn-in after each gap, where the model begins anew; they are null in <c>expected</c>.
/// </remarks>
[Node("metrics", "Scores a fitted model: likelihoods against a baseline, parameters against the truth, expected activity against data")]
[Input("estimates", RecordingKind.Estimates, Summary = "what the stage fit gives")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts per population and bin")]
[Input("input", RecordingKind.Series, IsOptional = true, Summary = "external input per population, one row per bin; zero where left open")]
[Output("scores", RecordingKind.Scores, Summary = "log likelihoods in nats, relative errors, correlation, root mean square error in Hz")]
[Output("expected", RecordingKind.Counts, Summary = "counts that the model expects given the past, at the estimate")]
public sealed class MetricsStage : Stage<MetricsStageOptions>
{
    /// <summary>Name of the metric that says how many bins the likelihoods are of.</summary>
    internal const string ScoredBins = "scored_bins";

    /// <summary>Name of the metric that says how many bins were not observed, where there are some.</summary>
    internal const string MissingBins = "missing_bins";

    /// <summary>Name of the log likelihood per bin, in nats.</summary>
    internal const string LogLikelihoodPerBin = "log_likelihood_per_bin";

    private const int ExpectedPort = 1;
    private readonly List<(string Target, double LogLikelihood, double LogPosterior)> _likelihoods = [];
    private FittedRecording _recording = null!;
    private RunningAgreement[] _agreements = [];
    private Schema _expectedSchema = null!;
    private LikelihoodPass? _pass;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _recording = new(inputs, Options.BurnIn, Options.MemoryLimit, Context);
        int block = Math.Max(1, (int)Math.Round(Options.Smoothing.Seconds / _recording.BinWidth.Seconds));
        _agreements = [.. Model.PopulationNames.Select(_ => new RunningAgreement(block))];
        CountsSchema.Description counts = CountsSchema.Describe(inputs[FittedRecording.CountsPort]);
        _expectedSchema = CountsSchema.Create(
            counts.Units, _recording.BinWidth, Model.PopulationNames, Model.Configured.NeuronCounts, isInteger: false, counts.Window);
        return ValueTask.FromResult<IReadOnlyList<Schema>>([ScoresSchema.Create(), _expectedSchema]);
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
        List<ScoredPoint> points = Points();
        for (int i = _likelihoods.Count; i < points.Count; i++)
        {
            bool isEstimate = points[i].Target == "estimate";
            _pass ??= _recording.NewPass(points[i]);
            while (!_pass.IsDone)
            {
                await emitter.SafePointAsync().ConfigureAwait(false);
                Context.Progress.Report(i * _recording.Archive.BinCount + _pass.Position, points.Count * _recording.Archive.BinCount, $"likelihood at the {points[i].Target}");
                long first = _pass.Position;
                _pass.Advance();
                if (isEstimate) await TakeExpectedAsync(first, _pass, emitter).ConfigureAwait(false);
            }

            double logPrior = points[i].Model.Parameters.LogPrior(points[i].Coordinates);
            _likelihoods.Add((points[i].Target, _pass.LogLikelihood, _pass.LogLikelihood + logPrior));
            _pass = null;
        }

        _recording.WarnOfMissing(Context);
        await emitter.EmitAsync(ScoresSchema.Batch(ScoresSchema.Create(), Scores())).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _recording.Save(writer);
        foreach (RunningAgreement agreement in _agreements) agreement.Save(writer);
        writer.Write(_likelihoods.Count);
        foreach ((string target, double likelihood, double posterior) in _likelihoods)
        {
            writer.Write(target);
            writer.Write(likelihood);
            writer.Write(posterior);
        }

        writer.Write(_pass is not null);
        _pass?.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _recording.Restore(reader);
        foreach (RunningAgreement agreement in _agreements) agreement.Restore(reader);
        int done = reader.ReadInt32();
        for (int i = 0; i < done; i++) _likelihoods.Add((reader.ReadString(), reader.ReadDouble(), reader.ReadDouble()));
        if (!reader.ReadBoolean()) return;
        _recording.Archive.Seal();
        _pass = _recording.NewPass(Points()[done]);
        _pass.Restore(reader);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _recording?.Dispose();
        return base.DisposeAsync();
    }

    private MesoscopicModel Model => _recording.Model;

    /// <summary>The points to score, in the order in which they are.</summary>
    private List<ScoredPoint> Points()
    {
        List<ScoredPoint> points = [];
        if (_recording.Start is { } start) points.Add(ScoredPoint.Of("start", Model, start));
        points.Add(ScoredPoint.Of("estimate", Model, _recording.Estimate!));
        if (_recording.Description is { TrueParameters: { } parameters, Truth: { } truth })
            points.Add(ScoredPoint.Of("truth", (_recording.Description with { Parameters = parameters }).Build(), [.. truth]));
        return points;
    }

    private async ValueTask TakeExpectedAsync(long firstPosition, LikelihoodPass pass, Emitter emitter)
    {
        CompareWithData(pass);
        if (!emitter.IsConnected(ExpectedPort)) return;
        long[] bins = new long[pass.LastBins];
        double[] times = new double[bins.Length];
        for (int i = 0; i < bins.Length; i++)
        {
            bins[i] = _recording.FirstBin + firstPosition + i;
            times[i] = _recording.BinWidth.LeftEdge(bins[i]);
        }

        byte[] observed = pass.IsObserved ? [] : new byte[BitUtility.ByteCount(pass.Expected.Length)];
        RecordBatch records = CountsSchema.Batch(_expectedSchema, bins, times, pass.Expected, observed);
        await emitter.EmitAsync(records, ExpectedPort).ConfigureAwait(false);
    }

    private void CompareWithData(LikelihoodPass pass)
    {
        if (!pass.IsCounted) return;
        ReadOnlySpan<int> counts = pass.Counts;
        ReadOnlySpan<double> expected = pass.Expected;
        for (int i = 0; i < counts.Length; i++)
        {
            int population = i % _agreements.Length;
            double perSpike = 1 / (Model.Configured.NeuronCounts[population] * Model.BinWidth);
            _agreements[population].Add(counts[i] * perSpike, expected[i] * perSpike);
        }
    }

    private List<ScoresSchema.Row> Scores()
    {
        double bins = _recording.CountedBins;
        double baseline = HomogeneousRatePass.LogLikelihood(_recording.Archive, Model.Configured.NeuronCounts, _recording.HasInput, _recording.BurnInBins, _recording.Description.Normalised);
        List<ScoresSchema.Row> rows = [.. _likelihoods.Select(point => Row(LogLikelihoodPerBin, point.Target, point.LogLikelihood / bins))];
        rows.Add(Row(LogLikelihoodPerBin, "homogeneous rate", baseline / bins));
        rows.AddRange(_likelihoods.Select(point => Row("log_posterior", point.Target, point.LogPosterior)));
        for (int i = 0; _recording.Description.Truth is { } truth && i < truth.Count; i++)
            rows.Add(Row("relative_error", Model.Parameters.Parameters[i].Name, EstimateErrors.RelativeError(_recording.Estimate![i], truth[i])));
        for (int a = 0; a < _agreements.Length; a++)
        {
            rows.Add(Row("correlation", Model.PopulationNames[a], _agreements[a].Correlation));
            rows.Add(Row("rmse", Model.PopulationNames[a], _agreements[a].RootMeanSquareError));
        }

        rows.Add(Row(ScoredBins, "data", bins));
        if (_recording.MissingBins > 0) rows.Add(Row(MissingBins, "data", _recording.MissingBins));

        return rows;
    }

    private static ScoresSchema.Row Row(string metric, string target, double value) => new(metric, target, value, double.NaN);
}
