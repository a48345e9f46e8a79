using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>A folder as Kilosort and phy write it, or its <c>params.py</c>: the spikes of its good clusters, or of those that <see cref="ReadOptions.Units"/> chooses.</summary>
public sealed class PhyFormat : RecordingFormat
{
    internal const string FormatName = "phy";
    private const string Parameters = "params.py";
    private const string Times = "spike_times.npy";
    private const string Clusters = "spike_clusters.npy";
    private const string Templates = "spike_templates.npy";
    private static readonly string[] OthersPerSpike = [Templates, "amplitudes.npy"];

    /// <inheritdoc/>
    public override string Name => FormatName;

    /// <inheritdoc/>
    public override string Description => "a Kilosort or phy folder with params.py and spike_times.npy";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [];

    /// <inheritdoc/>
    public override bool PushesDown => true;

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start)
    {
        ArgumentNullException.ThrowIfNull(path);
        string folder = FolderOf(path);
        return (Directory.Exists(path) || Path.GetFileName(path) == Parameters) && File.Exists(Path.Combine(folder, Parameters)) && File.Exists(Path.Combine(folder, Times))
            ? FormatMatch.Certain
            : FormatMatch.No;
    }

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        string folder = FolderOf(path);
        if (options.Kind is not (null or RecordingKind.Spikes))
            throw new InvalidInputException($"{folder}: found {Description}, expected {RecordingMetadata.KindText(options.Kind.Value)}; it has spikes only.");
        if (options.Table is { } name) throw new InvalidInputException($"{folder}: found table \"{name}\" asked for, expected none: {Description} has one table.");
        double rate = PhyParameters.SampleRate(Path.Combine(folder, Parameters), options.SampleRate);
        NpyColumn times = OpenColumn(folder, Times), clusters = OpenClusters(folder, options);
        CheckLength(clusters, times);
        foreach (string other in OthersPerSpike.Where(name => File.Exists(Path.Combine(folder, name)))) CheckLength(OpenArray(folder, other), times);
        var scale = TimeScale.From(times.Name, options with { SampleRate = rate, TimeUnit = SpikeTimeUnit.Samples }, SpikeTimeUnit.Samples);

        SortedDictionary<long, long> counts = PhyUnits.Count(clusters);
        long[] ids = [.. counts.Keys];
        UnitTable table = PhyUnits.Read(folder, ids, options);
        IReadOnlyList<int> rows = PhyUnits.Select(folder, table, options);
        Dictionary<long, uint> units = rows.Select((row, unit) => (Id: ids[row], Unit: (uint)unit)).ToDictionary(pair => pair.Id, pair => pair.Unit);
        Schema schema = RecordingMetadata.With(
            SpikesSchema.Create([.. rows.Select(row => ids[row].ToString(CultureInfo.InvariantCulture))]),
            [new(RecordingMetadata.UnitTable, table.Select(rows).ToJson())]);
        bool isWhole = rows.Count == table.Count;
        long chosen = rows.Sum(row => counts[ids[row]]);

        if (options.Repair)
        {
            PhySpikeReader whole = new(schema, times, clusters, scale, units, (0, times.Header.Rows), isWhole, isChecked: false, chosen);
            return SelectedReader.Create(folder, RepairedSpikes.Create(folder, whole, options.Notice), options with { Units = null });
        }

        var window = TimeWindow.From(options);
        if (!window.IsRestricted) return new PhySpikeReader(schema, times, clusters, scale, units, (0, times.Header.Rows), isWhole, isChecked: true, chosen);
        (long First, long End) range = (times.LowerBound(scale, window.Start), times.LowerBound(scale, window.Stop));
        Schema within = SelectedSchema.Within(folder, RecordingKind.Spikes, schema, window);
        return new PhySpikeReader(within, times, clusters, scale, units, range, isWhole, isChecked: true, isWhole ? Math.Max(0, range.End - range.First) : null);
    }

    private static string FolderOf(string path) => Directory.Exists(path) ? path : Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".";

    private static NpyColumn OpenClusters(string folder, ReadOptions options)
    {
        if (File.Exists(Path.Combine(folder, Clusters))) return OpenColumn(folder, Clusters);
        if (!File.Exists(Path.Combine(folder, Templates)))
            throw new InvalidInputException($"{folder}: found neither {Clusters} nor {Templates}, expected the cluster of each spike.");
        options.Notice?.Invoke($"{folder}: found no {Clusters}, and took the clusters from {Templates}, as they were before curation");
        return OpenColumn(folder, Templates);
    }

    private static void CheckLength(NpyColumn array, NpyColumn times)
    {
        if (array.Header.Rows != times.Header.Rows)
            throw new InvalidInputException($"{array.Name}: found {array.Header.Rows} spikes, expected {times.Header.Rows} as in {times.Name}: the files are not of one sorting.");
    }

    // The length of the open file, since that of the entry in the folder may be the length of a link.
    private static NpyColumn OpenArray(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        using FileStream file = File.OpenRead(path);
        return NpyColumn.Open(path, file.Length, () => File.OpenRead(path));
    }

    private static NpyColumn OpenColumn(string folder, string name)
    {
        NpyColumn column = OpenArray(folder, name);
        string path = column.Name;
        if (column.Header.Kind is not ('i' or 'u')) throw new InvalidInputException($"{path}: found elements that are not integers, expected {(name == Times ? "sample indices" : "ids of clusters")}.");
        return column.Header.RowSize == 1 ? column : throw new InvalidInputException($"{path}: found {column.Header.RowSize} columns, expected one value per spike.");
    }
}
