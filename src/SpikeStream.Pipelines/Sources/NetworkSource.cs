using System.Runtime.CompilerServices;
using Apache.Arrow;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Pipelines.Stages.Simulation;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sources;

/// <summary>Options of <see cref="NetworkSource"/>: those of the stage <c>simulate</c>, and the constant input. Without <c>duration</c> it never ends.</summary>
public sealed record NetworkOptions : SimulateOptions
{
    /// <summary>Constant external input, one value per population or one for all.</summary>
    [NotEmpty]
    public Current[] Input { get; init; } = [new(0)];

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Message)> Check()
    {
        foreach ((string, string) fault in base.Check()) yield return fault;
        if (Parameters is null) yield return ("parameters", "missing, expected two-populations, four-populations, the path of a JSON file, or an object");
    }
}

/// <summary>Simulates a network of generalized integrate-and-fire neurons under constant input, for a stated time or for ever.</summary>
/// <remarks>As the stage <c>simulate</c>. The position is the number of time steps.</remarks>
[Node("network", "Simulates a network of integrate-and-fire neurons without or with constant input")]
public sealed class NetworkSource : Source<NetworkOptions>
{
    private SimulationPlan _plan = null!;
    private ISimulation _simulation = null!;
    private double[] _input = [];
    private long _steps = long.MaxValue;

    /// <inheritdoc/>
    public override IReadOnlyList<OutputPort> Outputs => SimulationOutputs.Of(Options);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken)
    {
        MesoscopicParameters parameters = MesoscopicParameterSource.Resolve(Options.Parameters!.Value, "parameters", Context);
        if (Options.Input.Length != 1 && Options.Input.Length != parameters.PopulationCount)
            throw new InvalidInputException($"input: found {Options.Input.Length} values, expected {parameters.PopulationCount}, one per population ({string.Join(", ", parameters.PopulationNames)}), or one for all");
        BinWidth step = Options.Step is { } option ? new(option.Numerator, option.Denominator) : SimulationOutputs.DefaultStep(Options.Level);
        if (Options.Duration is { } duration) _steps = new BinGrid(step.Numerator, step.Denominator).CountIn(duration.Seconds);
        _plan = new SimulationPlan(Options, Context, parameters, isFinal: true, step, Options.Duration?.Seconds, fitted: null);
        _simulation = _plan.Build([parameters]);
        _input = [.. Enumerable.Range(0, SimulationPlan.BlockSteps * parameters.PopulationCount)
            .Select(i => Options.Input[Options.Input.Length == 1 ? 0 : i % parameters.PopulationCount].Milliamperes)];
        return ValueTask.FromResult<IReadOnlyList<Schema>>([_plan.Schema]);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        int populations = _input.Length / SimulationPlan.BlockSteps;
        while (_simulation.StepCount < _steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int steps = (int)Math.Min(SimulationPlan.BlockSteps, _steps - _simulation.StepCount);
            RecordBatch records = await _simulation.AdvanceAsync(_input.AsMemory(0, steps * populations), cancellationToken).ConfigureAwait(false);
            Context.Progress.Report(_simulation.StepCount, Options.Duration is null ? null : _steps);
            yield return new Batch(records) { NextPosition = _simulation.StepCount };
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _simulation.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _simulation.Restore(reader);
}
