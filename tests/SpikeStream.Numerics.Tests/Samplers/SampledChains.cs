using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Numerics.Tests.Samplers;

/// <summary>Chains of a sampler, kept whole.</summary>
internal sealed class SampledChains
{
    private SampledChains(double[][][] draws, List<SamplerTransition> transitions)
    {
        Draws = draws;
        Transitions = transitions;
    }

    /// <summary>[coordinate][chain][draw].</summary>
    public double[][][] Draws { get; }

    /// <summary>Of the draws, chain by chain.</summary>
    public List<SamplerTransition> Transitions { get; }

    public static SampledChains Run(
        ILogDensity density, SamplerOptions options, int chains, int draws, double[] start, EuclideanMetric? metric = null, ulong seed = 1)
    {
        double[][][] values = [.. Enumerable.Range(0, density.Dimension).Select(_ => Enumerable.Range(0, chains).Select(_ => new double[draws]).ToArray())];
        List<SamplerTransition> transitions = [];
        for (int chain = 0; chain < chains; chain++)
        {
            HamiltonianSampler sampler = new(density, options, new RandomStream(seed, "test", "chain", (ulong)chain), start, metric);
            for (int draw = -options.WarmUp; draw < draws; draw++)
            {
                SamplerTransition transition = sampler.Step();
                if (draw < 0) continue;
                transitions.Add(transition);
                for (int i = 0; i < values.Length; i++) values[i][chain][draw] = sampler.Position[i];
            }
        }

        return new(values, transitions);
    }

    public double Mean(int coordinate) => Draws[coordinate].SelectMany(chain => chain).Average();

    public double Variance(int coordinate)
    {
        double mean = Mean(coordinate);
        return Draws[coordinate].SelectMany(chain => chain).Average(x => (x - mean) * (x - mean));
    }
}
