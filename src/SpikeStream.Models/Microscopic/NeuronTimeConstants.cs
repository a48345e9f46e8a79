using System.Globalization;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Microscopic;

/// <summary>The membrane and adaptation time constants of every neuron of a network: those of its population, or drawn neuron by neuron.</summary>
/// <remarks>
/// A drawn time uses the number of its neuron in the stream of its kind, so that what is drawn for one population does not depend on whether another is drawn.
/// Any time above 0 will do, however short: the network integrates exactly over a step.
/// </remarks>
public sealed class NeuronTimeConstants
{
    private const int MaximumNeurons = 100_000_000;
    private readonly MesoscopicParameters _parameters;
    private readonly double[] _membrane;
    private readonly double[] _adaptation;

    /// <summary>Draws the neurons of a network.</summary>
    /// <param name="parameters">The parameters of the populations.</param>
    /// <param name="distributions">What is drawn; at most one of a kind per population.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="network">Name of the network in random streams.</param>
    /// <param name="realisation">Number of the network of that name.</param>
    /// <exception cref="ArgumentException">A distribution is of no such time constant, given twice, or not finite, or there are more than 100 million neurons.</exception>
    public NeuronTimeConstants(MesoscopicParameters parameters, IReadOnlyList<NeuronDistribution> distributions, ulong seed, string network, int realisation)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(distributions);
        ArgumentNullException.ThrowIfNull(network);
        long neurons = parameters.NeuronCounts.Sum(count => (long)count);
        if (neurons > MaximumNeurons) throw new ArgumentException($"found {neurons} neurons, expected at most {MaximumNeurons} where each has time constants of its own", nameof(parameters));
        _parameters = parameters;
        _membrane = PerNeuron(parameters, parameters.MembraneTimeConstant);
        _adaptation = PerNeuron(parameters, parameters.AdaptationTimeConstant);
        HashSet<(MesoscopicParameterKind, int)> seen = [];
        foreach (NeuronDistribution distribution in distributions)
        {
            Check(distribution, parameters);
            if (!seen.Add((distribution.Kind, distribution.Population)))
                throw new ArgumentException($"{Name(distribution, parameters)}: found two distributions, expected one", nameof(distributions));
            Draw(distribution, seed, network, realisation);
        }
    }

    /// <summary>tau_m in seconds, one per neuron.</summary>
    public ReadOnlySpan<double> Membrane => _membrane;

    /// <summary>tau_theta in seconds, one per neuron.</summary>
    public ReadOnlySpan<double> Adaptation => _adaptation;

    /// <summary>The parameters of populations whose every neuron has the average times: what the published article calls mean parameters.</summary>
    public MesoscopicParameters Averages => _parameters with
    {
        MembraneTimeConstant = Means(_membrane, _parameters.MembraneTimeConstant),
        AdaptationTimeConstant = Means(_adaptation, _parameters.AdaptationTimeConstant),
    };

    private static double[] PerNeuron(MesoscopicParameters parameters, double[] values) =>
        [.. values.SelectMany((value, population) => Enumerable.Repeat(value, parameters.NeuronCounts[population]))];

    private static string Name(NeuronDistribution distribution, MesoscopicParameters parameters) =>
        MesoscopicParameterNames.Component(distribution.Kind, distribution.Population, parameters.PopulationNames);

    private static void Check(NeuronDistribution distribution, MesoscopicParameters parameters)
    {
        if (distribution.Kind is not (MesoscopicParameterKind.MembraneTimeConstant or MesoscopicParameterKind.AdaptationTimeConstant))
            throw new ArgumentException($"{Name(distribution, parameters)}: found a distribution, expected one of tau_m or tau_theta: other parameters are the same for all neurons of a population", nameof(distribution));
        ArgumentOutOfRangeException.ThrowIfNegative(distribution.Population, nameof(distribution));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(distribution.Population, parameters.PopulationCount, nameof(distribution));
        // Within 20 standard deviations of it times stay far from underflow and overflow.
        if (!(Math.Abs(distribution.MeanLog10) <= 20 && distribution.DeviationLog10 is >= 0 and <= 5))
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{Name(distribution, parameters)}: found LogNormal10({distribution.MeanLog10}, {distribution.DeviationLog10}), expected a mean of log10 from -20 to 20 and a standard deviation from 0 to 5"),
                nameof(distribution));
        }
    }

    private void Draw(NeuronDistribution distribution, ulong seed, string network, int realisation)
    {
        bool isMembrane = distribution.Kind == MesoscopicParameterKind.MembraneTimeConstant;
        RandomStream random = new(seed, network, isMembrane ? "tau_m" : "tau_theta", (ulong)realisation);
        int first = _parameters.NeuronCounts.Take(distribution.Population).Sum(), count = _parameters.NeuronCounts[distribution.Population];
        random.Position = (ulong)first;
        foreach (ref double time in (isMembrane ? _membrane : _adaptation).AsSpan(first, count))
            time = Math.Pow(10, distribution.MeanLog10 + distribution.DeviationLog10 * random.NextNormal());
    }

    private double[] Means(double[] times, double[] homogeneous)
    {
        double[] means = new double[homogeneous.Length];
        for (int a = 0, first = 0; a < means.Length; first += _parameters.NeuronCounts[a++])
        {
            ReadOnlySpan<double> own = times.AsSpan(first, _parameters.NeuronCounts[a]);
            // The sum of equal numbers, divided, need not be that number.
            means[a] = own.ContainsAnyExcept(own[0]) ? Sum(own) / own.Length : homogeneous[a];
        }

        return means;
    }

    /// <summary>In order, so that the last digit does not depend on the processor.</summary>
    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum;
    }
}
