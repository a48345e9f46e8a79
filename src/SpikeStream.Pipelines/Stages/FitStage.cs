using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Fits a model to population counts by sequential minibatches with a carried state.</summary>
/// <remarks>Rene, Longtin and Macke (2020), Neural Computation 32(8), algorithm 2; both modes share one engine and give the same bits.
/// Bins in which a population was not observed are missing: after each gap the model begins anew from its initial state, and its burn-in does not count.</remarks>
[Node("fit", "Fits a model to population counts: maximum a posteriori by sequential minibatches")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts per population and bin")]
[Input("input", RecordingKind.Series, IsOptional = true, Summary = "external input per population, one row per bin; zero where left open")]
[Output("estimates", RecordingKind.Estimates, Summary = "parameters over the steps of the start that was kept")]
[Output("starts", RecordingKind.Scores, Summary = "how each start ended")]
[Output("traces", RecordingKind.Estimates, Summary = "parameters over the steps of all starts, thinned (archive)")]
[Output("uncertainty", RecordingKind.Scores, Summary = "standard errors and intervals of the estimate from the observed information (archive)")]
[Output("identifiability", RecordingKind.Scores, Summary = "eigenvalues of the observed information, stiff and sloppy directions, correlations (archive)")]
public sealed class FitStage : Stage<FitStageOptions>
{
    private const int InputPort = 1;
    private const int StartsPort = 1;
    private const int UncertaintyPort = 3;
    private const int IdentifiabilityPort = 4;

    /// <summary>Number of the output of all starts' estimates.</summary>
    internal const int TracesPort = 2;

    private CountInput _data = null!;
    private FitSetup _setup = null!;
    private IFitProcedure _procedure = null!;
    private OutputFile? _report;
    private bool _inputHasEnded;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _data = new CountInput(inputs[0], inputs.IsConnected(InputPort) ? inputs[InputPort] : null);
        FitScope scope = new() { Free = Options.Free, Starts = Options.Starts, DataLength = Options.DataLength, IsStream = Options.Mode == FitMode.Stream };
        _setup = new FitSetup(Options, scope, _data, Context);
        _procedure = Options.Mode == FitMode.Stream ? new StreamFit(Options, _setup) : new ArchiveFitRun(Options, _setup);
        if (Options.MeasuresInformation) _report = Context.OutputFile(Context.Id == "fit" ? "identifiability.txt" : $"{Context.Id}-identifiability.txt");
        return ValueTask.FromResult<IReadOnlyList<Schema>>(
            [_setup.EstimatesSchema, ScoresSchema.Create(), _setup.TracesSchema, ScoresSchema.Create(), ScoresSchema.Create()]);
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
        FitOutcome outcome = await _procedure.CompleteAsync(emitter, cancellationToken).ConfigureAwait(false);
        await EmitAsync(emitter, outcome.Starts, StartsPort).ConfigureAwait(false);
        if (outcome.Kept is not { Information: { } information } kept || _report is null) return;
        ParameterKnowledge knowledge = new(_setup.Model.Parameters, information);
        await EmitAsync(emitter, knowledge.Uncertainty(), UncertaintyPort).ConfigureAwait(false);
        await EmitAsync(emitter, knowledge.Identifiability(), IdentifiabilityPort).ConfigureAwait(false);
        await File.WriteAllTextAsync(_report.PartialPath, knowledge.Report(kept), cancellationToken).ConfigureAwait(false);
        foreach (string line in knowledge.Summary()) Context.Logger.Information("{Finding}", line);
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

    private static ValueTask EmitAsync(Emitter emitter, IReadOnlyList<ScoresSchema.Row> rows, int output) =>
        emitter.EmitAsync(ScoresSchema.Batch(ScoresSchema.Create(), rows), output);
}
