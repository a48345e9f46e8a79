using System.Text.Json;
using Apache.Arrow;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="FitStage"/>.</summary>
public sealed record FitStageOptions : ISelfChecked
{
    /// <summary>archive: collect the counts, then go over them many times from each start; stream: one pass, estimates leave as minibatches fill.</summary>
    public FitMode Mode { get; init; } = FitMode.Archive;

    /// <summary>The model to fit.</summary>
    public FittedModel Model { get; init; } = FittedModel.Mesoscopic;

    /// <summary>Fixed values and configured starting values: two-populations, four-populations, the path of a JSON file, or an object with the same keys.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>A JSON file with the true parameters, where they are known; estimates carry them for comparison.</summary>
    [InputPath]
    public string? Truth { get; init; }

    /// <summary>Free parameters: symbols such as w or tau_m for all populations, or single ones such as w[E,I] (target, source). Left out: w, c, Du, J, tau_m, tau_s, tau_theta.</summary>
    [NotEmpty]
    public string[]? Free { get; init; }

    /// <summary>configured: the first start from the parameters, further ones drawn from the prior; prior: all drawn from the prior.</summary>
    public FitStart Start { get; init; } = FitStart.Configured;

    /// <summary>Number of starts of an archive fit.</summary>
    [InRange(1, 100_000)]
    public int Starts { get; init; } = 1;

    /// <summary>Which start is kept, by its value over all data after the burn-in.</summary>
    public KeepCriterion Keep { get; init; } = KeepCriterion.LogLikelihood;

    /// <summary>Steps of each start at most.</summary>
    [InRange(1, double.PositiveInfinity)]
    public long? Iterations { get; init; }

    /// <summary>Passes of each start over the data at most (archive).</summary>
    [InRange(1, 1_000_000)]
    public int? Epochs { get; init; }

    /// <summary>Length of a minibatch; rounded to whole bins, as all lengths here.</summary>
    [Positive]
    public Duration Batch { get; init; } = Duration.Parse("0.1 s");

    /// <summary>Data at the start that only bring the model into a sensible state; not part of the likelihood.</summary>
    [NotNegative]
    public Duration BurnIn { get; init; } = Duration.Parse("10 s");

    /// <summary>Data before each minibatch that bring the carried state in line with the current parameters, at least.</summary>
    [Positive]
    public Duration BatchBurnIn { get; init; } = Duration.Parse("0.3 s");

    /// <summary>A pass starts at random within this many minibatches after the burn-in.</summary>
    [InRange(0, 1e6)]
    public double StartNoise { get; init; } = 1;

    /// <summary>The burn-in of a minibatch is longer at random by up to this part of itself.</summary>
    [InRange(0, 1e6)]
    public double BurnInNoise { get; init; } = 0.1;

    /// <summary>Step size of Adam, in fitting coordinates.</summary>
    [Positive]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Largest component of a gradient; a larger one is scaled down as a whole.</summary>
    [Positive]
    public double Clip { get; init; } = 100;

    /// <summary>Variant of the update: aligned, or that of the published inference code.</summary>
    public UpdateConvention Convention { get; init; } = UpdateConvention.Aligned;

    /// <summary>Number of age bins K, which the likelihood depends on. Left out: by the rule of Schwalger et al. (2017) from the parameters.</summary>
    [InRange(2, 1_000_000)]
    public int? AgeBins { get; init; }

    /// <summary>Whether potentials stay at reset during the absolute refractory period; false lets them integrate.</summary>
    public bool ClampRefractory { get; init; } = true;

    /// <summary>Firing probabilities of age bins up to this are taken as linear; 0 for never.</summary>
    [InRange(0, 0.999)]
    public double LinearBelow { get; init; }

    /// <summary>Whether log likelihoods include the constant ln N! per population and bin, which makes them those of the counts.</summary>
    public bool Normalised { get; init; } = true;

