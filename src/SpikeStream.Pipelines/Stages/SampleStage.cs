using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Samplers;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Pipelines.Stages.Sampling;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="SampleStage"/>.</summary>
public sealed record SampleStageOptions : SamplerSettings, ISelfChecked
{
    /// <summary>Number of chains: four make disagreement visible.</summary>
    [InRange(1, 1000)]
    public int Chains { get; init; } = 4;

    /// <summary>Draws of each chain, after its warm-up.</summary>
    [InRange(1, 10_000_000)]
    public int Draws { get; init; } = 500;

    /// <summary>observedInformation: chains start around the mode next to the estimate, which is searched first, with the curvature there for a covariance; identity: around the estimate itself. Left out: observedInformation, and identity with hmc.</summary>
    public InitialMetric? InitialMetric { get; init; }

    /// <summary>How far chains start from the estimate, in standard deviations of the posterior by its curvature. Left out: 1, and 0 with hmc.</summary>
    [InRange(0, 100)]
    public double? StartSpread { get; init; }

    /// <summary>The initial metric that is left out or not.</summary>
    internal InitialMetric MetricAtStart => InitialMetric ?? (Sampler == SamplerKind.Hmc ? Sampling.InitialMetric.Identity : Sampling.InitialMetric.ObservedInformation);

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Coordinates == SampledCoordinates.Straight && MetricAtStart == Sampling.InitialMetric.Identity)
            yield return ("coordinates", "found \"straight\", but straight coordinates are laid around a mode by its curvature, expected \"initialMetric\": \"observedInformation\" with them");
    }
}

