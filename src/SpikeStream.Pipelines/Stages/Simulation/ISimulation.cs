using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>A simulated network at one of the levels.</summary>
internal interface ISimulation
{
    /// <summary>Schema of what it gives.</summary>
    Schema Schema { get; }

    /// <summary>The time step.</summary>
    BinWidth Step { get; }

    /// <summary>Steps done.</summary>
    long StepCount { get; }

    /// <summary>Simulates the next steps.</summary>
    /// <param name="inputs">Input in mA, [step, population].</param>
    /// <returns>What happened in them; may have no rows.</returns>
    RecordBatch Advance(ReadOnlySpan<double> inputs);

    void Save(BinaryWriter writer);

    void Restore(BinaryReader reader);
}