    /// <summary>Priors by symbol or single parameter: Normal(mean, sd) and Uniform(lower, upper) over the fitting coordinate, Gamma(shape, scale) over the parameter.</summary>
    public IReadOnlyDictionary<string, string> Priors { get; init; } = new Dictionary<string, string>();

    /// <summary>Steps between two rows of the estimates.</summary>
    [InRange(1, 1_000_000_000)]
    public int Every { get; init; } = 1;

    /// <summary>Length of data after the burn-in that a minibatch's likelihood is scaled to. Left out: that of the recording; a live feed has none.</summary>
    [Positive]
    public Duration? DataLength { get; init; }

    /// <summary>Counts kept in memory at most before they go to a file of the run folder (archive).</summary>
    [Unit("MiB")]
    [InRange(0, 1024)]
    public int MemoryLimit { get; init; } = 64;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Mode == FitMode.Archive && Iterations is null && Epochs is null)
            yield return ("iterations", "the fit would never end; expected \"iterations\" (steps of each start) or \"epochs\" (passes over the data)");
        if (Mode == FitMode.Stream && Starts != 1) yield return ("starts", $"found {Starts}, expected 1 in mode stream: a stream passes once");
        if (Mode == FitMode.Stream && Epochs is > 1) yield return ("epochs", $"found {Epochs}, expected 1 in mode stream: a stream passes once");
    }
}

/// <summary>Fits a model to population counts by sequential minibatches with a carried state.</summary>
/// <remarks>Rene, Longtin and Macke (2020), Neural Computation 32(8), algorithm 2; both modes share one engine and give the same bits.</remarks>
[Node("fit", "Fits a model to population counts: maximum a posteriori by sequential minibatches")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts per population and bin")]
[Input("input", RecordingKind.Series, IsOptional = true, Summary = "external input per population, one row per bin; zero where left open")]
[Output("estimates", RecordingKind.Estimates, Summary = "parameters over the steps of the start that was kept")]
[Output("starts", RecordingKind.Scores, Summary = "how each start ended")]
public sealed class FitStage : Stage<FitStageOptions>
{
    private const int InputPort = 1;
    private const int StartsPort = 1;
    private CountInput _data = null!;
    private FitSetup _setup = null!;
    private IFitProcedure _procedure = null!;
    private bool _inputHasEnded;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _data = new CountInput(inputs[0], inputs.IsConnected(InputPort) ? inputs[InputPort] : null);
        _setup = new FitSetup(Options, _data, Context);
        _procedure = Options.Mode == FitMode.Stream ? new StreamFit(_setup) : new ArchiveFitRun(_setup);
        return ValueTask.FromResult<IReadOnlyList<Schema>>([_setup.EstimatesSchema, ScoresSchema.Create()]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == InputPort) _data.AddInput(batch);
        else _data.AddCounts(batch);
        return TakeAsync(emitter);
    }

    /// <inheritdoc/>
    public override bool Accepts(int input) => _data.Accepts(input == InputPort);

    /// <inheritdoc/>
    public override ValueTask InputEndedAsync(int input, Emitter emitter, CancellationToken cancellationToken)
    {
        if (input == InputPort) _inputHasEnded = true;
        return TakeAsync(emitter);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        IReadOnlyList<ScoresSchema.Row> starts = await _procedure.CompleteAsync(emitter, cancellationToken).ConfigureAwait(false);
        await emitter.EmitAsync(ScoresSchema.Batch(ScoresSchema.Create(), starts), StartsPort).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _data.Save(writer);
        writer.Write(_inputHasEnded);
        _procedure.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _data.Restore(reader);
        _inputHasEnded = reader.ReadBoolean();
        _procedure.Restore(reader);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        (_procedure as IDisposable)?.Dispose();
        return base.DisposeAsync();
    }

    private async ValueTask TakeAsync(Emitter emitter)
    {
        int bins = _data.Pair(_inputHasEnded);
        if (bins == 0) return;
        _setup.CheckCounts(_data, bins);
        await _procedure.AddAsync(bins, emitter).ConfigureAwait(false);
        _data.Remove(bins);
    }
}
