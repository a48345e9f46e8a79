namespace SpikeStream.Recordings;

/// <summary>Where clusters are on the probe: the channel on which the template of most of their spikes is largest, as the templates are stored.</summary>
internal static class PhyTemplates
{
    private const string Templates = "templates.npy";
    private const string LocalChannels = "templates_ind.npy";
    private const string ChannelMap = "channel_map.npy";
    private const string Positions = "channel_positions.npy";
    private const int MostChannels = 100_000;
    private const int MostValues = 1 << 22;

    /// <summary>Names of the files that are read, where they are there.</summary>
    public static IReadOnlyList<string> Files { get; } = [Templates, LocalChannels, ChannelMap, Positions];

    /// <summary>Whether a folder has what is needed.</summary>
    public static bool Are(string folder) => File.Exists(Path.Combine(folder, Templates));

    /// <summary>The columns <c>peak_channel</c> and, where channels have positions, <c>depth</c> in µm.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="ids">The clusters, a row each.</param>
    /// <param name="templates">Template of each cluster; null where they are not known.</param>
    /// <param name="notice">Is told why there are no columns.</param>
    public static IReadOnlyList<UnitColumn> Columns(string folder, IReadOnlyList<long> ids, IReadOnlyDictionary<long, long>? templates, Action<string>? notice)
    {
        if (templates is null) return [];
        try
        {
            int[] peaks = PhyPeaks.Of(Open(folder, Templates, 3), MostValues);
            NpyColumn? local = TryOpen(folder, LocalChannels), map = TryOpen(folder, ChannelMap), positions = TryOpen(folder, Positions);
            int?[] channels = [.. ids.Select(id => templates.TryGetValue(id, out long template) && template >= 0 && template < peaks.Length ? Channel(local, (int)template, peaks[template]) : null)];
            double[]? labels = map is null ? null : ReadAll(map, 1), depths = positions is null ? null : ReadAll(positions, 2);
            List<UnitColumn> columns = [new("peak_channel", [.. channels.Select(channel => (object?)(labels is null ? (double?)channel : Value(labels, channel, 1, 0)))])];
            if (depths is not null) columns.Add(new("depth", [.. channels.Select(channel => (object?)Value(depths, channel, 2, 1))]));
            return columns;
        }
        catch (InvalidInputException fault)
        {
            notice?.Invoke($"{fault.Message.TrimEnd('.')}; units have no peak_channel and depth");
            return [];
        }
    }

    // Templates may have the channels around their peak only.
    private static int? Channel(NpyColumn? local, int template, int peak)
    {
        if (local is null) return peak;
        if (template >= local.Header.Rows || peak >= local.Header.RowSize) throw new InvalidInputException($"{local.Name}: found {local.Header.Rows} rows of {local.Header.RowSize} channels, expected one per template and channel of {Templates}");
        double[] row = new double[local.Header.RowSize];
        local.Read(template, row);
        return row[peak] is >= 0 and < MostChannels ? (int)row[peak] : null;
    }

    private static double? Value(double[] values, int? channel, int width, int entry) =>
        channel is { } index && (index * width) + entry < values.Length ? values[(index * width) + entry] : null;

    private static double[] ReadAll(NpyColumn column, int width)
    {
        if (column.Header.RowSize != width || column.Header.Rows > MostChannels)
            throw new InvalidInputException($"{column.Name}: found {column.Header.Rows} rows of {column.Header.RowSize}, expected one per channel of {width}");
        double[] values = new double[column.Header.Rows * width];
        column.Read(0, values);
        return values;
    }

    private static NpyColumn? TryOpen(string folder, string name) => File.Exists(Path.Combine(folder, name)) ? Open(folder, name, 2) : null;

    private static NpyColumn Open(string folder, string name, int mostAxes)
    {
        string path = Path.Combine(folder, name);
        using FileStream file = File.OpenRead(path);
        return NpyColumn.Open(path, file.Length, () => File.OpenRead(path), mostAxes: mostAxes);
    }
}
