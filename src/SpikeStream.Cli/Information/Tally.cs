using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Information;

/// <summary>Figures of a recording, gathered batch by batch in memory that does not grow with its length.</summary>
internal abstract class Tally
{
    /// <summary>The figures that suit a kind of recording; for kinds without special ones only rows are counted.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="schema">The schema of the batches.</param>
    public static Tally For(RecordingKind kind, Schema schema) => kind switch
    {
        RecordingKind.Spikes => new SpikesTally(schema),
        RecordingKind.Counts => new CountsTally(schema),
        RecordingKind.Series => new SeriesTally(schema),
        RecordingKind.Trials => new TrialsTally(),
        _ => new NumbersTally(schema),
    };

    /// <summary>Takes a batch.</summary>
    public abstract void Add(RecordBatch batch);

    /// <summary>The figures: what, and how much.</summary>
    public abstract IEnumerable<(string What, string Value)> Lines();
}
