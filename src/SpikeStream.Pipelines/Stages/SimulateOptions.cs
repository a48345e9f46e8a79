using System.Text.Json;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;

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

    /// <summary>Each neuron hears p times N different neurons of a population, rounded, with weight w.</summary>
    FixedInDegree,
}

/// <summary>Whether the runs of an ensemble are of one network.</summary>
public enum NetworkWiring
{
    /// <summary>All runs are of the same network, with other noise.</summary>
    Fixed,

    /// <summary>Each run is of a network of its own, with other wiring and other drawn neurons.</summary>
    PerRun,
}

/// <summary>What a network simulated neuron by neuron gives.</summary>
public enum SimulationOutput
{
    /// <summary>Every spike.</summary>
    Spikes,

    /// <summary>Spike counts of the populations.</summary>
    Counts,
}

/// <summary>Where a simulation begins.</summary>
public enum InitialActivity
{
    /// <summary>At rest without earlier spikes; makes a burst that takes seconds to fade.</summary>
    Silent,

    /// <summary>At the constant activity that keeps itself up without input (mesoscopic).</summary>
    Stationary,
}

/// <summary>Options of <see cref="SimulateStage"/>.</summary>
public record SimulateOptions : ISelfChecked
{
    /// <summary>Neuron by neuron, or population by population.</summary>
    public SimulationLevel Level { get; init; }

    /// <summary>The network: two-populations, four-populations, the path of a JSON file, or an object with the same keys. May be left out where estimates or a posterior are connected, which carry those of their fit.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>Time constants that differ from neuron to neuron: tau_m or tau_theta of a population and "LogNormal10(mean, standard deviation)" of log10 of seconds, such as { "tau_m[E]": "LogNormal10(-1.6, 0.5)" }. Mesoscopic: their averages over the neurons.</summary>
    [NotEmpty]
    public IReadOnlyDictionary<string, string>? Heterogeneous { get; init; }

    /// <summary>Name that wiring and heterogeneous neurons are drawn by: nodes that state the same name simulate the same network, with other noise. Left out: the node's id.</summary>
    [NotEmpty]
    public string? Network { get; init; }

    /// <summary>How neurons are connected (microscopic).</summary>
    public NetworkConnectivity Connectivity { get; init; }

    /// <summary>Number of the trial, of the first run where there are several: another noise in the same network.</summary>
    [InRange(0, 1_000_000_000)]
    public int Trial { get; init; }

    /// <summary>Number of runs under the same input. With more than one, columns are named E#1, I#1, E#2, I#2, ...</summary>
    [InRange(1, 100_000)]
    public int Runs { get; init; } = 1;

    /// <summary>Whether all runs are of one network (microscopic).</summary>
    public NetworkWiring Wiring { get; init; }

    /// <summary>Spikes, or counts of the populations (microscopic).</summary>
    public SimulationOutput Output { get; init; }

    /// <summary>Width of the bins of those counts; an incomplete bin at the end is left out. Left out: 1 ms.</summary>
    [Positive]
    public Duration? CountBin { get; init; }

    /// <summary>Time step. Left out: that of the input, each of whose samples is held where it is longer; without input 0.2 ms (microscopic) or 1 ms.</summary>
    [Positive]
    public Duration? Step { get; init; }

    /// <summary>Length of a simulation without input.</summary>
    [Positive]
    public Duration? Duration { get; init; }

    /// <summary>Where the simulation begins.</summary>
    public InitialActivity Initial { get; init; }

    /// <summary>Variant of the update (mesoscopic). Left out: that of the fit whose estimates are connected, else aligned.</summary>
    public UpdateConvention? Convention { get; init; }

    /// <summary>Number of age bins K (mesoscopic). Left out: that of the fit whose estimates are connected, else by the rule of Schwalger et al. (2017).</summary>
    [InRange(2, 1_000_000)]
    public int? AgeBins { get; init; }

    /// <summary>Whether potentials stay at reset during the absolute refractory period (mesoscopic). Left out: as in the fit whose estimates are connected, else true.</summary>
    public bool? ClampRefractory { get; init; }

    /// <summary>Input kept in memory at most while estimates are waited for, before it goes to a file of the run folder.</summary>
    [Unit("MiB")]
    [InRange(0, 1024)]
    public int MemoryLimit { get; init; } = 64;

    internal bool GivesCounts => Level == SimulationLevel.Mesoscopic || Output == SimulationOutput.Counts;

    /// <inheritdoc/>
    public virtual IEnumerable<(string Key, string Message)> Check()
    {
        if (Level == SimulationLevel.Microscopic && Initial == InitialActivity.Stationary)
            yield return ("initial", "found stationary at the microscopic level, expected silent: only the mesoscopic model has a stationary state");
        if (Level == SimulationLevel.Mesoscopic && CountBin is not null)
            yield return ("countBin", "found it at the mesoscopic level, expected it at the microscopic one: mesoscopic counts have the bins of the time step");
        if (Level == SimulationLevel.Microscopic && Output == SimulationOutput.Spikes && CountBin is not null)
            yield return ("countBin", "found it without \"output\": \"counts\"");
    }
}
