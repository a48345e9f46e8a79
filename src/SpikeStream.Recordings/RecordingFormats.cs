using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>The formats that recordings can be read from and written to.</summary>
public static class RecordingFormats
{
    private const int StartBytes = 4096;

    private static readonly string[] RFileEndings = [".rds", ".rda", ".rdata"];

    /// <summary>All formats.</summary>
    public static IReadOnlyList<RecordingFormat> All { get; } =
    [
        new ArrowFileFormat(), new ArrowStreamFormat(), new NpyFormat(), new NpzFormat(), new NwbFormat(), new MatlabFormat(), new OpenEphysFormat(), new PhyFormat(), new StimulusResponseFormat(), new SpikeTrainsFormat(), new CsvFormat(),
    ];

    /// <summary>Opens a recording; its format is known by the content and confirmed by the name, unless the options state it.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="options">How to read it; null leaves everything to the file.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="InvalidInputException">The file is missing, empty, of no known format, or not what its name or the options say.</exception>
    public static IRecordingReader Open(string path, ReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= ReadOptions.Default;
        TimeWindow.From(options);
        return OpenGuarded(path, () => Open(Find(path, options.Format), path, options));
    }

    /// <summary>The tables of a recording.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="options">How to read it; its selection of a table, of time and of units is left aside.</param>
    /// <returns>At least one table, the one that is read by default first.</returns>
    /// <exception cref="InvalidInputException">The file is missing, empty, of no known format, or not what its name or the options say.</exception>
    public static IReadOnlyList<RecordingTable> Tables(string path, ReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options = (options ?? ReadOptions.Default) with { Table = null, Start = null, Stop = null, Units = null, Notice = null };
        return OpenGuarded(path, () => Find(path, options.Format).Tables(path, options));
    }

    /// <summary>The files that reading a recording reads.</summary>
    /// <param name="path">A file or folder; one of no known format, such as a table of parameters, is taken whole.</param>
    /// <param name="options">How to read it; null leaves everything to the file.</param>
    /// <returns>Their paths, in the ordinal order of their names.</returns>
    public static IReadOnlyList<string> Files(string path, ReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RecordingFormat format;
        try
        {
            format = Find(path, options?.Format);
        }
        catch (InvalidInputException)
        {
            format = All[0];
        }

        return OpenGuarded(path, () => format.Files(path, options ?? ReadOptions.Default));
    }

