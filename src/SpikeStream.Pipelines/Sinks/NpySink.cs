using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="NpySink"/>.</summary>
public sealed record NpySinkOptions : RecordingSinkOptions;

/// <summary>Writes NumPy arrays: an archive (.npz) of the arrays <c>time</c> and <c>unit</c> for spikes, a matrix (.npy) [bin, unit] for counts.</summary>
[Node("npy", "Writes NumPy arrays: .npz for spikes, a .npy matrix for counts and series")]
[Input("in", RecordingKind.Spikes, RecordingKind.Counts, RecordingKind.Series)]
public sealed class NpySink : RecordingSink<NpySinkOptions>
{
    /// <inheritdoc/>
    protected override void Check(Schema schema)
    {
        bool isArchive = Options.Path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);
        if (!isArchive && !Options.Path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException($"path: found \"{Options.Path}\", expected a name that ends in .npy or .npz.");
        if (!isArchive && RecordingMetadata.KindOf(schema) == RecordingKind.Spikes)
            throw new InvalidInputException($"path: found \"{Options.Path}\", expected a name that ends in .npz, for spikes are two arrays, time and unit.");
    }

    /// <inheritdoc/>
    protected override string Format() => Options.Path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) ? "npz" : "npy";
}
