using Apache.Arrow;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>A network population by population; gives counts.</summary>
internal sealed class CountSimulation : ISimulation
{
    private readonly MesoscopicModel _model;
    private readonly double[] _coordinates;
    private readonly SequenceState _state;
    private readonly RandomStream _random;

    public CountSimulation(MesoscopicParameters parameters, MesoscopicOptions options, BinWidth step, ObservationWindow? window, RandomStream random)
    {
        _model = new(parameters, options);
        _coordinates = FitStarts.Configured(_model.Parameters);
        _state = _model.CreateInitialState(_coordinates);
        _random = random;
        Step = step;
        Schema counts = CountsSchema.Create(parameters.PopulationCount, step, parameters.PopulationNames, parameters.NeuronCounts, window: window);
        Schema = SimulationMetadata.Add(counts, parameters, hasUnits: false);
    }

    public Schema Schema { get; }

    public BinWidth Step { get; }

    public long StepCount { get; private set; }

    public RecordBatch Advance(ReadOnlySpan<double> inputs)
    {
        int populations = _model.PopulationNames.Count;
        int[] counts = new int[inputs.Length];
        _model.Simulate(_state, _coordinates, inputs, counts, _random);
        long[] bins = new long[inputs.Length / populations];
        double[] times = new double[bins.Length];
        for (int i = 0; i < bins.Length; i++)
        {
            bins[i] = StepCount + i;
            times[i] = Step.LeftEdge(bins[i]);
        }

        StepCount += bins.Length;
        return CountsSchema.Batch<int>(Schema, bins, times, counts);
    }

    // The model sets the random stream's position by the bin: it is no state.
    public void Save(BinaryWriter writer)
    {
        writer.Write(StepCount);
        _state.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        StepCount = reader.ReadInt64();
        _state.Restore(reader);
    }
}
