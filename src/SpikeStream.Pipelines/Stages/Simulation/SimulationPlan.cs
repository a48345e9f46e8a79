using Apache.Arrow;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Microscopic;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>All that is decided before the first step: time step, schema, how runs are made from parameters.</summary>
internal sealed class SimulationPlan
{
    /// <summary>Steps that are simulated at a time at most: enough to keep threads busy, few enough to keep batches small.</summary>
    public const int BlockSteps = 4096;

    private readonly SimulateOptions _options;
    private readonly NodeContext _context;
    private readonly FittedModelDescription? _fitted;
    private readonly BinWidth _bin;
    private readonly int _stepsPerBin = 1;

    /// <summary>Decides.</summary>
    /// <param name="options">The options.</param>
    /// <param name="context">Names, seed, threads.</param>
    /// <param name="parameters">The network, or, where it is not known yet, one of the same populations.</param>
    /// <param name="isFinal">Whether the network is known, and the schema may speak of it.</param>
    /// <param name="step">The time step.</param>
    /// <param name="duration">Length in s, where known.</param>
    /// <param name="fitted">The fit whose estimates are used, if any.</param>
    /// <exception cref="InvalidInputException">Options and parameters do not fit together.</exception>
    public SimulationPlan(
        SimulateOptions options, NodeContext context, MesoscopicParameters parameters, bool isFinal, BinWidth step, double? duration, FittedModelDescription? fitted)
    {
        (_options, _context, _fitted, Step, _bin) = (options, context, fitted, step, step);
        if (options is { Level: SimulationLevel.Microscopic, Output: SimulationOutput.Counts })
        {
            Quantities.Duration wanted = options.CountBin ?? Quantities.Duration.Parse("1 ms");
            _bin = new BinWidth(wanted.Numerator, wanted.Denominator);
            if (!Grid(step).TryGetFactor(Grid(_bin), out _stepsPerBin))
                throw new InvalidInputException($"countBin: found {_bin}, expected a whole multiple of the time step, {step}");
            if (duration is { } whole) duration = Math.Floor(whole / _bin.Seconds * (1 + 1e-12) + 1e-9) * _bin.Seconds;
        }

        Guarded(() => Check(parameters, isFinal));
        ObservationWindow? window = duration is { } seconds ? new(0, seconds) : null;
        Schema = SimulationSchema.Create(options, Guarded(() => Described(parameters, FirstRealisation)), isFinal, _bin, window);
    }

    /// <summary>The time step.</summary>
    public BinWidth Step { get; }

    /// <summary>Schema of the result.</summary>
    public Schema Schema { get; }

    private string NetworkName => _options.Network ?? _context.Id;

    private int FirstRealisation => _options.Wiring == NetworkWiring.PerRun ? _options.Trial : 0;

    /// <summary>Makes the runs, all before their first step.</summary>
    /// <param name="parameters">Parameters of all runs, or of each.</param>
    /// <exception cref="InvalidInputException">The parameters make no network.</exception>
    public ISimulation Build(IReadOnlyList<MesoscopicParameters> parameters) => Guarded(() => BuildRuns(parameters));

    private ISimulation BuildRuns(IReadOnlyList<MesoscopicParameters> parameters)
    {
        int populations = parameters[0].PopulationCount;
        if (_options.Level == SimulationLevel.Mesoscopic)
            return new CountEnsemble(MesoscopicRuns(parameters), populations, 1, _bin, Schema, _context.Parallelism);
        bool isOneWiring = parameters.Count == 1 && _options.Wiring == NetworkWiring.Fixed;
        RequireMemory(parameters[0], isOneWiring);
        List<MicroscopicNetwork> networks = [];
        for (int run = 0; run < _options.Runs; run++)
        {
            bool isSame = run > 0 && isOneWiring;
            networks.Add(isSame ? networks[0].WithTrial(_options.Trial + run) : new MicroscopicNetwork(parameters[run % parameters.Count], MicroscopicOptionsOf(run, parameters[0])));
        }

        return _options.Output == SimulationOutput.Counts
            ? new CountEnsemble([.. networks.Select(network => new MicroscopicCountRun(network, _stepsPerBin))], populations, _stepsPerBin, _bin, Schema, _context.Parallelism)
            : new SpikeEnsemble(networks, Step, Schema, _context.Parallelism);
    }

