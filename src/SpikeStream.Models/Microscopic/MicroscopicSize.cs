using System.Globalization;
using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Microscopic;

/// <summary>What a network neuron by neuron takes in memory, estimated before it is made.</summary>
public sealed record MicroscopicSize
{
    /// <summary>Bytes that the networks of a simulation may take: 4 GiB, about a thousand million synapses.</summary>
    public const long MaximumBytes = 4L << 30;

    // Lists of targets grow by doubling and are copied once; each is an object.
    private const int BytesPerListedSynapse = 16;
    private const int BytesPerList = 64;
    private const double Gibibyte = 1 << 30;

    /// <summary>Estimates a network.</summary>
    /// <param name="parameters">Parameters without faults.</param>
    /// <param name="timeStep">Time step in seconds.</param>
    /// <param name="connectivity">How neurons are connected.</param>
    public MicroscopicSize(MesoscopicParameters parameters, double timeStep, Connectivity connectivity)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        int populations = parameters.PopulationCount, longestDelay = 0, longestRefractory = 0;
        Neurons = parameters.NeuronCounts.Sum(count => (long)count);
        for (int target = 0; target < populations; target++)
        {
            longestRefractory = Math.Max(longestRefractory, parameters.RefractoryBins(target, timeStep));
            for (int source = 0; source < populations; source++)
            {
                longestDelay = Math.Max(longestDelay, parameters.DelayBins(target, source, timeStep));
                if (connectivity == Connectivity.AllToAll) continue;
                Synapses += parameters.ConnectionProbability[target * populations + source] * parameters.NeuronCounts[target] * parameters.NeuronCounts[source];
            }
        }

        DelaySteps = longestDelay;
        WiringBytes = connectivity switch
        {
            Connectivity.AllToAll => 0,
            Connectivity.FixedInDegree => BytesPerListedSynapse * Synapses + BytesPerList * (double)populations * Neurons,
            _ => sizeof(int) * (Synapses + (double)populations * Neurons),
        };
        double traces = populations * (longestDelay + 2.0), fired = longestRefractory + 1.0;
        StateBytes = Neurons * (sizeof(double) * (4 + traces) + sizeof(int) * (1 + fired));
        ConstantBytes = 10.0 * sizeof(double) * Neurons;
    }

    /// <summary>Number of neurons.</summary>
    public long Neurons { get; }

    /// <summary>Expected number of synapses; 0 where every pair is connected, which needs no list.</summary>
    public double Synapses { get; }

    /// <summary>Longest delay in steps.</summary>
    public int DelaySteps { get; }

    /// <summary>Bytes of a wiring while it is drawn.</summary>
    public double WiringBytes { get; }

    /// <summary>Bytes of the state of a run: potentials, spikes under way.</summary>
    public double StateBytes { get; }

    /// <summary>Bytes of the constants of neurons.</summary>
    public double ConstantBytes { get; }

    /// <summary>Refuses networks that take more than <see cref="MaximumBytes"/>.</summary>
    /// <param name="networks">Number of networks of this size, each with a wiring of its own.</param>
    /// <param name="runs">Number of runs of all networks together.</param>
    /// <exception cref="ArgumentException">They do; the message says how much, and what to change.</exception>
    public void Require(int networks, int runs)
    {
        double bytes = networks * (WiringBytes + ConstantBytes) + runs * StateBytes;
        if (bytes <= MaximumBytes) return;
        string many = runs == 1 ? "" : networks == 1 ? $", in {runs} runs" : $", in {runs} runs with {networks} wirings";
        throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"found {Neurons} neurons with about {Synapses:F0} synapses and delays of up to {DelaySteps} steps{many}, which take {bytes / Gibibyte:G3} GiB of memory, expected at most {MaximumBytes / Gibibyte:F0} GiB; simulate fewer neurons or runs, with less p or shorter delays, all to all, or on the mesoscopic level"));
    }
}
