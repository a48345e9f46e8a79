using Apache.Arrow;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Pipelines.Stages.Simulation;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Simulates a network of generalized integrate-and-fire neurons under an external input, once or many times under the same input.</summary>
/// <remarks>
/// Rene, Longtin and Macke (2020), equations 2.1 to 2.4 and 4.1 to 4.18. Where estimates are connected it waits until they have ended and takes their
/// last row; of a posterior each run takes another draw. Then the input is kept, in memory up to a limit. Run r of an ensemble is
/// the single run with the trial r further on; results do not depend on how many runs are simulated at a time.
/// </remarks>
[Node("simulate", "Simulates a network of integrate-and-fire neurons, neuron by neuron or population by population")]
[Input("input", RecordingKind.Series, IsOptional = true, Summary = "external input in mA, one channel per population; zero for the \"duration\" where left open")]
[Input("estimates", RecordingKind.Estimates, IsOptional = true, Summary = "a fit: its last row is simulated after it has ended")]
[Input("posterior", RecordingKind.Posterior, IsOptional = true, Summary = "draws: each run is simulated with another one, after the last has come")]
public sealed class SimulateStage : Stage<SimulateOptions>
{
    private const int InputPort = 0;
    private const int EstimatesPort = 1;
    private const int PosteriorPort = 2;
    private MesoscopicParameters _configured = null!;
    private FittedParameters? _fitted;
    private ParameterRows? _rows;
    private InputArchive? _archive;
    private SimulationPlan _plan = null!;
    private ISimulation? _simulation;
    private BinGrid? _inputGrid;
    private int _stepsPerRow = 1;
    private long _inputRows;
    private long? _stepsWithoutInput;