    private List<ICountRun> MesoscopicRuns(IReadOnlyList<MesoscopicParameters> parameters)
    {
        List<ICountRun> runs = [];
        (MesoscopicModel Model, double[] Coordinates, SequenceState Initial)? shared = null;
        for (int run = 0; run < _options.Runs; run++)
        {
            bool isSame = parameters.Count == 1 && (_options.Wiring == NetworkWiring.Fixed || _options.Heterogeneous is null);
            if (shared is null || !isSame) shared = MakeModel(Described(parameters[run % parameters.Count], FirstRealisation + (isSame ? 0 : run)));
            runs.Add(new MesoscopicRun(shared.Value.Model, shared.Value.Coordinates, shared.Value.Initial, _context.Random("counts", (ulong)(_options.Trial + run))));
        }

        return runs;
    }

    private (MesoscopicModel Model, double[] Coordinates, SequenceState Initial) MakeModel(MesoscopicParameters parameters)
    {
        MesoscopicModel model = new(parameters, MesoscopicOptionsOf());
        double[] coordinates = FitStarts.Configured(model.Parameters);
        if (_options.Initial == InitialActivity.Silent) return (model, coordinates, model.CreateInitialState(coordinates));
        try
        {
            return (model, coordinates, model.CreateStationaryState(coordinates));
        }
        catch (InvalidOperationException fault)
        {
            throw new InvalidInputException($"initial: {fault.Message}", fault);
        }
    }

    /// <summary>The parameters of populations: with the averages over their neurons where these differ.</summary>
    private MesoscopicParameters Described(MesoscopicParameters parameters, int realisation) => _options.Heterogeneous is { } texts
        ? new NeuronTimeConstants(parameters, NeuronDistributionText.Parse(texts, "heterogeneous", parameters), _context.Seed, NetworkName, realisation).Averages
        : parameters;

    private void RequireMemory(MesoscopicParameters parameters, bool isOneWiring) =>
        new MicroscopicSize(parameters, Step.Seconds, ConnectivityOf()).Require(isOneWiring ? 1 : _options.Runs, _options.Runs);

    private Connectivity ConnectivityOf() => _options.Connectivity switch
    {
        NetworkConnectivity.AllToAll => Connectivity.AllToAll,
        NetworkConnectivity.FixedInDegree => Connectivity.FixedInDegree,
        _ => Connectivity.Bernoulli,
    };

    private MicroscopicOptions MicroscopicOptionsOf(int run, MesoscopicParameters parameters) => new()
    {
        TimeStep = Grid(Step),
        Connectivity = ConnectivityOf(),
        Seed = _context.Seed,
        Stage = _context.Id,
        Network = NetworkName,
        Realisation = _options.Wiring == NetworkWiring.PerRun ? _options.Trial + run : 0,
        Trial = _options.Trial + run,
        Heterogeneous = _options.Heterogeneous is { } texts ? NeuronDistributionText.Parse(texts, "heterogeneous", parameters) : [],
    };

    private MesoscopicOptions MesoscopicOptionsOf()
    {
        bool isSameWidth = _fitted is { BinWidth: [var numerator, var denominator] } && new BinWidth(numerator, denominator) == Step;
        return new()
        {
            BinWidth = Step.Seconds,
            AgeBins = _options.AgeBins ?? (isSameWidth && _fitted!.AgeBins > 0 ? _fitted.AgeBins : null),
            Convention = _options.Convention ?? _fitted?.Convention ?? UpdateConvention.Aligned,
            ClampRefractory = _options.ClampRefractory ?? _fitted?.ClampRefractory ?? true,
            LinearBelow = _fitted?.LinearBelow ?? 0,
        };
    }

    private bool Check(MesoscopicParameters parameters, bool isFinal)
    {
        MesoscopicParameterChecks.Check(parameters, Step.Seconds);
        if (_options.Level == SimulationLevel.Microscopic) RequireMemory(parameters, _options.Wiring == NetworkWiring.Fixed);
        // Bad options are refused before anything is computed.
        if (isFinal && _options.Level == SimulationLevel.Mesoscopic) _ = new MesoscopicModel(Described(parameters, FirstRealisation), MesoscopicOptionsOf());
        return true;
    }

    private static T Guarded<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException fault)
        {
            throw new InvalidInputException($"parameters: {ArgumentText.OneLine(fault)}", fault);
        }
    }

    private static BinGrid Grid(BinWidth width) => new(width.Numerator, width.Denominator);
}
