namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>One run that gives population counts; used by one thread at a time.</summary>
internal interface ICountRun
{
    /// <summary>Counts of the bins that the last call completed, [bin, population].</summary>
    ReadOnlySpan<int> Counts { get; }

    /// <summary>Simulates the next steps.</summary>
    /// <param name="inputs">Input in mA, [step, population].</param>
    void Advance(ReadOnlySpan<double> inputs);

    void Save(BinaryWriter writer);

    void Restore(BinaryReader reader);
}
