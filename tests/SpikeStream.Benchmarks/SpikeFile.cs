using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using SpikeStream.Recordings;

namespace SpikeStream.Benchmarks;

/// <summary>The recording that is measured with: Poisson spikes of 1000 units at 20 Hz, the same in every run.</summary>
internal static class SpikeFile
{
    public const int Units = 1000;
    public const int RatePerUnit = 20;
    private const int BatchRows = 65_536;

    /// <summary>Number of spikes.</summary>
    public static long Rows { get; } =
        long.Parse(Environment.GetEnvironmentVariable("SPIKESTREAM_BENCHMARK_SPIKES") ?? "100000000", CultureInfo.InvariantCulture);

    /// <summary>Length of the recording in s.</summary>
    public static double Seconds => Rows / (double)(Units * RatePerUnit);

    /// <summary>Makes the Arrow file, if it is not there.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="hasGaps">Whether every unit has ten stretches of its own in which it was observed.</param>
    /// <returns>Its path.</returns>
    public static string Arrow(string folder, bool hasGaps = false)
    {
        string path = Path.Combine(folder, hasGaps ? "spikes-with-gaps.arrow" : "spikes.arrow");
        if (File.Exists(path)) return path;
        string[] names = [.. Enumerable.Range(0, Units).Select(unit => unit.ToString(CultureInfo.InvariantCulture))];
        Schema schema = SpikesSchema.Create(names);
        if (hasGaps) schema = RecordingMetadata.With(schema, new Observation(null, [.. Enumerable.Range(0, Units).Select(Stretches)]).ToMetadata());
        using FileStream stream = File.Create(path + ".partial", 1 << 20);
        using (ArrowFileWriter writer = new(stream, schema, leaveOpen: true))
        {
            foreach (RecordBatch batch in Batches(schema)) writer.WriteRecordBatch(hasGaps ? Observed(batch) : batch);
            writer.WriteEnd();
        }

        stream.Flush();
        File.Move(path + ".partial", path);
        return path;
    }

    /// <summary>Makes a CSV file of the first spikes, if it is not there.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="rows">Number of spikes.</param>
    /// <returns>Its path.</returns>
    public static string Csv(string folder, long rows)
    {
        string path = Path.Combine(folder, "spikes.csv");
        if (File.Exists(path)) return path;
        using StreamWriter writer = new(path, append: false, System.Text.Encoding.ASCII, 1 << 20);
        writer.Write("time,unit\n");
        Span<char> line = stackalloc char[64];
        foreach (RecordBatch batch in Batches(SpikesSchema.Create()))
        {
            ReadOnlySpan<double> times = SpikesSchema.Times(batch);
            ReadOnlySpan<uint> units = SpikesSchema.Units(batch);
            for (int i = 0; i < times.Length && rows > 0; i++, rows--)
            {
                line.TryWrite(CultureInfo.InvariantCulture, $"{times[i]:F6},{units[i]}\n", out int length);
                writer.Write(line[..length]);
            }

            if (rows == 0) break;
        }

        return path;
    }

    /// <summary>Makes a table of 1000 trials of two conditions spread over the recording, if it is not there.</summary>
    /// <param name="folder">Where.</param>
    /// <returns>Its path.</returns>
    public static string Trials(string folder)
    {
        string path = Path.Combine(folder, "trials.arrow");
        if (File.Exists(path)) return path;
        Schema schema = TrialsSchema.Create();
        Int64Array.Builder trials = new();
        DoubleArray.Builder starts = new(), stops = new();
        StringArray.Builder conditions = new();
        for (int trial = 0; trial < 1000; trial++)
        {
            double start = Math.Round((trial + 0.5) * Seconds / 1000, 3);
            trials.Append(trial);
            starts.Append(start);
            stops.Append(start + 1);
            conditions.Append(trial % 2 == 0 ? "left" : "right");
        }

        RecordBatch batch = new(schema, [trials.Build(), starts.Build(), stops.Build(), conditions.Build()], 1000);
        using FileStream stream = File.Create(path);
        using ArrowFileWriter writer = new(stream, schema, leaveOpen: true);
        writer.WriteRecordBatch(batch);
        writer.WriteEnd();
        return path;
    }

    private static List<ObservationWindow> Stretches(int unit)
    {
        double length = Seconds / 10, shift = length * unit / Units;
        return [.. Enumerable.Range(0, 10).Select(i => new ObservationWindow(i * length + shift, i * length + shift + 0.9 * length))];
    }

    /// <summary>The spikes that lie in the stretches of their units.</summary>
    private static RecordBatch Observed(RecordBatch batch)
    {
        double[] times = SpikesSchema.Times(batch).ToArray();
        uint[] units = SpikesSchema.Units(batch).ToArray();
        double length = Seconds / 10;
        int[] kept = [.. Enumerable.Range(0, times.Length).Where(i => times[i] - length * units[i] / Units is >= 0 and var after && after % length < 0.89 * length)];
        return SpikesSchema.Batch(batch.Schema, [.. kept.Select(i => times[i])], [.. kept.Select(i => units[i])]);
    }

    private static IEnumerable<RecordBatch> Batches(Schema schema)
    {
        ulong state = 0x9E3779B97F4A7C15;
        double time = 0;
        for (long left = Rows; left > 0;)
        {
            int rows = (int)Math.Min(BatchRows, left);
            double[] times = new double[rows];
            uint[] units = new uint[rows];
            for (int i = 0; i < rows; i++)
            {
                // Marsaglia (2003), xorshift64: quick, and the same everywhere.
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                time -= Math.Log(((state >> 11) + 0.5) / (1UL << 53)) / (Units * RatePerUnit);
                times[i] = time;
                units[i] = (uint)(((state & 0x7FFFFFFF) * Units) >> 31);
            }

            yield return SpikesSchema.Batch(schema, times, units);
            left -= rows;
        }
    }
}
