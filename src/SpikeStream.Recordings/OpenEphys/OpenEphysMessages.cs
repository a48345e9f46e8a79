using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Messages as trials without a stop, whose condition is the text.</summary>
internal static class OpenEphysMessages
{
    private const long MostBytes = 64 << 20;

    /// <summary>Opens a folder of messages.</summary>
    public static IRecordingReader Open(OpenEphysRecording recording, OpenEphysEventFolder events, OpenEphysTimes times, string path)
    {
        NpyHeader header = recording.Arrays.Header(path);
        if (header.Kind != 'S') throw new InvalidInputException($"{path}: found {(header.IsText ? "text of four bytes per character" : "numbers")}, expected text of one byte per character, such as |S512.");
        if (header.RowSize != 1 || header.DataBytes > MostBytes) throw new InvalidInputException($"{path}: found {header.DataBytes} bytes of text in rows of {header.RowSize}, expected one text per row and at most {MostBytes} bytes.");
        NpyTimes chosen = Times(recording, events, times);
        if (chosen.Rows != header.Rows && !recording.Options.Repair) throw new InvalidInputException($"{path}: found {header.Rows} rows, expected {chosen.Rows} as in {chosen.Column.Name}; read as many as both have with repair.");
        recording.Arrays.Tell();
        int rows = (int)Math.Min(Math.Min(chosen.Rows, header.Rows), MostBytes);
        double[] starts = new double[rows];
        chosen.Read(0, starts);
        Schema schema = recording.WithSession(TrialsSchema.Create());
        DoubleArray.Builder stops = new(), begins = new();
        foreach (double start in starts)
        {
            stops.AppendNull();
            if (double.IsFinite(start)) begins.Append(start);
            else begins.AppendNull();
        }

        return new MemoryRecordingReader(RecordingKind.Trials, OpenEphysFormat.FormatName, new RecordBatch(
            schema,
            [Columns.Array(Int64Type.Default, Columns.Copy<long>([.. Enumerable.Range(0, rows).Select(row => (long)row)]), rows), begins.Build(), stops.Build(), Columns.Text(Texts(path, header, rows))],
            rows));
    }

    // Messages often have no timestamps where other events do; they do not decide for these.
    private static NpyTimes Times(OpenEphysRecording recording, OpenEphysEventFolder events, OpenEphysTimes times)
    {
        double? rate = events.SampleRate ?? recording.MainRate;
        if (!recording.Clock.UsesSeconds || recording.Options.TimeUnit is not null || times.Samples is null || times.Seconds is null) return recording.Clock.Of(times, rate);
        NpyTimes seconds = recording.Clock.Of(times, rate);
        double[] values = new double[Math.Min(seconds.Rows, MostBytes)];
        seconds.Read(0, values);
        if (values.All(time => time >= 0)) return seconds;
        recording.Options.Notice?.Invoke($"{seconds.Column.Name}: found timestamps before 0, and took the times of messages from sample numbers");
        return new(times.Samples, TimeScale.From(times.Samples.Name, new ReadOptions { SampleRate = rate }, SpikeTimeUnit.Samples));
    }

    private static IEnumerable<string> Texts(string path, NpyHeader header, int rows)
    {
        using FileStream file = File.OpenRead(path);
        file.Position = header.DataStart;
        byte[] text = new byte[header.ItemSize];
        for (int row = 0; row < rows; row++)
        {
            file.ReadExactly(text);
            ReadOnlySpan<byte> all = text;
            yield return Encoding.UTF8.GetString(all.IndexOf((byte)0) is >= 0 and var end ? all[..end] : all);
        }
    }
}
