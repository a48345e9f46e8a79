using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Microscopic;

/// <summary>
/// A network of generalized integrate-and-fire neurons with escape noise, neuron by neuron: the ground truth that the mesoscopic model describes
/// (Rene, Longtin and Macke 2020, equations 2.1 and 4.1 to 4.9).
/// </summary>
/// <remarks>
/// Per step, all neurons at once: synaptic traces decay and take the spikes that arrive; thresholds decay and rise k_ref steps after a spike;
/// potentials of neurons that are not refractory integrate exactly over the step; a neuron fires with probability min(lambda·dt, 1).
/// Starts at rest, all ages infinite. Step k uses the uniform numbers k·N to (k + 1)·N - 1 of its stream, one per neuron, so that results do not depend
/// on how the steps are divided into calls. Not thread-safe.
/// </remarks>
public sealed unsafe partial class MicroscopicNetwork
{
    /// <summary>Long enough ago that its difference to any step is still a number.</summary>
    private const long Never = long.MinValue / 2;

    private readonly MesoscopicParameters _parameters;
    private readonly MicroscopicOptions _options;
    private readonly int _populationCount;
    private readonly int[] _firstUnits;
    private readonly PopulationLayout _layout;
    private readonly PopulationStep[] _populations;
    private readonly NeuronConstants _neurons;
    private readonly int[] _delays;
    private readonly double[] _jumps;
    private readonly AlignedBuffer _synapticDecay;
    private readonly SynapticWiring? _wiring;
    private readonly RandomStream _random;
    private readonly VectorWidth _width;

    // By place of the neuron.
    private readonly AlignedBuffer _potential;
    private readonly AlignedBuffer _adaptation;

    // By neuron: the step of its last spike, and the random numbers of this step.
    private readonly long[] _lastSpike;
    private readonly AlignedBuffer _uniform;

    // [source, place], and what arrives in coming steps: [slot, source, place], slot = step modulo their number.
    private readonly AlignedBuffer _traces;
    private readonly AlignedBuffer _arriving;
    private readonly int _arrivalSlots;

    // The neurons that fired in the last steps, [slot, i], and where those of each population begin, [slot, population].
    private readonly int[] _fired;
    private readonly int[] _firedStarts;
    private readonly int _firedSlots;
    private readonly int[] _candidates;

    /// <summary>Wires a network and puts it at rest.</summary>
    /// <param name="parameters">The parameters; delays and refractory periods of at least one step.</param>
    /// <param name="options">Step, connectivity, seed.</param>
    /// <exception cref="ArgumentException">The parameters have faults, one per line of the message, or the network is larger than <see cref="MicroscopicSize"/> allows.</exception>
    public MicroscopicNetwork(MesoscopicParameters parameters, MicroscopicOptions options)
        : this(parameters, options, null)
    {
    }