    /// <summary>The format of a file or folder.</summary>
    /// <param name="path">A file or folder.</param>
    /// <param name="format">Name of the format, where it is stated.</param>
    /// <returns>The format.</returns>
    /// <exception cref="InvalidInputException">The file is missing, empty, of no known format, or not what its name or <paramref name="format"/> says.</exception>
    public static RecordingFormat Find(string path, string? format = null)
    {
        byte[] start = ReadStart(path);
        if (format is not null)
        {
            RecordingFormat stated = Named(format);
            if (stated.Match(path, start) == FormatMatch.No)
            {
                RecordingFormat? seen = All.FirstOrDefault(candidate => candidate.Match(path, start) == FormatMatch.Certain);
                throw new InvalidInputException(
                    $"{path}: found {seen?.Description ?? "other content"}, expected {stated.Description} because the format is stated as {stated.Name}; state the right format or none.");
            }

            return stated;
        }

        RecordingFormat? byName = All.FirstOrDefault(candidate => candidate.Extensions.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)));
        RecordingFormat? certain = All.FirstOrDefault(candidate => candidate.Match(path, start) == FormatMatch.Certain);
        if (certain is not null)
        {
            bool isConfirmed = byName is null || byName == certain || byName.Match(path, start) != FormatMatch.No;
            return isConfirmed
                ? certain
                : throw new InvalidInputException(
                    $"{path}: found {certain.Description}, expected {byName!.Description} by its name; rename it or state the format as {certain.Name}.");
        }

        if (ForeignFormat(path, start) is { } foreign) throw new InvalidInputException($"{path}: {foreign}");
        if (byName is not null && byName.Match(path, start) != FormatMatch.No) return byName;
        if (byName is not null && start.Length > 0)
        {
            throw new InvalidInputException(
                $"{path}: found content that is not {byName.Description}, as its name says; {Hint(start)}");
        }

        return All.FirstOrDefault(candidate => candidate.Match(path, start) == FormatMatch.Possible)
            ?? throw new InvalidInputException(Directory.Exists(path) ? UnknownFolder(path) : $"{path}: found no known format, expected one of {Names()}; {Hint(start)}");
    }

    /// <summary>Begins a recording; the format is known by the ending of the name unless the options state it.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="schema">Schema of what will be written.</param>
    /// <param name="options">How to write it; null for the usual way.</param>
    /// <returns>The writer; nothing stands under the final name before its commit.</returns>
    /// <exception cref="InvalidInputException">The format is unknown, or the file cannot be written.</exception>
    public static IRecordingWriter Create(string path, Schema schema, WriteOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(schema);
        options ??= WriteOptions.Default;
        return OpenGuarded(path, () => ToWrite(path, options.Format).Create(path, schema, options));
    }

    /// <summary>Begins a recording of several tables in one file; the format is known by the ending of the name unless the options state it.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="options">How to write it; null for the usual way.</param>
    /// <returns>The writer; nothing stands under the final name before its commit.</returns>
    /// <exception cref="InvalidInputException">The format is unknown, or its files hold one table.</exception>
    public static IRecordingTables CreateTables(string path, WriteOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= WriteOptions.Default;
        return OpenGuarded(path, () => ToWrite(path, options.Format).CreateTables(path, options));
    }

    /// <summary>The format that a new file gets.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="format">Name of the format, where it is stated.</param>
    /// <returns>The format.</returns>
    /// <exception cref="InvalidInputException">There is no such format, or the ending of the name is not known.</exception>
    public static RecordingFormat ToWrite(string path, string? format = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return format is not null
            ? Named(format)
            : All.FirstOrDefault(candidate => candidate.Extensions.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
                ?? throw new InvalidInputException($"{path}: found the ending \"{System.IO.Path.GetExtension(path)}\", expected .arrow, .arrows, .csv, .npy, .npz or .nwb; or state the format.");
    }

    /// <summary>The format of a name.</summary>
    /// <param name="name">Such as <c>csv</c>.</param>
    /// <returns>The format.</returns>
    /// <exception cref="InvalidInputException">There is no such format.</exception>
    public static RecordingFormat Named(string name) =>
        All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidInputException($"format: found \"{name}\", expected one of {Names()}.");

    // Formats that push selections down keep the rules of units and times themselves.
    private static IRecordingReader Open(RecordingFormat format, string path, ReadOptions options)
    {
        if (format.PushesDown) return format.Open(path, options);
        if (options.Table is { } table && !format.HasTables)
            throw new InvalidInputException($"{path}: found table \"{table}\" asked for, expected none: {format.Description} has one table.");
        IRecordingReader whole = format.Open(path, options with { Start = null, Stop = null, Units = null });
        if (whole.Kind == RecordingKind.Spikes) whole = options.Repair ? RepairedSpikes.Create(path, whole, options.Notice) : CheckedSpikes.Create(path, whole);
        return SelectedReader.Create(path, whole, options);
    }

    internal static T OpenGuarded<T>(string path, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: {fault.Message}", fault);
        }
    }

    private static string Names() => string.Join(", ", All.Select(format => format.Name));

    private static byte[] ReadStart(string path)
    {
        if (Directory.Exists(path)) return [];
        if (!File.Exists(path)) throw new InvalidInputException($"{path}: found no such file or folder.");
        using FileStream file = OpenGuarded(path, () => File.OpenRead(path));
        if (!file.CanSeek) throw new InvalidInputException($"{path}: found a pipe, expected a file, which can be read more than once; write it to a file first, or stream it to the source tcp.");
        byte[] start = new byte[(int)Math.Min(StartBytes, file.Length)];
        file.ReadExactly(start);
        if (start.Length == 0) throw new InvalidInputException($"{path}: found an empty file, expected a recording.");
        return start;
    }

    private static string? ForeignFormat(string path, ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("PAR1"u8))
            return "found a Parquet file, which is not read; convert it, for example with: python -c \"import pyarrow.parquet as p, pyarrow.feather as f; f.write_feather(p.read_table('IN.parquet'), 'OUT.arrow', compression='uncompressed')\".";
        // R files are mostly compressed, so that only their names tell.
        if (start.StartsWith("RDX"u8) || start.StartsWith("RDA"u8) || RFileEndings.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
            return "found a file of R, which is not read; write its tables as text in R, for example with: x <- readRDS('IN.rds'); write.csv(data.frame(unit = x$unit, time = x$time), 'OUT.csv', row.names = FALSE).";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return "found a gzip file, which is not read; unpack it first, for example with: gunzip --keep IN.gz (tar -xzf IN.tar.gz).";
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return "found a JSON file, which is no recording; a pipeline is run with: spikestream run FILE.";
        return null;
    }

    private static string UnknownFolder(string path)
    {
        const int Most = 8;
        string[] names = [.. Directory.EnumerateFileSystemEntries(path).Select(entry => System.IO.Path.GetFileName(entry)).Order(StringComparer.Ordinal).Take(Most + 1)];
        string content = names.Length == 0 ? "it is empty" : $"it holds {string.Join(", ", names.Take(Most))}{(names.Length > Most ? ", ..." : "")}; name one of its files";
        return $"{path}: found a folder that is no recording by itself, such as a phy folder or one of stimuli.csv and responses.csv; {content}{SessionsAdvice(path)}.";
    }

    // Several recordings of one kind in a folder are most likely sessions.
    private static string SessionsAdvice(string path)
    {
        string? ending = All.SelectMany(format => format.Extensions).Distinct().FirstOrDefault(end => Directory.EnumerateFiles(path, "*" + end).Skip(1).Any());
        return ending is null ? "" : $", or run a pipeline over all of them with \"sessions\": {{ \"path\": \"{System.IO.Path.TrimEndingDirectorySeparator(path)}/*{ending}\" }} and the source's \"path\": \"${{session}}\"";
    }

    private static string Hint(ReadOnlySpan<byte> start) =>
        $"it begins with the bytes {Convert.ToHexString(start[..Math.Min(8, start.Length)])}.";
}
