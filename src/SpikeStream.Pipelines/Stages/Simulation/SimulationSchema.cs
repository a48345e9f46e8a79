using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>Schemas of simulated recordings.</summary>
internal static class SimulationSchema
{
    /// <summary>Makes the schema.</summary>
    /// <param name="options">Level, output and number of runs.</param>
    /// <param name="parameters">The populations and, where <paramref name="isFinal"/>, the parameters to speak of.</param>
    /// <param name="isFinal">Whether the parameters are those of the simulation.</param>
    /// <param name="bin">Width of the bins of counts.</param>
    /// <param name="window">When it runs, if known.</param>
    public static Schema Create(SimulateOptions options, MesoscopicParameters parameters, bool isFinal, BinWidth bin, ObservationWindow? window)
    {
        int runs = options.Runs, units = parameters.NeuronCounts.Sum();
        List<string> names = [];
        for (int run = 0; run < runs; run++) names.AddRange(parameters.PopulationNames.Select(name => runs == 1 ? name : EnsembleLayout.ColumnName(name, run)));
        int[] sizes = [.. Enumerable.Range(0, runs).SelectMany(_ => parameters.NeuronCounts)];
        Schema schema;
        if (options.GivesCounts)
        {
            schema = CountsSchema.Create(names.Count, bin, names, sizes, window: window);
        }
        else
        {
            if ((long)units * runs > uint.MaxValue) throw new InvalidInputException($"runs: found {runs} of {units} neurons, expected fewer neurons in all than {uint.MaxValue}");
            schema = SpikesSchema.Create([.. names.SelectMany((name, index) => Enumerable.Range(1, sizes[index]).Select(neuron => string.Create(CultureInfo.InvariantCulture, $"{name}:{neuron}")))], window);
        }

        return SimulationMetadata.Add(schema, isFinal ? parameters : null, options.Heterogeneous, options.GivesCounts ? null : (names, sizes), runs);
    }
}
