using System.Runtime.InteropServices;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>What a recording holds, found in one pass.</summary>
/// <param name="Kind">What the rows are.</param>
/// <param name="Format">Name of the format.</param>
/// <param name="Schema">Schema with its metadata.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Start">First time in s; null where rows have no time or there are none.</param>
/// <param name="Stop">Last time in s, for counts the right edge of the last bin; null where rows have no time or there are none.</param>
/// <param name="Units">Spikes of each unit, by unit; empty for other kinds than spikes and counts.</param>
/// <param name="Bytes">Bytes of the file or of the folder's files.</param>
public sealed record RecordingSummary(
    RecordingKind Kind, string Format, Schema Schema, long Rows, double? Start, double? Stop, IReadOnlyList<RecordingSummary.UnitCount> Units, long Bytes)
{
    private const int BatchRows = 65_536;

    /// <summary>Spikes of one unit.</summary>
    /// <param name="Unit">The unit, or index of the entry of counts.</param>
    /// <param name="Name">Its name, or null.</param>
    /// <param name="Spikes">Number of spikes.</param>
    public sealed record UnitCount(uint Unit, string? Name, double Spikes);

    /// <summary>Length in s that rates refer to: the observation where the metadata state it, else from the first time to the last.</summary>
    public double? Duration => RecordingMetadata.FindNumber(Schema, RecordingMetadata.Duration) ?? Stop - Start;

    /// <summary>Mean rate of a unit.</summary>
    /// <param name="unit">One of <see cref="Units"/>.</param>
    /// <returns>Hz; null where the duration is unknown or zero.</returns>
    public double? Rate(UnitCount unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return Duration is > 0 ? unit.Spikes / Duration : null;
    }

    /// <summary>Reads a recording through.</summary>
    /// <param name="reader">The recording.</param>
    /// <param name="path">The file or folder, for its size.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The summary.</returns>
    public static async Task<RecordingSummary> ComputeAsync(IRecordingReader reader, string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        long rows = 0;
        double? start = null, stop = null;
        var spikes = new Dictionary<uint, double>();
        bool hasTime = reader.Schema.FieldsList.Any(field => field.Name == "time" && field.DataType is Apache.Arrow.Types.DoubleType);
        await foreach (RecordBatch batch in reader.ReadAsync(0, BatchRows, cancellationToken).ConfigureAwait(false))
        {
            rows += batch.Length;
            if (hasTime)
            {
                ReadOnlySpan<double> times = Columns.Values<double>(batch, "time");
                start ??= times[0];
                stop = times[^1];
            }

            if (reader.Kind == RecordingKind.Spikes) CountSpikes(SpikesSchema.Units(batch), spikes);
            if (reader.Kind == RecordingKind.Counts) AddCounts(batch, spikes);
        }

        IReadOnlyList<string>? names = RecordingMetadata.FindNames(reader.Schema, RecordingMetadata.UnitNames);
        if (reader.Kind == RecordingKind.Counts && stop is not null && CountsSchema.Describe(reader.Schema).BinWidth is { } width) stop += width.Seconds;
        UnitCount[] units = [.. spikes.OrderBy(unit => unit.Key)
            .Select(unit => new UnitCount(unit.Key, names is not null && unit.Key < names.Count ? names[(int)unit.Key] : null, unit.Value))];
        long bytes = Directory.Exists(path) ? Directory.EnumerateFiles(path).Sum(file => new FileInfo(file).Length) : File.Exists(path) ? new FileInfo(path).Length : 0;
        return new RecordingSummary(reader.Kind, reader.Format, reader.Schema, rows, start, stop, units, bytes);
    }

    private static void CountSpikes(ReadOnlySpan<uint> units, Dictionary<uint, double> spikes)
    {
        foreach (uint unit in units) CollectionsMarshal.GetValueRefOrAddDefault(spikes, unit, out _)++;
    }

    private static void AddCounts(RecordBatch batch, Dictionary<uint, double> spikes)
    {
        CountsSchema.Description description = CountsSchema.Describe(batch.Schema);
        ReadOnlySpan<int> integers = description.IsInteger ? CountsSchema.IntegerCounts(batch) : [];
        ReadOnlySpan<double> reals = description.IsInteger ? [] : CountsSchema.RealCounts(batch);
        bool isComplete = CountsSchema.IsComplete(batch);
        for (int i = 0; i < batch.Length * description.Units; i++)
        {
            int unit = i % description.Units;
            if (!isComplete && !CountsSchema.IsObserved(batch, i / description.Units, unit)) continue;
            CollectionsMarshal.GetValueRefOrAddDefault(spikes, (uint)unit, out _) += description.IsInteger ? integers[i] : reals[i];
        }
    }
}
