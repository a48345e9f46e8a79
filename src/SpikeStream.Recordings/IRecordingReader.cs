using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>A recording that is open for reading, a file or a live feed, as Arrow record batches.</summary>
/// <remarks>
/// Batches may share memory with the file: they need not be disposed of, and stay valid as long as they are referenced.
/// </remarks>
public interface IRecordingReader : IAsyncDisposable
{
    /// <summary>What the rows are.</summary>
    RecordingKind Kind { get; }

    /// <summary>The schema of every batch.</summary>
    Schema Schema { get; }

    /// <summary>Name of the format, such as <c>csv</c>.</summary>
    string Format { get; }

    /// <summary>Number of rows, or null where it is not known without reading everything.</summary>
    long? RowCount { get; }

    /// <summary>Reads rows from a position to the end.</summary>
    /// <param name="firstRow">Index of the first row wanted; a position at or beyond the end gives no batch.</param>
    /// <param name="batchRows">Most rows of a batch, at least 1.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Batches of exactly <paramref name="batchRows"/> rows except the last, which may be shorter; those of a live feed also end where a message of the sender ends. None is empty.</returns>
    /// <exception cref="InvalidInputException">The content is not what the format promises; says where.</exception>
    IAsyncEnumerable<RecordBatch> ReadAsync(long firstRow, int batchRows, CancellationToken cancellationToken);
}
