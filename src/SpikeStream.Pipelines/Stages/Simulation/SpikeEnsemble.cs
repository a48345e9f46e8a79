using System.Runtime.InteropServices;
using Apache.Arrow;
using SpikeStream.Models.Microscopic;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>Runs neuron by neuron that give spikes in the order of time; neuron i of run r is unit r·N + i.</summary>
/// <param name="networks">A network per run, at rest.</param>
/// <param name="step">The time step.</param>
/// <param name="schema">Schema of the spikes.</param>
/// <param name="parallelism">Threads at most.</param>
internal sealed class SpikeEnsemble(IReadOnlyList<MicroscopicNetwork> networks, BinWidth step, Schema schema, int parallelism) : ISimulation
{
    private readonly List<MicroscopicSpike>[] _spikes = [.. networks.Select(_ => new List<MicroscopicSpike>())];
    private readonly int _populations = networks[0].FirstUnits.Length - 1;

    public long StepCount => networks[0].StepCount;

    public async Task<RecordBatch> AdvanceAsync(ReadOnlyMemory<double> inputs, CancellationToken cancellationToken)
    {
        long first = StepCount;
        int steps = inputs.Length / _populations;
        await ParallelRuns.ForEachAsync(networks.Count, parallelism, Advance, cancellationToken).ConfigureAwait(false);
        return Merge(first, steps);
        void Advance(int run)
        {
            _spikes[run].Clear();
            networks[run].Advance(steps, inputs.Span, _spikes[run]);
        }
    }

    public void Save(BinaryWriter writer)
    {
        foreach (MicroscopicNetwork network in networks) network.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        foreach (MicroscopicNetwork network in networks) network.Restore(reader);
    }

    /// <summary>By step, then run, then neuron: the order within a step is that of the runs, whichever was done first.</summary>
    private RecordBatch Merge(long first, int steps)
    {
        int[] places = new int[steps + 1];
        foreach (List<MicroscopicSpike> spikes in _spikes)
        {
            foreach (MicroscopicSpike spike in CollectionsMarshal.AsSpan(spikes)) places[spike.Step - first + 1]++;
        }

        for (int i = 0; i < steps; i++) places[i + 1] += places[i];
        double[] times = new double[places[steps]];
        uint[] units = new uint[times.Length];
        for (int run = 0; run < networks.Count; run++)
        {
            uint firstUnit = (uint)(run * networks[run].UnitCount);
            foreach (MicroscopicSpike spike in CollectionsMarshal.AsSpan(_spikes[run]))
            {
                int place = places[spike.Step - first]++;
                times[place] = step.LeftEdge(spike.Step);
                units[place] = firstUnit + (uint)spike.Unit;
            }
        }

        return SpikesSchema.Batch(schema, times, units);
    }
}
