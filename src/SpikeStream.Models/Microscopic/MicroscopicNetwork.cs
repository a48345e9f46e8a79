using System.Numerics.Tensors;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;

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
public sealed partial class MicroscopicNetwork
{
    private readonly int _populationCount;
    private readonly int[] _firstUnits;
    private readonly PopulationStep[] _populations;
    private readonly int[] _delays;
    private readonly double[] _jumps;
    private readonly double[] _synapticDecay;
    private readonly SynapticWiring? _wiring;
    private readonly RandomStream _random;

    // Per neuron.
    private readonly double[] _potential;
    private readonly double[] _adaptation;
    private readonly double[] _drive;
    private readonly double[] _probability;
    private readonly double[] _uniform;

    // [source, neuron], and what arrives in coming steps: [slot, source, neuron], slot = step modulo their number.
    private readonly double[] _traces;
    private readonly double[] _arriving;
    private readonly int _arrivalSlots;

    // The neurons that fired in the last steps, [slot, i].
    private readonly int[] _fired;
    private readonly int[] _firedCounts;
    private readonly int _firedSlots;
    private readonly int[] _staging;

    /// <summary>Wires a network and puts it at rest.</summary>
    /// <param name="parameters">The parameters; delays and refractory periods of at least one step.</param>
    /// <param name="options">Step, connectivity, seed.</param>
    /// <exception cref="ArgumentException">The parameters have faults, one per line of the message.</exception>
    public MicroscopicNetwork(MesoscopicParameters parameters, MicroscopicOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Trial);
        double timeStep = options.TimeStep.Width;
        MesoscopicParameterChecks.Check(parameters, timeStep);
        int populations = _populationCount = parameters.PopulationCount;
        _firstUnits = new int[populations + 1];
        for (int a = 0; a < populations; a++) _firstUnits[a + 1] = checked(_firstUnits[a] + parameters.NeuronCounts[a]);
        _populations = [.. Enumerable.Range(0, populations).Select(a => new PopulationStep(parameters, a, _firstUnits[a], timeStep))];
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

        _synapticDecay = [.. parameters.SynapticTimeConstant.Select(time => Math.Exp(-timeStep / time))];
        _wiring = options.Connectivity == Connectivity.Bernoulli ? new SynapticWiring(parameters, _firstUnits, options.Seed, options.Stage) : null;
        _random = new RandomStream(options.Seed, options.Stage, "noise", (ulong)options.Trial);

        int units = UnitCount;
        _potential = new double[units];
        _adaptation = new double[units];
        _drive = new double[units];
        _probability = new double[units];
        _uniform = new double[units];
        _traces = new double[populations * units];
        _arrivalSlots = _delays.Max() + 1;
        _arriving = new double[_arrivalSlots * populations * units];
        _firedSlots = _populations.Max(population => population.RefractorySteps) + 1;
        _fired = new int[_firedSlots * units];
        _firedCounts = new int[_firedSlots];
        _staging = new int[units];
        foreach (PopulationStep p in _populations) _potential.AsSpan(p.First, p.Count).Fill(p.Rest);
    }

    /// <summary>Number of neurons of all populations.</summary>
    public int UnitCount => _firstUnits[^1];

    /// <summary>First neuron of each population, and the number of all neurons at the end.</summary>
    public ReadOnlySpan<int> FirstUnits => _firstUnits;

    /// <summary>Number of steps done.</summary>
    public long StepCount { get; private set; }

    /// <summary>Membrane potentials after the last step, in mV, one per neuron.</summary>
    public ReadOnlySpan<double> Potentials => _potential;

    /// <summary>Adaptation of the threshold after the last step, in mV, one per neuron.</summary>
    public ReadOnlySpan<double> Adaptations => _adaptation;

    /// <summary>Simulates further steps.</summary>
    /// <param name="stepCount">Number of steps, 0 or more.</param>
    /// <param name="inputs">External input in mA, [step, population]; empty for none.</param>
    /// <param name="spikes">Receives the spikes, by step, then by neuron.</param>
    /// <exception cref="ArgumentException">The number of inputs does not fit the steps, or one is not finite.</exception>
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
    }

    private void Step(ReadOnlySpan<double> inputs, List<MicroscopicSpike> spikes)
    {
        UpdateTraces();
        _random.FillUniform(_uniform);
        int slot = (int)(StepCount % _firedSlots);
        int count = 0;
        for (int a = 0; a < _populationCount; a++)
        {
            ref readonly PopulationStep p = ref _populations[a];
            UpdateAdaptation(p);
            UpdatePotentials(p, inputs.IsEmpty ? 0 : inputs[a]);
            // Refractory neurons stay at the reset potential and do not fire.
            Span<double> probability = _probability.AsSpan(p.First, p.Count);
            TensorPrimitives.Exp(probability, probability);
            for (int back = 1; back < p.RefractorySteps; back++)
            {
                foreach (int unit in Fired(back, p))
                {
                    _potential[unit] = p.Reset;
                    _probability[unit] = 0;
                }
            }

            // A probability above 1 is as good as 1: the uniform number is below 1.
            for (int i = p.First; i < p.First + p.Count; i++)
            {
                if (_uniform[i] >= p.RatePerStep * _probability[i]) continue;
                _staging[count++] = i;
            }
        }

        _staging.AsSpan(0, count).CopyTo(_fired.AsSpan(slot * UnitCount));
        _firedCounts[slot] = count;
        foreach (int unit in _staging.AsSpan(0, count))
        {
            spikes.Add(new MicroscopicSpike(StepCount, unit));
            Send(unit);
        }

        StepCount++;
    }
}
