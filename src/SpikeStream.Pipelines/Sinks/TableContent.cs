using Apache.Arrow;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>What one kind of table shows: gathers as little as that needs.</summary>
internal abstract class TableContent
{
    /// <summary>Takes rows.</summary>
    /// <param name="batch">The rows, in order.</param>
    public abstract void Add(RecordBatch batch);

    /// <summary>Takes standard errors of what is shown; heeded by estimates.</summary>
    /// <param name="batch">Scores with the metric <c>standard_error</c>, the target a parameter.</param>
    public virtual void AddErrors(RecordBatch batch)
    {
    }

    /// <summary>Lays out what was gathered.</summary>
    /// <returns>Lines.</returns>
    public abstract string Render();

    /// <summary>What was gathered beside the published values; empty where nothing is compared.</summary>
    /// <returns>A row per value, ours or published.</returns>
    public virtual IReadOnlyList<ComparedScore> Compare() => [];

    /// <summary>Writes what was gathered.</summary>
    /// <param name="writer">The checkpoint.</param>
    public abstract void Save(BinaryWriter writer);

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public abstract void Restore(BinaryReader reader);
}