    private MicroscopicNetwork(MesoscopicParameters parameters, MicroscopicOptions options, MicroscopicNetwork? same)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Trial);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Realisation);
        (_parameters, _options) = (parameters, options);
        double timeStep = options.TimeStep.Width;
        MesoscopicParameterChecks.Check(parameters, timeStep);
        new MicroscopicSize(parameters, timeStep, options.Connectivity).Require(1, 1);
        int populations = _populationCount = parameters.PopulationCount;
        _firstUnits = new int[populations + 1];
        for (int a = 0; a < populations; a++) _firstUnits[a + 1] = checked(_firstUnits[a] + parameters.NeuronCounts[a]);
        _layout = new PopulationLayout(_firstUnits);
        _populations = [.. Enumerable.Range(0, populations).Select(a => new PopulationStep(parameters, a, _firstUnits[a], _layout.Shift(a), timeStep))];
        _delays = new int[populations * populations];
        _jumps = new double[populations * populations];
        for (int pair = 0; pair < _delays.Length; pair++)
        {
            int target = pair / populations, source = pair % populations;
            _delays[pair] = parameters.DelayBins(target, source, timeStep);
            double weight = options.Connectivity == Connectivity.AllToAll
                ? parameters.ConnectionProbability[pair] * parameters.SynapticWeight[pair]
                : parameters.SynapticWeight[pair];
            _jumps[pair] = weight / parameters.SynapticTimeConstant[source];
        }

        _synapticDecay = new AlignedBuffer(populations);
        for (int b = 0; b < populations; b++) _synapticDecay.Span[b] = Math.Exp(-timeStep / parameters.SynapticTimeConstant[b]);
        string network = options.Network ?? options.Stage;
        _wiring = same is not null ? same._wiring : options.Connectivity switch
        {
            Connectivity.AllToAll => null,
            Connectivity.FixedInDegree => SynapticWiring.FixedInDegree(parameters, _firstUnits, options.Seed, network, options.Realisation),
            _ => SynapticWiring.Bernoulli(parameters, _firstUnits, options.Seed, network, options.Realisation),
        };
        TimeConstants = same?.TimeConstants ?? new NeuronTimeConstants(parameters, options.Heterogeneous, options.Seed, network, options.Realisation);
        _neurons = same?._neurons ?? new NeuronConstants(parameters, TimeConstants, _firstUnits, _layout, timeStep);
        _random = new RandomStream(options.Seed, options.Stage, "noise", (ulong)options.Trial);
        _width = VectorWidths.Resolve(options.VectorWidth);

        int units = UnitCount, places = _layout.Length;
        _potential = new AlignedBuffer(places);
        _adaptation = new AlignedBuffer(places);
        _lastSpike = new long[units];
        Array.Fill(_lastSpike, Never);
        _uniform = new AlignedBuffer(units + ILanes<LanesScalar>.Count);
        _traces = new AlignedBuffer(populations * places);
        _arrivalSlots = _delays.Max() + 1;
        _arriving = new AlignedBuffer(checked(_arrivalSlots * populations * places));
        _firedSlots = _populations.Max(population => population.RefractorySteps) + 1;
        _fired = new int[checked(_firedSlots * units)];
        _firedStarts = new int[_firedSlots * (populations + 1)];
        _candidates = new int[units];
        foreach (PopulationStep p in _populations) _potential.Span.Slice(p.Place, p.Count).Fill(p.Rest);
    }

    /// <summary>Number of neurons of all populations.</summary>
    public int UnitCount => _firstUnits[^1];

    /// <summary>First neuron of each population, and the number of all neurons at the end.</summary>
    public ReadOnlySpan<int> FirstUnits => _firstUnits;

    /// <summary>Number of steps done.</summary>
    public long StepCount { get; private set; }

    /// <summary>Membrane potentials after the last step, in mV, one per neuron; a copy.</summary>
    public ReadOnlySpan<double> Potentials
    {
        get
        {
            double[] potentials = _layout.Gather(_potential.Span, _firstUnits);
            foreach (PopulationStep p in _populations)
            {
                for (int unit = p.First; unit < p.First + p.Count; unit++)
                {
                    // Age at the last step.
                    if (StepCount - 1 - _lastSpike[unit] < p.RefractorySteps) potentials[unit] = p.Reset;
                }
            }

            return potentials;
        }
    }

    /// <summary>Adaptation of the threshold after the last step, in mV, one per neuron; a copy.</summary>
    public ReadOnlySpan<double> Adaptations => _layout.Gather(_adaptation.Span, _firstUnits);

    /// <summary>The time constants of the neurons.</summary>
    public NeuronTimeConstants TimeConstants { get; }

    /// <summary>The same network, at rest, with other noise; wiring and constants are shared.</summary>
    /// <param name="trial">Number of the trial.</param>
    /// <returns>A new object, which may be used on another thread.</returns>
    public MicroscopicNetwork WithTrial(int trial) => new(_parameters, _options with { Trial = trial }, this);

    /// <summary>Simulates further steps.</summary>
    /// <param name="stepCount">Number of steps, 0 or more.</param>
    /// <param name="inputs">External input in mA, [step, population]; empty for none.</param>
    /// <param name="spikes">Receives the spikes, by step, then by neuron.</param>
    /// <exception cref="ArgumentException">The number of inputs does not fit the steps, or one is not finite.</exception>
    /// <exception cref="InvalidOperationException">Parameters or inputs are so large that potentials are no numbers any more.</exception>
    public void Advance(int stepCount, ReadOnlySpan<double> inputs, List<MicroscopicSpike> spikes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stepCount);
        ArgumentNullException.ThrowIfNull(spikes);
        if (!inputs.IsEmpty && inputs.Length != (long)stepCount * _populationCount)
            throw new ArgumentException($"found {inputs.Length} inputs, expected none or {(long)stepCount * _populationCount} for {stepCount} steps", nameof(inputs));
        foreach (double input in inputs)
        {
            if (!double.IsFinite(input)) throw new ArgumentException($"found input {input}, expected finite numbers", nameof(inputs));
        }

        for (int k = 0; k < stepCount; k++)
            Step(inputs.IsEmpty ? default : inputs.Slice(k * _populationCount, _populationCount), spikes);
        CheckPotentials();
    }

    private void Step(ReadOnlySpan<double> inputs, List<MicroscopicSpike> spikes)
    {
        _random.FillUniform(_uniform.Span[..UnitCount]);
        int slot = (int)(StepCount % _firedSlots), count = 0;
        for (int a = 0; a < _populationCount; a++)
        {
            ref readonly PopulationStep p = ref _populations[a];
            Adapt(a, p);
            _firedStarts[slot * (_populationCount + 1) + a] = count;
            int candidates = Advance(a, p, inputs.IsEmpty ? 0 : inputs[a]);
            // Those that leave the absolute refractory period with the next step integrate from the reset potential.
            foreach (int unit in Fired(p.RefractorySteps - 1, a)) _potential.Span[unit + p.Shift] = p.Reset;
            for (int candidate = 0; candidate < candidates; candidate++)
            {
                int unit = p.First + _candidates[candidate];
                if (StepCount - _lastSpike[unit] < p.RefractorySteps) continue;
                _lastSpike[unit] = StepCount;
                _potential.Span[unit + p.Shift] = p.Reset;
                _fired[slot * UnitCount + count++] = unit;
                spikes.Add(new MicroscopicSpike(StepCount, unit));
                Send(unit, a);
            }
        }

        _firedStarts[slot * (_populationCount + 1) + _populationCount] = count;
        StepCount++;
    }
}
