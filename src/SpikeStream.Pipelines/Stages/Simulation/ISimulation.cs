using Apache.Arrow;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>One run or an ensemble of runs of a network under the same input.</summary>
internal interface ISimulation
{
    /// <summary>Steps done.</summary>
    long StepCount { get; }

    /// <summary>Simulates the next steps of all runs.</summary>
    /// <param name="inputs">Input in mA, [step, population].</param>
    /// <param name="cancellationToken">Cancelled when the run is given up.</param>
    /// <returns>What happened in them; may have no rows.</returns>
    Task<RecordBatch> AdvanceAsync(ReadOnlyMemory<double> inputs, CancellationToken cancellationToken);

    void Save(BinaryWriter writer);

    void Restore(BinaryReader reader);
}
