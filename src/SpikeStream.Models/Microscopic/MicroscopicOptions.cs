using SpikeStream.Numerics.Time;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Microscopic;

/// <summary>How the neurons of a <see cref="MicroscopicNetwork"/> are connected.</summary>
public enum Connectivity
{
    /// <summary>Each ordered pair independently with the connection probability p, with weight w.</summary>
    Bernoulli,

    /// <summary>Every pair, with weight p·w: what the mesoscopic model describes without a bias.</summary>
    AllToAll,

    /// <summary>Each neuron hears p·N different neurons of a population, rounded to a whole number and drawn with equal chances, with weight w.</summary>
    FixedInDegree,
}

/// <summary>Options of <see cref="MicroscopicNetwork"/>.</summary>
public sealed record MicroscopicOptions
{
    /// <summary>The time step; the default is 0.2 ms.</summary>
    public BinGrid TimeStep { get; init; } = new(1, 5000);

    /// <summary>How neurons are connected; self-connections included.</summary>
    public Connectivity Connectivity { get; init; } = Connectivity.Bernoulli;

    /// <summary>The seed of the run.</summary>
    public ulong Seed { get; init; }

    /// <summary>Name of the stage in random streams.</summary>
    public string Stage { get; init; } = "microscopic";

    /// <summary>Number of the trial: another noise in the same network; 0 or more.</summary>
    public int Trial { get; init; }

    /// <summary>Name of the network in the streams that its wiring and its neurons are drawn from; null for <see cref="Stage"/>.</summary>
    public string? Network { get; init; }

    /// <summary>Number of the network of that name: another wiring and other neurons; 0 or more.</summary>
    public int Realisation { get; init; }

    /// <summary>Time constants that differ from neuron to neuron; the others are those of the population.</summary>
    public IReadOnlyList<NeuronDistribution> Heterogeneous { get; init; } = [];

    /// <summary>Vector instructions; results do not depend on them.</summary>
    public VectorWidth VectorWidth { get; init; } = VectorWidth.Widest;
}
