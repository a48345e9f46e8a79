using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>A recording that is being written; nothing appears under its final name before <see cref="Commit"/>.</summary>
/// <remarks>The bytes of the file depend on the rows alone, not on how they are batched nor on checkpoints in between.</remarks>
public interface IRecordingWriter : IAsyncDisposable
{
    /// <summary>The final name.</summary>
    string Path { get; }

    /// <summary>Appends the rows of a batch.</summary>
    /// <param name="batch">A batch with the writer's schema; may be reused by the caller after the call.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>When the rows are taken.</returns>
    ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken);

    /// <summary>Flushes to disk and notes how far the file goes and which rows are still pending.</summary>
    /// <param name="checkpoint">Receives the note.</param>
    void Save(BinaryWriter checkpoint);

    /// <summary>Cuts the partial file back to what a checkpoint noted and goes on from there.</summary>
    /// <param name="checkpoint">A note written by <see cref="Save"/>.</param>
    /// <exception cref="InvalidInputException">The partial file is missing or shorter than noted.</exception>
    void Restore(BinaryReader checkpoint);

    /// <summary>Finishes the content under the partial name, as a valid file.</summary>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>When the file is complete and on disk.</returns>
    ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Gives the completed file its final name, atomically.</summary>
    /// <exception cref="InvalidOperationException">The content is not complete.</exception>
    void Commit();

    /// <summary>Gives up after a fault: leaves what is there under the partial name for a resume, or deletes it where none is wanted.</summary>
    void Abandon();
}
