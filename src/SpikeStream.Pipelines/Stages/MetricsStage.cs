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
/// <remarks>Metrics as in Rene, Longtin and Macke (2020), section 4.7 and appendix D.</remarks>
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

    /// <summary>Name of the log likelihood per bin, in nats.</summary>
    internal const string LogLikelihoodPerBin = "log_likelihood_per_bin";

    private const int EstimatesPort = 0;
    private const int InputPort = 2;
    private const int ExpectedPort = 1;
    private readonly List<(string Target, double LogLikelihood, double LogPosterior)> _likelihoods = [];
    private FittedModelDescription _description = null!;
    private MesoscopicModel _model = null!;
    private CountInput _data = null!;
    private CountArchive _archive = null!;
    private EndpointRows _rows = null!;
    private RunningAgreement[] _agreements = [];
    private Schema _expectedSchema = null!;
    private int _burnInBins;
    private bool _inputHasEnded;
    private LikelihoodPass? _pass;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _description = FittedModelDescription.Read(inputs[EstimatesPort]);
        _model = _description.Build();
        _rows = new([.. _model.Parameters.Parameters.Select(parameter => parameter.Name)]);
        _data = new CountInput(inputs[1], inputs.IsConnected(InputPort) ? inputs[InputPort] : null);
        CheckData();
        double width = _data.BinWidth.Seconds;
        _burnInBins = Options.BurnIn is { } burnIn ? (int)Math.Round(burnIn.Seconds / width) : _description.BurnInBins;
        int block = Math.Max(1, (int)Math.Round(Options.Smoothing.Seconds / width));
        _agreements = [.. _model.PopulationNames.Select(_ => new RunningAgreement(block))];
        _archive = new(_data.Populations, _data.HasInput, (long)Options.MemoryLimit << 20, Context.ScratchPath("counts.bin"));
        CountsSchema.Description counts = CountsSchema.Describe(inputs[1]);
        _expectedSchema = CountsSchema.Create(
            _data.Populations, _data.BinWidth, _model.PopulationNames, _model.Configured.NeuronCounts, isInteger: false, counts.Window);
        return ValueTask.FromResult<IReadOnlyList<Schema>>([ScoresSchema.Create(), _expectedSchema]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == EstimatesPort) _rows.Add(batch);
        else if (input == InputPort) _data.AddInput(batch);
        else _data.AddCounts(batch);
        Collect();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override bool Accepts(int input) => input == EstimatesPort || _data.Accepts(input == InputPort);

    /// <inheritdoc/>
    public override ValueTask InputEndedAsync(int input, Emitter emitter, CancellationToken cancellationToken)
    {
        if (input == InputPort) _inputHasEnded = true;
        Collect();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        _archive.Seal();
        if (_rows.Estimate is null) throw new InvalidInputException("estimates: found none, expected at least one row");
        if (_archive.BinCount <= _burnInBins)
            throw new InvalidInputException($"counts: found {_archive.BinCount} bins, expected more than the {_burnInBins} of the burn-in; shorten \"burnIn\"");
        List<ScoredPoint> points = Points();
        for (int i = _likelihoods.Count; i < points.Count; i++)
        {
            bool isEstimate = points[i].Target == "estimate";
            _pass ??= NewPass(points[i]);
            while (!_pass.IsDone)
            {
                await emitter.SafePointAsync().ConfigureAwait(false);
                Context.Progress.Report(i * _archive.BinCount + _pass.Position, points.Count * _archive.BinCount, $"likelihood at the {points[i].Target}");
                long first = _pass.Position;
                _pass.Advance();
                if (isEstimate) await TakeExpectedAsync(first, _pass, emitter).ConfigureAwait(false);
            }

            double logPrior = points[i].Model.Parameters.LogPrior(points[i].Coordinates);
            _likelihoods.Add((points[i].Target, _pass.LogLikelihood, _pass.LogLikelihood + logPrior));
            _pass = null;
        }

        await emitter.EmitAsync(ScoresSchema.Batch(ScoresSchema.Create(), Scores())).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _data.Save(writer);
        _archive.Save(writer);
        _rows.Save(writer);
        writer.Write(_inputHasEnded);
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
        _data.Restore(reader);
        _archive.Restore(reader);
        _rows.Restore(reader);
        _inputHasEnded = reader.ReadBoolean();
        foreach (RunningAgreement agreement in _agreements) agreement.Restore(reader);
        int done = reader.ReadInt32();
        for (int i = 0; i < done; i++) _likelihoods.Add((reader.ReadString(), reader.ReadDouble(), reader.ReadDouble()));
        if (!reader.ReadBoolean()) return;
        _archive.Seal();
        _pass = NewPass(Points()[done]);
        _pass.Restore(reader);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _archive?.Dispose();
        return base.DisposeAsync();
    }

    private void CheckData()
    {
        if (_data.Populations != _model.PopulationNames.Count)
            throw new InvalidInputException($"counts: found {_data.Populations} populations, expected the {_model.PopulationNames.Count} of the estimates");
        if (Math.Abs(_data.BinWidth.Seconds - _model.BinWidth) > 1e-12 * _model.BinWidth)
            throw new InvalidInputException($"counts: found bins of {_data.BinWidth}, expected the {_model.BinWidth} s of the estimates");
        if (_data.Names is { } names && !names.SequenceEqual(_model.PopulationNames))
            throw new InvalidInputException($"counts: found the populations {string.Join(", ", names)}, expected those of the estimates: {string.Join(", ", _model.PopulationNames)}");
    }

    private void Collect()
    {
        int bins = _data.Pair(_inputHasEnded);
        if (bins == 0) return;
        _archive.Append(_data.Counts(bins), _data.Inputs(bins));
        _data.Remove(bins);
    }

    /// <summary>The points to score, in the order in which they are.</summary>
    private List<ScoredPoint> Points()
    {
        List<ScoredPoint> points = [];
        if (_rows.Start is { } start) points.Add(ScoredPoint.Of("start", _model, start));
        points.Add(ScoredPoint.Of("estimate", _model, _rows.Estimate!));
        if (_description is { TrueParameters: { } parameters, Truth: { } truth })
            points.Add(ScoredPoint.Of("truth", (_description with { Parameters = parameters }).Build(), [.. truth]));
        return points;
    }

    private LikelihoodPass NewPass(ScoredPoint point) => new(point.Model, point.Coordinates, _archive, _data.HasInput, _burnInBins);

    private async ValueTask TakeExpectedAsync(long firstPosition, LikelihoodPass pass, Emitter emitter)
    {
        CompareWithData(firstPosition, pass);
        if (!emitter.IsConnected(ExpectedPort)) return;
        long[] bins = new long[pass.LastBins];
        double[] times = new double[bins.Length];
        for (int i = 0; i < bins.Length; i++)
        {
            bins[i] = _data.FirstBin + firstPosition + i;
            times[i] = _data.BinWidth.LeftEdge(bins[i]);
        }

        RecordBatch records = CountsSchema.Batch(_expectedSchema, bins, times, pass.Expected);
        await emitter.EmitAsync(records, ExpectedPort).ConfigureAwait(false);
    }

    private void CompareWithData(long firstPosition, LikelihoodPass pass)
    {
        if (firstPosition < _burnInBins) return;
        ReadOnlySpan<int> counts = pass.Counts;
        ReadOnlySpan<double> expected = pass.Expected;
        for (int i = 0; i < counts.Length; i++)
        {
            int population = i % _agreements.Length;
            double perSpike = 1 / (_model.Configured.NeuronCounts[population] * _model.BinWidth);
            _agreements[population].Add(counts[i] * perSpike, expected[i] * perSpike);
        }
    }

    private List<ScoresSchema.Row> Scores()
    {
        double bins = _archive.BinCount - _burnInBins;
        double baseline = HomogeneousRatePass.LogLikelihood(_archive, _model.Configured.NeuronCounts, _data.HasInput, _burnInBins, _description.Normalised);
        List<ScoresSchema.Row> rows = [.. _likelihoods.Select(point => Row(LogLikelihoodPerBin, point.Target, point.LogLikelihood / bins))];
        rows.Add(Row(LogLikelihoodPerBin, "homogeneous rate", baseline / bins));
        rows.AddRange(_likelihoods.Select(point => Row("log_posterior", point.Target, point.LogPosterior)));
        for (int i = 0; _description.Truth is { } truth && i < truth.Count; i++)
            rows.Add(Row("relative_error", _model.Parameters.Parameters[i].Name, EstimateErrors.RelativeError(_rows.Estimate![i], truth[i])));
        for (int a = 0; a < _agreements.Length; a++)
        {
            rows.Add(Row("correlation", _model.PopulationNames[a], _agreements[a].Correlation));
            rows.Add(Row("rmse", _model.PopulationNames[a], _agreements[a].RootMeanSquareError));
        }

        rows.Add(Row(ScoredBins, "data", bins));

        return rows;
    }

    private static ScoresSchema.Row Row(string metric, string target, double value) => new(metric, target, value, double.NaN);
}
