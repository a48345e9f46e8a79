using System.Text.Json;
using Apache.Arrow;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Microscopic;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Pipelines.Stages.Simulation;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>At which level a network is simulated.</summary>
public enum SimulationLevel
{
    /// <summary>Neuron by neuron: gives spikes.</summary>
    Microscopic,

    /// <summary>Population by population: gives counts.</summary>
    Mesoscopic,
}

/// <summary>How the neurons of a simulated network are connected.</summary>
public enum NetworkConnectivity
{
    /// <summary>Each pair with the connection probability p, with weight w.</summary>
    Random,

    /// <summary>Every pair, with weight p times w: what the mesoscopic model describes without a bias.</summary>
    AllToAll,
}

/// <summary>Options of <see cref="SimulateStage"/>.</summary>
public sealed record SimulateOptions
{
    /// <summary>Neuron by neuron, or population by population.</summary>
    public SimulationLevel Level { get; init; }

    /// <summary>The network: two-populations, four-populations, the path of a JSON file, or an object with the same keys.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>How neurons are connected (microscopic).</summary>
    public NetworkConnectivity Connectivity { get; init; }

    /// <summary>Number of the trial: another noise in the same network.</summary>
    [InRange(0, int.MaxValue)]
    public int Trial { get; init; }

    /// <summary>Variant of the update (mesoscopic).</summary>
    public UpdateConvention Convention { get; init; } = UpdateConvention.Aligned;

    /// <summary>Number of age bins K (mesoscopic). Left out: by the rule of Schwalger et al. (2017).</summary>
    [InRange(2, 1_000_000)]
    public int? AgeBins { get; init; }

    /// <summary>Whether potentials stay at reset during the absolute refractory period (mesoscopic).</summary>
    public bool ClampRefractory { get; init; } = true;
}

/// <summary>Simulates a network of generalized integrate-and-fire neurons under an external input, whose sampling step is the time step.</summary>
/// <remarks>Rene, Longtin and Macke (2020), equations 2.1 to 2.4 and 4.1 to 4.18. Starts at rest.</remarks>
[Node("simulate", "Simulates a network of integrate-and-fire neurons, neuron by neuron or population by population")]
[Input("input", RecordingKind.Series, Summary = "external input in mA, one channel per population")]
public sealed class SimulateStage : Stage<SimulateOptions>
{
    private ISimulation _simulation = null!;

    /// <inheritdoc/>
    public override IReadOnlyList<OutputPort> Outputs => Options.Level == SimulationLevel.Microscopic
        ? [new("spikes", [RecordingKind.Spikes], Summary: "spikes of all neurons, numbered through the populations")]
        : [new("counts", [RecordingKind.Counts], Summary: "spike counts per population and bin")];

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        SeriesSchema.Description input = SeriesSchema.Describe(inputs[0]);
        BinWidth step = input.SamplingStep ?? throw new InvalidInputException("input: found no sampling step in the schema, expected a series with regular samples, which the network's time step follows");
        MesoscopicParameters parameters = MesoscopicParameterSource.Resolve(Options.Parameters, "parameters", Context, input.ChannelNames);
        if (input.Channels != parameters.PopulationCount)
            throw new InvalidInputException($"input: found {input.Channels} channels, expected {parameters.PopulationCount}, one per population ({string.Join(", ", parameters.PopulationNames)})");
        if (input.ChannelNames is { } names && !names.SequenceEqual(parameters.PopulationNames))
            throw new InvalidInputException($"input: found the channels {string.Join(", ", names)}, expected the populations in their order: {string.Join(", ", parameters.PopulationNames)}");
        double? length = RecordingMetadata.FindNumber(inputs[0], RecordingMetadata.Duration);
        ObservationWindow? window = length is { } seconds ? new(0, seconds) : null;
        try
        {
            _simulation = Options.Level == SimulationLevel.Microscopic
                ? new SpikeSimulation(parameters, MicroscopicOptionsOf(step), step, window)
                : new CountSimulation(parameters, MesoscopicOptionsOf(step), step, window, Context.Random("counts", (ulong)Options.Trial));
        }
        catch (ArgumentException fault)
        {
            throw new InvalidInputException($"parameters: {ArgumentText.OneLine(fault)}", fault);
        }

        return ValueTask.FromResult<IReadOnlyList<Schema>>([_simulation.Schema]);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        ReadOnlyMemory<double> values = SeriesSchema.Samples(batch.Records).ToArray();
        CheckTimes(SeriesSchema.Times(batch.Records), values.Span);
        await emitter.EmitAsync(_simulation.Advance(values.Span)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _simulation.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _simulation.Restore(reader);

    private MicroscopicOptions MicroscopicOptionsOf(BinWidth step) => new()
    {
        TimeStep = new BinGrid(step.Numerator, step.Denominator),
        Connectivity = Options.Connectivity == NetworkConnectivity.AllToAll ? Connectivity.AllToAll : Connectivity.Bernoulli,
        Seed = Context.Seed,
        Stage = Context.Id,
        Trial = Options.Trial,
    };

    private MesoscopicOptions MesoscopicOptionsOf(BinWidth step) => new()
    {
        BinWidth = step.Seconds,
        AgeBins = Options.AgeBins,
        Convention = Options.Convention,
        ClampRefractory = Options.ClampRefractory,
    };

    /// <summary>A network has no gaps: the input must be that of the coming steps.</summary>
    private void CheckTimes(ReadOnlySpan<double> times, ReadOnlySpan<double> values)
    {
        double width = _simulation.Step.Seconds;
        for (int row = 0; row < times.Length; row++)
        {
            double expected = _simulation.Step.LeftEdge(_simulation.StepCount + row);
            if (!(Math.Abs(times[row] - expected) <= 1e-6 * width))
                throw new InvalidInputException(FormattableString.Invariant($"input: found a row at {times[row]:G12} s, expected one at {expected:G12} s: the input starts at 0 s and has a row every {_simulation.Step}"));
        }

        foreach (double value in values)
        {
            if (!double.IsFinite(value)) throw new InvalidInputException(FormattableString.Invariant($"input: found {value} in the batch from {times[0]:G12} s, expected numbers"));
        }
    }
}
