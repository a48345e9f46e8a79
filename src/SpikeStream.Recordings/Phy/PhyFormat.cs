using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>A folder as Kilosort and phy write it, or its <c>params.py</c>: the spikes of its good clusters, or of those that <see cref="ReadOptions.Units"/> chooses.</summary>
public sealed class PhyFormat : RecordingFormat
{
    internal const string FormatName = "phy";
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
        return PhyFolders.Find(path).Count > 0 ? FormatMatch.Certain : FormatMatch.No;
    }

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        string folder = PhyFolders.Choose(path, options);
        if (options.Kind is not (null or RecordingKind.Spikes))
            throw new InvalidInputException($"{folder}: found {Description}, expected {RecordingMetadata.KindText(options.Kind.Value)}; it has spikes only.");
        double rate = PhyParameters.SampleRate(Path.Combine(folder, PhyFolders.Parameters), options.SampleRate);
        NpyColumn samples = OpenColumn(folder, PhyFolders.Times), clusters = OpenClusters(folder, options);
        CheckLength(clusters, samples);
        foreach (string other in OthersPerSpike.Where(name => File.Exists(Path.Combine(folder, name)))) CheckLength(OpenArray(folder, other), samples);
        var scale = TimeScale.From(samples.Name, options with { SampleRate = rate, TimeUnit = SpikeTimeUnit.Samples }, SpikeTimeUnit.Samples);
        NpyTimes times = new(samples, scale);

        PhyTally tally = PhyTally.Of(clusters, PhyTemplates.Are(folder) ? TryOpenTemplates(folder, clusters) : null);
        long[] ids = tally.Ids;
        UnitTable table = PhyUnits.Read(folder, ids, tally.Templates(), options);
        IReadOnlyList<int> rows = PhyUnits.Select(folder, table, options);
        long[] chosen = [.. rows.Select(row => ids[row])];
        PhyNumbers numbers = new(chosen);
        Schema schema = RecordingMetadata.With(
            SpikesSchema.Create([.. chosen.Select(id => id.ToString(CultureInfo.InvariantCulture))]),
            [new(RecordingMetadata.UnitTable, table.Select(rows).ToJson())]);
        bool isWhole = rows.Count == table.Count;
        long spikes = chosen.Sum(tally.CountOf);

        if (options.Repair)
        {
            PhySpikeReader whole = new(schema, times, clusters, numbers, (0, times.Rows), isWhole, isChecked: false, spikes);
            return SelectedReader.Create(folder, RepairedSpikes.Create(folder, whole, options.Notice), options with { Units = null });
        }

        var window = TimeWindow.From(options);
        if (!window.IsRestricted) return new PhySpikeReader(schema, times, clusters, numbers, (0, times.Rows), isWhole, isChecked: true, spikes);
        (long First, long End) range = (times.LowerBound(window.Start), times.LowerBound(window.Stop));
        Schema within = SelectedSchema.Within(folder, RecordingKind.Spikes, schema, window);
        return new PhySpikeReader(within, times, clusters, numbers, range, isWhole, isChecked: true, isWhole ? Math.Max(0, range.End - range.First) : null);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        string folder = PhyFolders.Choose(path, options with { Notice = null });
        // The raw recording, which may take terabytes, is not read.
        string clusters = File.Exists(Path.Combine(folder, Clusters)) ? Clusters : Templates;
        return [.. ((string[])[PhyFolders.Parameters, PhyFolders.Times, clusters, .. OthersPerSpike, .. PhyTemplates.Files]).Distinct().Select(name => Path.Combine(folder, name)).Where(File.Exists).Concat(PhyUnits.Tables(folder)).Order(StringComparer.Ordinal)];
    }

    private static NpyColumn OpenClusters(string folder, ReadOptions options)
    {
        if (File.Exists(Path.Combine(folder, Clusters))) return OpenColumn(folder, Clusters);
        if (!File.Exists(Path.Combine(folder, Templates)))
            throw new InvalidInputException($"{folder}: found neither {Clusters} nor {Templates}, expected the cluster of each spike.");
        options.Notice?.Invoke($"{folder}: found no {Clusters}, and took the clusters from {Templates}, as they were before curation");
        return OpenColumn(folder, Templates);
    }

    private static NpyColumn? TryOpenTemplates(string folder, NpyColumn clusters)
    {
        if (Path.GetFileName(clusters.Name) == Templates) return clusters;
        return File.Exists(Path.Combine(folder, Templates)) ? OpenColumn(folder, Templates) : null;
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
        if (column.Header.Kind is not ('i' or 'u')) throw new InvalidInputException($"{path}: found elements that are not integers, expected {(name == PhyFolders.Times ? "sample indices" : "ids of clusters")}.");
        return column.Header.RowSize == 1 ? column : throw new InvalidInputException($"{path}: found {column.Header.RowSize} columns, expected one value per spike.");
    }
}
