namespace SpikeStream.Recordings;

/// <summary>Opens the arrays of a recording. Their headers get their lengths when recording stops: those of a session that crashed, or still runs, say less than there is.</summary>
/// <param name="recording">The folder of the recording, for messages.</param>
/// <param name="options">Whether the length of the data is taken then, and who is told.</param>
internal sealed class OpenEphysArrays(string recording, ReadOptions options)
{
    private readonly Dictionary<string, NpyColumn?> _opened = [];
    private readonly List<string> _mended = [];

    /// <summary>An array with one number per row; null where there is no such file.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="name">Name of the file.</param>
    /// <exception cref="InvalidInputException">It has another shape, or its header does not fit its data and nothing is mended.</exception>
    public NpyColumn? TryOpen(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (_opened.TryGetValue(path, out NpyColumn? known)) return known;
        NpyColumn? column = File.Exists(path) ? Open(path) : null;
        if (column is { Header.RowSize: not 1 }) throw new InvalidInputException($"{path}: found {column.Header.RowSize} values per row, expected one.");
        return _opened[path] = column;
    }

    /// <summary>The header of an array, with the number of rows that is to be read.</summary>
    /// <param name="path">The file.</param>
    public NpyHeader Header(string path)
    {
        using FileStream file = File.OpenRead(path);
        var header = NpyHeader.Read(file, path);
        long rows = header.RowSize == 0 ? 0 : (file.Length - header.DataStart) / ((long)header.RowSize * header.ItemSize);
        if (rows == header.Rows) return header;
        if (!options.Repair)
        {
            throw new InvalidInputException(rows > header.Rows
                ? $"{path}: found data of {rows} rows, but {header.Rows} by its header: the recording still runs, or was not closed; read all that is there with repair."
                : $"{path}: found data of {rows} rows, but {header.Rows} by its header: the file is truncated; read what is there with repair.");
        }

        _mended.Add($"{path}: {rows} rows, {header.Rows} by its header");
        return header with { Rows = rows };
    }

    /// <summary>Arrays of one length each; where they may be mended, as far as all of them go.</summary>
    /// <param name="arrays">The arrays; null for one that is not there.</param>
    /// <exception cref="InvalidInputException">They differ in length.</exception>
    public NpyColumn?[] Together(params NpyColumn?[] arrays)
    {
        NpyColumn[] there = [.. arrays.OfType<NpyColumn>()];
        if (there.Length == 0) return arrays;
        NpyColumn least = there.MinBy(array => array.Header.Rows)!, most = there.MaxBy(array => array.Header.Rows)!;
        if (least.Header.Rows == most.Header.Rows) return arrays;
        if (!options.Repair) throw new InvalidInputException($"{least.Name}: found {least.Header.Rows} rows, expected {most.Header.Rows} as in {most.Name}; read as many as both have with repair.");
        _mended.Add($"{most.Name}: {least.Header.Rows} rows as in {least.Name}, of {most.Header.Rows}");
        return [.. arrays.Select(array => array?.With(array.Header with { Rows = least.Header.Rows }))];
    }

    /// <summary>Tells once what was mended.</summary>
    public void Tell()
    {
        if (_mended.Count > 0)
            options.Notice?.Invoke($"{recording}: the recording was not closed or is cut off: took the lengths of {_mended.Count} arrays from their data ({_mended[0]}{(_mended.Count > 1 ? ", ..." : "")})");
        _mended.Clear();
    }

    private NpyColumn Open(string path) => new(path, Header(path), () => File.OpenRead(path));
}