    /// <inheritdoc/>
    public override IReadOnlyList<OutputPort> Outputs => SimulationOutputs.Of(Options);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        SeriesSchema.Description? input = inputs.IsConnected(InputPort) ? SeriesSchema.Describe(inputs[InputPort]) : null;
        OpenParameters(inputs, input);
        double? duration = input is null ? OpenWithoutInput() : OpenInput(input, RecordingMetadata.FindNumber(inputs[InputPort], RecordingMetadata.Duration));
        BinWidth step = StepOf(input);
        _plan = new SimulationPlan(Options, Context, _configured, _fitted is null, step, duration, _fitted?.Description);
        if (input is null) _stepsWithoutInput = Grid(step).CountIn(duration!.Value);
        if (_fitted is null) _simulation = _plan.Build([_configured]);
        else if (input is not null) _archive = new(input.Channels, (long)Options.MemoryLimit << 20, Context.ScratchPath("input.bin"));
        return ValueTask.FromResult<IReadOnlyList<Schema>>([_plan.Schema]);
    }

    /// <inheritdoc/>
    public override bool Accepts(int input) => input != InputPort || _archive is not { IsInFile: true };

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        if (input != InputPort)
        {
            _rows!.Add(batch.Records);
            return;
        }

        ReadOnlyMemory<double> values = SeriesSchema.Samples(batch.Records).ToArray();
        CheckInput(batch.Records, values.Span);
        _inputRows += batch.Rows;
        if (_simulation is null) _archive!.Append(values.Span);
        else await SimulateAsync(_simulation, values, emitter, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        if (_archive is null && _stepsWithoutInput is null) return;
        _simulation ??= _plan.Build(ParametersOfRuns());
        long steps = _stepsWithoutInput ?? (_archive!.Rows * _stepsPerRow);
        int channels = _configured.PopulationCount, rowsAtOnce = Math.Max(1, SimulationPlan.BlockSteps / _stepsPerRow);
        while (_simulation.StepCount < steps)
        {
            await emitter.SafePointAsync().ConfigureAwait(false);
            Context.Progress.Report(_simulation.StepCount, steps);
            long row = _simulation.StepCount / _stepsPerRow;
            double[] values = new double[Math.Min(rowsAtOnce, (steps - _simulation.StepCount) / _stepsPerRow) * channels];
            _archive?.Read(row, values);
            await SimulateAsync(_simulation, values, emitter, cancellationToken).ConfigureAwait(false);
        }

        Context.Progress.Report(steps, steps);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_inputRows);
        _rows?.Save(writer);
        _archive?.Save(writer);
        writer.Write(_simulation is not null);
        _simulation?.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _inputRows = reader.ReadInt64();
        _rows?.Restore(reader);
        _archive?.Restore(reader);
        if (!reader.ReadBoolean()) return;
        _simulation ??= _plan.Build(ParametersOfRuns());
        _simulation.Restore(reader);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _archive?.Dispose();
        return base.DisposeAsync();
    }

    private void OpenParameters(NodeInputs inputs, SeriesSchema.Description? input)
    {
        bool hasEstimates = inputs.IsConnected(EstimatesPort), hasPosterior = inputs.IsConnected(PosteriorPort);
        if (hasEstimates && hasPosterior) throw new InvalidInputException("from: found both estimates and a posterior, expected one of them");
        if (!hasEstimates && !hasPosterior)
        {
            if (input is null)
                throw new InvalidInputException("from: found neither input nor estimates nor a posterior, expected one of them; without input a network is simulated by the source \"network\"");
            _configured = MesoscopicParameterSource.Resolve(
                Options.Parameters ?? throw new InvalidInputException("parameters: missing, expected two-populations, four-populations, the path of a JSON file, or an object"), "parameters", Context, input.ChannelNames);
            return;
        }

        string port = hasEstimates ? "estimates" : "posterior";
        _fitted = new(port, inputs[hasEstimates ? EstimatesPort : PosteriorPort], Options.Parameters, Context);
        _rows = new(_fitted.Names, hasPosterior);
        _configured = _fitted.Configured;
    }

    private double? OpenInput(SeriesSchema.Description input, double? duration)
    {
        if (Options.Duration is not null) throw new InvalidInputException("duration: found it with an input, which has a length of its own; leave it out");
        if (input.SamplingStep is null)
            throw new InvalidInputException("input: found no sampling step in the schema, expected a series with regular samples, which the network's time step follows");
        if (input.Channels != _configured.PopulationCount)
            throw new InvalidInputException($"input: found {input.Channels} channels, expected {_configured.PopulationCount}, one per population ({string.Join(", ", _configured.PopulationNames)})");
        if (input.ChannelNames is { } names && !names.SequenceEqual(_configured.PopulationNames))
            throw new InvalidInputException($"input: found the channels {string.Join(", ", names)}, expected the populations in their order: {string.Join(", ", _configured.PopulationNames)}");
        return duration;
    }

    private double OpenWithoutInput() => Options.Duration?.Seconds
        ?? throw new InvalidInputException("duration: missing, expected the length of the simulation, because no input is connected");

    private BinWidth StepOf(SeriesSchema.Description? input)
    {
        BinWidth? fitted = _fitted?.Description is { BinWidth: [var numerator, var denominator] } ? new(numerator, denominator) : null;
        BinWidth? chosen = Options.Step is { } option ? new(option.Numerator, option.Denominator) : null;
        if (input?.SamplingStep is not { } sampling)
            return chosen ?? (Options.Level == SimulationLevel.Mesoscopic ? fitted : null) ?? SimulationOutputs.DefaultStep(Options.Level);
        _inputGrid = Grid(sampling);
        if (chosen is not { } step) return sampling;
        if (!Grid(step).TryGetFactor(_inputGrid, out _stepsPerRow))
            throw new InvalidInputException($"step: found {step}, expected one that divides the input's step, {sampling}; the stage average brings an input to longer steps");
        return step;
    }

    private async ValueTask SimulateAsync(ISimulation simulation, ReadOnlyMemory<double> rows, Emitter emitter, CancellationToken cancellationToken)
    {
        int channels = _configured.PopulationCount, length = Math.Max(1, SimulationPlan.BlockSteps / _stepsPerRow) * channels;
        for (int start = 0; start < rows.Length; start += length)
        {
            ReadOnlyMemory<double> inputs = Held(rows.Slice(start, Math.Min(length, rows.Length - start)), channels);
            await emitter.EmitAsync(await simulation.AdvanceAsync(inputs, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>Each row as often as it has steps.</summary>
    private ReadOnlyMemory<double> Held(ReadOnlyMemory<double> rows, int channels)
    {
        if (_stepsPerRow == 1) return rows;
        double[] held = new double[rows.Length * _stepsPerRow];
        for (int step = 0; step < held.Length / channels; step++)
            rows.Span.Slice(step / _stepsPerRow * channels, channels).CopyTo(held.AsSpan(step * channels));
        return held;
    }

    private List<MesoscopicParameters> ParametersOfRuns()
    {
        bool isPosterior = _rows!.KeepsAll;
        if (_rows.Count == 0) throw new InvalidInputException($"{(isPosterior ? "posterior" : "estimates")}: found none, expected at least one row");
        if (!isPosterior) return [_fitted!.At(_rows[0])];
        return [.. Enumerable.Range(0, Options.Runs).Select(run => _fitted!.At(_rows[Context.Random("draw", (ulong)(Options.Trial + run)).NextInt32(_rows.Count)]))];
    }

    /// <summary>A network has no gaps: the input must be that of the coming steps.</summary>
    private void CheckInput(RecordBatch records, ReadOnlySpan<double> values)
    {
        ReadOnlySpan<double> times = SeriesSchema.Times(records);
        for (int row = 0; row < times.Length; row++)
        {
            double expected = _inputGrid!.Edge(_inputRows + row);
            if (!(Math.Abs(times[row] - expected) <= 1e-6 * _inputGrid.Width))
                throw new InvalidInputException(FormattableString.Invariant($"input: found a row at {times[row]:G12} s, expected one at {expected:G12} s: the input starts at 0 s and has a row every {_inputGrid.Width:G12} s"));
        }

        foreach (double value in values)
        {
            if (!double.IsFinite(value)) throw new InvalidInputException(FormattableString.Invariant($"input: found {value} in the batch from {times[0]:G12} s, expected numbers"));
        }

        if (!Columns.IsListComplete(records, SeriesSchema.Values)) throw new InvalidInputException(FormattableString.Invariant($"input: found an empty value in the batch from {times[0]:G12} s, expected numbers"));
    }

    private static BinGrid Grid(BinWidth width) => new(width.Numerator, width.Denominator);
}
