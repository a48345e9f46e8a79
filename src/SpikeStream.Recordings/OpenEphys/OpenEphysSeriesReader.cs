using System.Runtime.InteropServices;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Continuous data of a stream: 16-bit integers [sample, channel], converted to their unit of measure.</summary>
internal sealed class OpenEphysSeriesReader : RecordingReader
{
    private const string Data = "continuous.dat";
    private const int MostValues = 1 << 20;

    private readonly string _path;
    private readonly NpyTimes? _times;
    private readonly double _firstSample;
    private readonly double _rate;
    private readonly double[] _factors;
    private readonly long _rows;

    private OpenEphysSeriesReader(Schema schema, string path, NpyTimes? times, double firstSample, double rate, double[] factors, long rows)
        : base(RecordingKind.Series, schema, OpenEphysFormat.FormatName, rows)
    {
        _path = path;
        _times = times;
        _firstSample = firstSample;
        _rate = rate;
        _factors = factors;
        _rows = rows;
    }

    /// <summary>Opens a stream.</summary>
    public static OpenEphysSeriesReader Open(OpenEphysRecording recording, OpenEphysStream stream)
    {
        string folder = recording.In("continuous", stream.Folder), path = Path.Combine(folder, Data);
        using FileStream file = File.OpenRead(path);
        int channels = stream.Channels.Count;
        (long rows, long rest) = Math.DivRem(file.Length, sizeof(short) * (long)channels);
        if (rest > 0 && !recording.Options.Repair) throw new InvalidInputException($"{path}: found {file.Length} bytes, expected a multiple of {sizeof(short) * channels} for {channels} channels: the file is cut off; leave its last sample out with repair.");
        if (stream.Channels.Any(channel => channel.BitVolts is null)) recording.Options.Notice?.Invoke($"{path}: found channels without bit_volts, and gave the integers of these as they are");
        (NpyTimes? times, double first, double rate) = Times(recording, stream, folder, ref rows);
        if (rest > 0) recording.Options.Notice?.Invoke($"{path}: left out the last {rest} bytes, which are no whole sample");
        recording.Arrays.Tell();
        string?[] units = [.. stream.Channels.Select(channel => channel.Unit).Distinct()];
        Schema schema = SeriesSchema.Create(channels, times is null ? SamplingStep.OfRate(rate) : null, [.. stream.Channels.Select(channel => channel.Name)], units is [{ } unit] ? unit : null);
        return new(recording.WithSession(schema), path, times, first, rate, [.. stream.Channels.Select(channel => channel.BitVolts ?? 1)], rows);
    }

    internal override long? FindRow(double time)
    {
        if (_times is not null) return Math.Min(_rows, _times.LowerBound(time));
        if (double.IsNegativeInfinity(time)) return 0;
        if (double.IsPositiveInfinity(time)) return _rows;
        long low = 0, high = _rows;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if ((_firstSample + middle) / _rate < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, Math.Clamp(chunkRows, 1, Math.Max(1, MostValues / _factors.Length))), cancellationToken);

    // Times are those of the clock of spikes and events. Sample numbers that count on without a gap need not be read.
    private static (NpyTimes? Times, double First, double Rate) Times(OpenEphysRecording recording, OpenEphysStream stream, string folder, ref long rows)
    {
        double rate = recording.Options.SampleRate ?? stream.SampleRate ?? recording.MainRate
            ?? throw new InvalidInputException($"{folder}: found no sample_rate in {OpenEphysFolders.Structure}, which needs sampleRate (--sample-rate): set it to the number of samples per second.");
        OpenEphysTimes? times = OpenEphysTimes.TryOpen(recording.Arrays, folder);
        if (times is null)
        {
            recording.Options.Notice?.Invoke($"{folder}: found no times of samples, and counted them from 0");
            return (null, 0, rate);
        }

        NpyColumn? column = recording.Clock.UsesSeconds ? times.Seconds : times.Samples;
        if (column is not null && column.Header.Rows != rows)
        {
            if (!recording.Options.Repair) throw new InvalidInputException($"{column.Name}: found {column.Header.Rows} times, expected {rows}, one per sample of {Data}; read as many as both have with repair.");
            recording.Options.Notice?.Invoke($"{column.Name}: found {column.Header.Rows} times for {rows} samples, and took as many as both have");
            rows = Math.Min(rows, column.Header.Rows);
        }

        NpyTimes chosen = recording.Clock.Of(times, rate);
        if (recording.Clock.UsesSeconds || rows == 0) return (chosen, 0, rate);
        double[] ends = [0, 0];
        chosen.Column.Read(0, ends.AsSpan(0, 1));
        chosen.Column.Read(rows - 1, ends.AsSpan(1, 1));
        return ends[1] - ends[0] == rows - 1 ? (null, ends[0], rate) : (chosen, 0, rate);
    }

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        if (firstRow >= _rows) yield break;
        using FileStream file = File.OpenRead(_path);
        file.Position = firstRow * sizeof(short) * _factors.Length;
        double previous = double.NegativeInfinity;
        short[] integers = new short[(int)Math.Min(chunkRows, _rows - firstRow) * _factors.Length];
        for (long row = firstRow; row < _rows; row += chunkRows)
        {
            int rows = (int)Math.Min(chunkRows, _rows - row);
            yield return Read(file, integers.AsSpan(0, rows * _factors.Length), row, rows, ref previous);
        }
    }

    private RecordBatch Read(FileStream file, Span<short> integers, long row, int rows, ref double previous)
    {
        var times = new ColumnMemory<double>(rows);
        var values = new ColumnMemory<double>(integers.Length);
        Span<double> time = times.Span, value = values.Span;
        if (_times is not null) _times.Read(row, time);
        for (int i = 0; i < rows; i++)
        {
            if (_times is null) time[i] = (_firstSample + row + i) / _rate;
            if (!(time[i] >= previous && double.IsFinite(time[i])))
                throw new InvalidInputException(FormattableString.Invariant($"{_times?.Column.Name ?? _path}: row {row + i}: found the time {time[i]:R} s after {previous:R} s, expected finite times that do not decrease; take sample numbers with timeUnit samples (--time-unit samples)."));
            previous = time[i];
        }

        Span<byte> bytes = MemoryMarshal.AsBytes(integers);
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw new InvalidInputException($"{_path}: found the end in row {row} or after it, expected {_rows} samples: the file became shorter.");
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<short> sample = integers.Slice(i * _factors.Length, _factors.Length);
            Span<double> converted = value.Slice(i * _factors.Length, _factors.Length);
            for (int channel = 0; channel < sample.Length; channel++) converted[channel] = sample[channel] * _factors[channel];
        }

        return SeriesSchema.Batch(Schema, times.ToBuffer(), values.ToBuffer(), rows);
    }
}
