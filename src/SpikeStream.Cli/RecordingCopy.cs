using Apache.Arrow;
using SpikeStream.Cli.Progress;
using SpikeStream.Recordings;

namespace SpikeStream.Cli;

/// <summary>Writes what a reader gives, and says how far it is.</summary>
internal static class RecordingCopy
{
    private const int BatchRows = 65_536;

    /// <summary>Writes all rows and completes the file under its partial name.</summary>
    /// <param name="reader">The recording.</param>
    /// <param name="writer">The file; given up where reading or writing fails or is cancelled.</param>
    /// <param name="what">What is being done, for the progress line.</param>
    /// <param name="environment">Where progress is shown.</param>
    /// <param name="isQuiet">Show none.</param>
    /// <param name="cancellation">Stops the copying.</param>
    /// <returns>Number of rows.</returns>
    public static async Task<long> CompleteAsync(
        IRecordingReader reader, IRecordingWriter writer, string what, CommandEnvironment environment, bool isQuiet, CancellationToken cancellation)
    {
        long rows = 0;
        try
        {
            using WorkDisplay display = new(what, reader.RowCount, environment, isQuiet);
            await foreach (RecordBatch batch in reader.ReadAsync(0, BatchRows, cancellation).ConfigureAwait(false))
            {
                await writer.WriteAsync(batch, cancellation).ConfigureAwait(false);
                rows += batch.Length;
                display.Report(rows);
            }

            await writer.CompleteAsync(cancellation).ConfigureAwait(false);
            return rows;
        }
        catch
        {
            writer.Abandon();
            throw;
        }
    }

    /// <summary>Refuses to write over a file that is there, or over the input.</summary>
    /// <param name="source">The input.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="overwrites">Whether the user allows to replace it.</param>
    public static void CheckOutput(string source, string output, bool overwrites)
    {
        if (Path.GetFullPath(source) == Path.GetFullPath(output)) throw new InvalidInputException($"{output}: found the same file as IN, expected another");
        if (!overwrites && File.Exists(output)) throw new InvalidInputException($"{output}: the file exists; replace it with --overwrite, or name another");
    }
}
