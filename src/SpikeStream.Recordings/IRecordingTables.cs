using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>A file of several tables that is being written; nothing appears under its final name before <see cref="Commit"/>.</summary>
public interface IRecordingTables : IAsyncDisposable
{
    /// <summary>Begins a table. Several may be written side by side.</summary>
    /// <param name="name">Its name where it comes from, as in <see cref="RecordingTable.Name"/>, which decides where it goes; null for the place of its kind.</param>
    /// <param name="schema">Schema of its rows.</param>
    /// <returns>The writer of its rows: to be completed before the file is, neither committed nor disposed of by itself.</returns>
    /// <exception cref="InvalidInputException">The format has no place for such a table.</exception>
    IRecordingWriter Add(string? name, Schema schema);

    /// <summary>Finishes the file of all tables under its partial name.</summary>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>When the file is complete and on disk.</returns>
    ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Gives the completed file its final name, atomically.</summary>
    void Commit();

    /// <summary>Gives up after a fault, as <see cref="IRecordingWriter.Abandon"/>.</summary>
    void Abandon();
}
