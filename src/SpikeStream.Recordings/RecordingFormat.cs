using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>One format of files: how to know it, open it and write it. A format that is new to SpikeStream is one such class in the list of <see cref="RecordingFormats"/>.</summary>
public abstract class RecordingFormat
{
    /// <summary>The name that settings use, such as <c>csv</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>Endings of file names with the dot, such as <c>.csv</c>.</summary>
    public abstract IReadOnlyList<string> Extensions { get; }

    /// <summary>Whether <see cref="Open"/> heeds <see cref="ReadOptions.Start"/>, <see cref="ReadOptions.Stop"/> and <see cref="ReadOptions.Units"/> itself; otherwise it is not given them, and they are applied to what it reads.</summary>
    public virtual bool PushesDown => false;

    /// <summary>Whether a file or folder has the content of this format.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="start">The first bytes of a file, up to 4096; empty for a folder.</param>
    /// <returns>How sure the content makes it.</returns>
    public abstract FormatMatch Match(string path, ReadOnlySpan<byte> start);

    /// <summary>Opens a file or folder for reading.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">How to read it.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="InvalidInputException">The content is not of this format, or the options leave something open.</exception>
    public abstract IRecordingReader Open(string path, ReadOptions options);

    /// <summary>Whether files may have several tables, which <see cref="ReadOptions.Table"/> and <see cref="ReadOptions.Kind"/> choose from.</summary>
    public virtual bool HasTables => false;

    /// <summary>The tables of a file or folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">How to read it.</param>
    /// <returns>At least one table, the one that is read by default first.</returns>
    /// <exception cref="InvalidInputException">The content is not of this format, or the options leave something open.</exception>
    public virtual IReadOnlyList<RecordingTable> Tables(string path, ReadOptions options)
    {
        IRecordingReader reader = Open(path, options);
        RecordingTable only = new(null, reader.Kind);
        reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return [only];
    }

    /// <summary>The files that reading a recording reads: what its digest is made of.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">How to read it.</param>
    /// <returns>A file itself; of a folder, all files in it and in its folders, in the ordinal order of their names.</returns>
    public virtual IReadOnlyList<string> Files(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [path];
    }

    /// <summary>Begins a file.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="schema">Schema of what will be written.</param>
    /// <param name="options">How to write it.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="InvalidInputException">This format cannot be written, or cannot hold this schema.</exception>
    public virtual IRecordingWriter Create(string path, Schema schema, WriteOptions options) =>
        throw new InvalidInputException($"{path}: format {Name} can only be read; write arrow, arrow-stream, csv, npy, npz or nwb.");

    /// <summary>Whether a file of this format may hold several tables that are written to it, which <see cref="CreateTables"/> begins.</summary>
    public virtual bool WritesTables => false;

    /// <summary>Begins a file of several tables.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="options">How to write it.</param>
    /// <returns>The writer.</returns>
    /// <exception cref="InvalidInputException">A file of this format holds one table.</exception>
    public virtual IRecordingTables CreateTables(string path, WriteOptions options) =>
        throw new InvalidInputException($"{path}: found several tables, expected one: a file of format {Name} holds no more.");
}
