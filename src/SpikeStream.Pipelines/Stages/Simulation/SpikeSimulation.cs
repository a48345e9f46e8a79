using Apache.Arrow;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Microscopic;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>A network neuron by neuron; gives spikes.</summary>
internal sealed class SpikeSimulation : ISimulation
{
    private readonly MicroscopicNetwork _network;
    private readonly int _populations;
    private readonly List<MicroscopicSpike> _spikes = [];

    public SpikeSimulation(MesoscopicParameters parameters, MicroscopicOptions options, BinWidth step, ObservationWindow? window)
    {
        _network = new(parameters, options);
        _populations = parameters.PopulationCount;
        Step = step;
        Schema = SimulationMetadata.Add(SpikesSchema.Create(window: window), parameters, hasUnits: true);
    }

    public Schema Schema { get; }

    public BinWidth Step { get; }

    public long StepCount => _network.StepCount;

    public RecordBatch Advance(ReadOnlySpan<double> inputs)
    {
        _spikes.Clear();
        _network.Advance(inputs.Length / _populations, inputs, _spikes);
        double[] times = new double[_spikes.Count];
        uint[] units = new uint[_spikes.Count];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = Step.LeftEdge(_spikes[i].Step);
            units[i] = (uint)_spikes[i].Unit;
        }

        return SpikesSchema.Batch(Schema, times, units);
    }

    public void Save(BinaryWriter writer) => _network.Save(writer);

    public void Restore(BinaryReader reader) => _network.Restore(reader);
}
