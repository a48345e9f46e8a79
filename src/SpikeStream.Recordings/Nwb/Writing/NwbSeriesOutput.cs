using System.Runtime.InteropServices;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Writes a series, or counts in bins, as a time series: with a rate where that gives the same times bit for bit, else with the time of each sample.</summary>
internal static class NwbSeriesOutput
{
    /// <summary>The unit of measure where it is not known, as NWB must have one.</summary>
    public const string UnknownUnit = "unknown";

    /// <summary>Writes the series.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="parent">The group that it lies in.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="schema">Schema of the samples.</param>
    /// <param name="read">Reads the samples, as often as it is called.</param>
    public static void Write(NwbObjects objects, Hdf5Group parent, string name, Schema schema, Func<IEnumerable<RecordBatch>> read)
    {
        bool isCounts = RecordingMetadata.KindOf(schema) == RecordingKind.Counts;
        string column = isCounts ? CountsSchema.Counts : SeriesSchema.Values;
        BinWidth? step = isCounts ? CountsSchema.Describe(schema).BinWidth : SeriesSchema.Describe(schema).SamplingStep;
        string? unit = isCounts ? "spikes" : SeriesSchema.Describe(schema).ValueUnit;
        var survey = RowSurvey.Of(schema, read());
        int index = Columns.IndexOf(schema, column);
        bool hasMissing = survey.HasMissing(index);
        using Hdf5Group group = parent.CreateGroup(name);
        objects.Declare(group, "TimeSeries", description: Describe(schema, isCounts, step));
        group.SetText("comments", hasMissing ? "NaN where nothing was observed" : "no comments");
        using (var samples = NwbColumnOutput.Create(objects, group, "data", schema.FieldsList[index].DataType, survey.Rows, hasMissing, out Hdf5Dataset data))
        {
            data.SetNumber("conversion", 1f);
            data.SetNumber("offset", 0f);
            data.SetNumber("resolution", -1f);
            data.SetText("unit", string.IsNullOrEmpty(unit) ? UnknownUnit : unit);
            foreach (RecordBatch batch in read()) samples.Add(batch.Column(index));
        }

        if (step is { } width && survey.Rows > 0 && FindStart(read(), width) is { } start) WriteRate(objects, group, start, Rate(width));
        else WriteTimes(objects, group, survey.Rows, read());
        NwbRemembered.Write(
            objects, group, schema,
            [new(NwbRemembered.ValueUnit, isCounts ? null : unit), new(NwbRemembered.HasMissing, hasMissing ? "NaN" : null)]);
    }

    /// <summary>Samples per second of a step.</summary>
    public static double Rate(BinWidth step) => (double)step.Denominator / step.Numerator;

    // Where the times are those that a reader makes of the first and the rate.
    private static double? FindStart(IEnumerable<RecordBatch> rows, BinWidth step)
    {
        double? start = null;
        double rate = Rate(step);
        long row = 0;
        foreach (RecordBatch batch in rows)
        {
            ReadOnlySpan<double> times = Columns.Values<double>(batch, SeriesSchema.Time);
            start ??= times[0];
            for (int i = 0; i < times.Length; i++)
            {
                if (BitConverter.DoubleToInt64Bits(times[i]) != BitConverter.DoubleToInt64Bits(start.Value + (row++ / rate))) return null;
            }
        }

        return start;
    }

    private static void WriteRate(NwbObjects objects, Hdf5Group group, double start, double rate)
    {
        using Hdf5Dataset dataset = group.CreateDataset<double>("starting_time", []);
        objects.Write(dataset, 0, MemoryMarshal.CreateReadOnlySpan(in start, 1));
        dataset.SetNumber("rate", rate);
        dataset.SetText("unit", "seconds");
    }

    private static void WriteTimes(NwbObjects objects, Hdf5Group group, long rows, IEnumerable<RecordBatch> read)
    {
        using Hdf5Dataset dataset = group.CreateDataset<double>("timestamps", [rows]);
        dataset.SetNumber("interval", 1);
        dataset.SetText("unit", "seconds");
        long row = 0;
        foreach (RecordBatch batch in read)
        {
            objects.Write(dataset, row, Columns.Values<double>(batch, SeriesSchema.Time));
            row += batch.Length;
        }
    }

    private static string Describe(Schema schema, bool isCounts, BinWidth? step)
    {
        IReadOnlyList<string>? names = RecordingMetadata.FindNames(schema, isCounts ? RecordingMetadata.UnitNames : RecordingMetadata.ChannelNames);
        string what = isCounts ? step is null ? "spike counts" : $"spike counts in bins of {step}, at the times of their left edges" : "a series";
        return names is null ? what : $"{what}; columns: {string.Join(", ", names)}";
    }
}