/// <summary>Draws from the posterior of a model's parameters given population counts, in several chains started around an estimate.</summary>
/// <remarks>
/// The density is that of the fitting coordinates, over all data after the burn-in (Rene, Longtin and Macke 2020, section 4.6). Draws leave
/// in the order of their number, chain by chain, as soon as all chains have them.
/// </remarks>
[Node("sample", "Samples the posterior of a model's parameters: NUTS or HMC, chains in parallel")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts per population and bin")]
[Input("input", RecordingKind.Series, IsOptional = true, Summary = "external input per population, one row per bin; zero where left open")]
[Input("estimates", RecordingKind.Estimates, IsOptional = true, Summary = "a fit: its model, and its last row to start around")]
[Output("posterior", RecordingKind.Posterior, Summary = "draws in natural units")]
[Output("diagnostics", RecordingKind.Scores, Summary = "means, quantiles, R-hat and effective sample sizes of parameters; acceptance and divergences of chains")]
public sealed class SampleStage : Stage<SampleStageOptions>
{
    private const int InputPort = 1;
    private const int EstimatesPort = 2;
    private const int DiagnosticsPort = 1;
    private FittedModelDescription _description = null!;
    private MesoscopicModel _model = null!;
    private CountInput _data = null!;
    private RowQueue<int> _counts = null!;
    private RowQueue<double> _inputs = null!;
    private EndpointRows? _rows;
    private Schema _schema = null!;
    private bool _inputHasEnded;
    private PosteriorStart.Mode? _mode;
    private byte[]? _saved;
    private List<PosteriorChain>? _chains;
    private PosteriorRows? _draws;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _data = new CountInput(inputs[0], inputs.IsConnected(InputPort) ? inputs[InputPort] : null);
        FittedModelDescription? fitted = inputs.IsConnected(EstimatesPort) ? FittedModelDescription.Read(inputs[EstimatesPort]) : null;
        _description = SampledModel.Describe(Options, fitted, _data.BinWidth, _data.Names, Context);
        _model = _description.Build();
        SampledModel.CheckData(_model, _data);
        if (fitted is not null) _rows = new([.. EstimatesSchema.Describe(inputs[EstimatesPort])]);
        _counts = new(_data.Populations);
        _inputs = new(_data.Populations);
        _schema = PosteriorRows.Schema(_model.Parameters, _description);
        return ValueTask.FromResult<IReadOnlyList<Schema>>([_schema, ScoresSchema.Create()]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == EstimatesPort) _rows!.Add(batch);
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
        SequenceStretches stretches = new();
        stretches.Append(_counts.Values, _data.Populations);
        if (stretches.CountedBins(_description.BurnInBins) == 0)
            throw new InvalidInputException($"counts: found {stretches.Longest} bins{(stretches.MissingBins > 0 ? " in the longest stretch that was observed" : "")}, expected more than the {_description.BurnInBins} of the burn-in; shorten \"burnIn\" or record longer");
        _data.WarnOfMissing(Context, _description.BurnInBins);
        _data.WarnOfSilence(Context);
        DensityPool density = Density();
        double[] centre = Centre();
        if (Options.MetricAtStart == InitialMetric.ObservedInformation && _mode is null)
        {
            await emitter.SafePointAsync().ConfigureAwait(false);
            Context.Progress.Report(0, null, "mode and curvature of the log posterior");
            _mode = FindMode(density, centre, cancellationToken);
        }

        MakeChains(density, centre, cancellationToken);
        long began = Context.Time.GetTimestamp();
        int before = _chains!.Sum(chain => chain.Steps);
        try
        {
            await new SteppedWork(_chains!, Context.Parallelism).RunAsync(emitter, () => AttendAsync(emitter), cancellationToken).ConfigureAwait(false);
        }
        catch (ArithmeticException fault)
        {
            throw new FitFailedException(fault.Message);
        }

        await _draws!.EmitRestAsync(emitter).ConfigureAwait(false);
        List<ScoresSchema.Row> scores = PosteriorScores.Of(_model.Parameters, [.. _chains!.Select(chain => chain.Read(record => record))]);
        foreach (string warning in PosteriorScores.Warnings(scores)) Context.Warn(warning);
        LogSpeed(scores, Context.Time.GetElapsedTime(began), _chains!.Sum(chain => chain.Steps) - before);
        await emitter.EmitAsync(ScoresSchema.Batch(ScoresSchema.Create(), scores), DiagnosticsPort).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _data.Save(writer);
        _counts.Save(writer);
        _inputs.Save(writer);
        _rows?.Save(writer);
        writer.Write(_inputHasEnded);
        writer.Write(_mode is not null);
        foreach (double value in _mode?.Centre ?? []) writer.Write(value);
        _mode?.Metric.Save(writer);
        byte[] chains = SaveChains();
        writer.Write(chains.Length);
        writer.Write(chains);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _data.Restore(reader);
        _counts.Restore(reader);
        _inputs.Restore(reader);
        _rows?.Restore(reader);
        _inputHasEnded = reader.ReadBoolean();
        if (reader.ReadBoolean())
        {
            double[] centre = new double[_model.Parameters.Count];
            for (int i = 0; i < centre.Length; i++) centre[i] = reader.ReadDouble();
            _mode = new(centre, EuclideanMetric.Read(reader));
        }

        byte[] chains = reader.ReadBytes(reader.ReadInt32());
        _saved = chains.Length > 0 ? chains : null;
    }

    private void Collect()
    {
        int bins = _data.Pair(_inputHasEnded);
        if (bins == 0) return;
        SampledModel.CheckCounts(_model, _data.Counts(bins), _data.FirstHeldTime);
        _counts.Append(_data.Counts(bins));
        _inputs.Append(_data.Inputs(bins));
        _data.Remove(bins);
        Context.Progress.Report(_counts.Rows, null, "collecting counts");
    }

    private DensityPool Density()
    {
        // One copy, which all evaluators share.
        ReadOnlyMemory<int> counts = _counts.Values.ToArray();
        ReadOnlyMemory<double> inputs = _inputs.Values.ToArray();
        return new(_model.Parameters.Count, () => new RecordingLogDensity(new RecordingPosterior(_model, counts, inputs, _description.BurnInBins)));
    }

    private PosteriorStart.Mode FindMode(DensityPool density, double[] centre, CancellationToken cancellationToken)
    {
        try
        {
            return PosteriorStart.FindMode(density, centre, Context.Parallelism, Context.Warn, cancellationToken);
        }
        catch (ArithmeticException fault)
        {
            throw new FitFailedException(fault.Message);
        }
    }

    /// <summary>The last row of the fit, or the configured parameters, in fitting coordinates.</summary>
    private double[] Centre()
    {
        if (_rows is null) return FitStarts.Configured(_model.Parameters);
        double[] estimate = _rows.Estimate ?? throw new InvalidInputException("estimates: found none, expected at least one row");
        double[] centre = FitStarts.Configured(_model.Parameters), natural = new double[centre.Length];
        _model.Parameters.ToNatural(centre, natural);
        for (int i = 0; i < natural.Length; i++)
        {
            int column = _rows.Names.ToList().IndexOf(_model.Parameters.Parameters[i].Name);
            if (column >= 0) natural[i] = estimate[column];
        }

        _model.Parameters.ToCoordinates(natural, centre);
        return centre;
    }

    // The chains that are there, or those of the checkpoint, or new ones.
    private void MakeChains(DensityPool density, double[] centre, CancellationToken cancellationToken)
    {
        if (_chains is not null) return;
        SamplerOptions options = Options.ToOptions(centre.Length);
        double spread = Options.StartSpread ?? (Options.Sampler == SamplerKind.Hmc ? 0 : 1);
        SampledPosterior posterior = _mode is { } mode
            ? new(_model.Parameters, density, mode, Options.CoordinatesOfMode)
            : new(_model.Parameters, density, centre, metric: null);
        List<PosteriorChain> chains = [];
        for (int c = 0; c < Options.Chains; c++)
        {
            RandomStream? start = _saved is null ? Context.Random("start", (ulong)c) : null;
            HamiltonianSampler sampler = posterior.Chain(options, spread, start, Context.Random("chain", (ulong)c), cancellationToken);
            chains.Add(new(sampler, posterior, centre.Length, options.WarmUp + Options.Draws));
        }

        PosteriorRows draws = new(_schema, chains, Options.Draws);
        if (_saved is not null)
        {
            using BinaryReader reader = new(new MemoryStream(_saved));
            draws.Restore(reader);
            foreach (PosteriorChain chain in chains) chain.Restore(reader);
        }

        (_chains, _draws) = (chains, draws);
    }

    private byte[] SaveChains()
    {
        if (_chains is null) return _saved ?? [];
        using MemoryStream memory = new();
        using (BinaryWriter writer = new(memory, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            _draws!.Save(writer);
            foreach (PosteriorChain chain in _chains) chain.Save(writer);
        }

        return memory.ToArray();
    }

    private async ValueTask AttendAsync(Emitter emitter)
    {
        await _draws!.EmitReadyAsync(emitter).ConfigureAwait(false);
        int transitions = 0, draws = 0;
        double acceptance = 0;
        long divergences = 0;
        foreach (PosteriorChain chain in _chains!)
        {
            (int Transitions, int Draws, double Acceptance, long Divergences) state = chain.Read(record => (record.Transitions, record.Draws, record.AcceptanceSum, record.Divergences));
            transitions += state.Transitions;
            draws += state.Draws;
            acceptance += state.Acceptance;
            divergences += state.Divergences;
        }

        int warmUp = Options.ToOptions(_model.Parameters.Count).WarmUp;
        string text = draws == 0
            ? $"warm-up {transitions}/{warmUp * Options.Chains}"
            : string.Create(CultureInfo.InvariantCulture, $"draw {draws}/{Options.Draws * Options.Chains}, acceptance {acceptance / draws:F2}, {divergences} divergences");
        Context.Progress.Report(transitions, (long)(warmUp + Options.Draws) * Options.Chains, text);
    }

    // Time is no result: it goes to the log.
    private void LogSpeed(List<ScoresSchema.Row> scores, TimeSpan time, int transitions)
    {
        double size = scores.Where(row => row.Metric == "ess_bulk").Min(row => row.Value);
        double steps = scores.Where(row => row.Metric is "leapfrog_steps" or "warm_up_leapfrog_steps").Sum(row => row.Value);
        double part = transitions / ((double)Options.Chains * (Options.ToOptions(_model.Parameters.Count).WarmUp + Options.Draws));
        Context.Logger.Information(
            "Smallest bulk effective sample size {Size:F0}, {PerHour:F0} per hour; {Steps:F0} gradients, {Rate:F1} per second; largest R-hat {RHat:F4}",
            size, size * part / time.TotalHours, steps, steps * part / time.TotalSeconds, scores.Where(row => row.Metric == "rhat").Max(row => row.Value));
    }
}
