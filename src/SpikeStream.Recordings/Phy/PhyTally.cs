using System.Runtime.InteropServices;

namespace SpikeStream.Recordings;

/// <summary>How many spikes each cluster has, and of which template most of them are.</summary>
internal sealed class PhyTally
{
    private const int MostClusters = 1 << 20;
    private const int MostPairs = 1 << 20;
    private const int ChunkRows = 65_536;
    private const double MostId = 1L << 53;

    private readonly string _name;
    private readonly bool _hasTemplates;
    private readonly Dictionary<long, long> _others = [];
    private readonly Dictionary<(long Cluster, long Template), long> _pairs = [];
    private long[] _counts = new long[1024];
    private long[] _same = new long[1024];

    private PhyTally(string name, bool hasTemplates)
    {
        _name = name;
        _hasTemplates = hasTemplates;
    }

    /// <summary>Ids of the clusters that have spikes, ascending.</summary>
    public long[] Ids { get; private set; } = [];

    /// <summary>Reads the clusters, and the templates if they are given, through once.</summary>
    /// <param name="clusters">Cluster of each spike.</param>
    /// <param name="templates">Template of each spike, before curation; null where it does not matter.</param>
    /// <exception cref="InvalidInputException">There are more clusters than any sorting has.</exception>
    public static PhyTally Of(NpyColumn clusters, NpyColumn? templates)
    {
        PhyTally tally = new(clusters.Name, templates is not null);
        using NpyColumn.Cursor clusterCursor = clusters.OpenAt(0);
        using NpyColumn.Cursor? templateCursor = templates?.OpenAt(0);
        double[] ids = new double[ChunkRows], sources = new double[templates is null ? 0 : ChunkRows];
        for (long row = 0; row < clusters.Header.Rows; row += ids.Length)
        {
            int rows = (int)Math.Min(ids.Length, clusters.Header.Rows - row);
            clusterCursor.Read(ids.AsSpan(0, rows));
            tally.Count(ids.AsSpan(0, rows));
            if (templateCursor is null) continue;
            templateCursor.Read(sources.AsSpan(0, rows));
            tally.CountPairs(ids.AsSpan(0, rows), sources.AsSpan(0, rows));
        }

        tally.Ids = [.. tally._others.Keys.Concat(Enumerable.Range(0, tally._counts.Length).Where(id => tally._counts[id] > 0).Select(id => (long)id)).Order()];
        return tally;
    }

    /// <summary>Number of spikes of a cluster.</summary>
    public long CountOf(long id) => id >= 0 && id < _counts.Length ? _counts[id] : _others.GetValueOrDefault(id);

    /// <summary>The template of most spikes of each cluster, the lowest of several.</summary>
    /// <returns>Null where templates were not given, or had so many pairs with clusters that they were not counted.</returns>
    public Dictionary<long, long>? Templates()
    {
        if (!_hasTemplates || _pairs.Count >= MostPairs) return null;
        Dictionary<long, long> templates = [], most = [];
        IEnumerable<(long Cluster, long Template, long Count)> all = Ids.Where(id => id >= 0 && id < _same.Length && _same[id] > 0).Select(id => (id, id, _same[id]))
            .Concat(_pairs.Select(pair => (pair.Key.Cluster, pair.Key.Template, pair.Value)));
        foreach ((long cluster, long template, long count) in all.OrderBy(entry => entry.Template))
        {
            if (count <= most.GetValueOrDefault(cluster)) continue;
            most[cluster] = count;
            templates[cluster] = template;
        }

        return templates;
    }

    private static long Id(double value) => unchecked((long)value);

    // Most ids are small: they index arrays, whatever the number of spikes.
    private void Count(ReadOnlySpan<double> ids)
    {
        long[] counts = _counts;
        foreach (double value in ids)
        {
            long id = Id(value);
            if (unchecked((ulong)id) < (ulong)counts.Length)
            {
                counts[id]++;
                continue;
            }

            if (!(Math.Abs(value) < MostId)) throw new InvalidInputException($"{_name}: found {value:0}, expected the cluster of each spike.");
            if (id is >= 0 and < MostClusters)
            {
                System.Array.Resize(ref _counts, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)id + 1));
                counts = _counts;
                counts[id]++;
                continue;
            }

            CollectionsMarshal.GetValueRefOrAddDefault(_others, id, out _)++;
            if (_others.Count > MostClusters) throw new InvalidInputException($"{_name}: found more than {MostClusters} clusters, expected the cluster of each spike.");
        }
    }

    // Curation leaves the template as the cluster of most spikes.
    private void CountPairs(ReadOnlySpan<double> ids, ReadOnlySpan<double> templates)
    {
        if (_same.Length < _counts.Length) System.Array.Resize(ref _same, _counts.Length);
        long[] same = _same;
        for (int i = 0; i < ids.Length; i++)
        {
            long id = Id(ids[i]);
            if (ids[i] == templates[i] && unchecked((ulong)id) < (ulong)same.Length) same[id]++;
            else if (_pairs.Count < MostPairs) CollectionsMarshal.GetValueRefOrAddDefault(_pairs, (id, Id(templates[i])), out _)++;
        }
    }
}
