using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>A time series: samples with a rate or with times of their own, converted to their unit of measure.</summary>
internal sealed class NwbSeriesReader : RecordingReader
{
    private const int MostChannels = 100_000;
    private const int MostValues = 1 << 20;

    private readonly NwbFile _file;
    private readonly Hdf5Dataset _data;
    private readonly Hdf5Dataset? _times;
    private readonly double _start;
    private readonly double _rate;
    private readonly double[] _factors;
    private readonly double _offset;
    private readonly bool _hasMissing;
    private readonly bool _isPlain;

    private NwbSeriesReader(NwbFile file, Schema schema, Hdf5Dataset data, Hdf5Dataset? times, double start, double rate, double[] factors, double offset, bool hasMissing)
        : base(RecordingKind.Series, schema, "nwb", data.Rows)
    {
        _file = file;
        _data = data;
        _times = times;
        _start = start;
        _rate = rate;
        _factors = factors;
        _offset = offset;
        _hasMissing = hasMissing;
        _isPlain = offset == 0 && factors.All(factor => factor == 1);
    }

    /// <summary>Opens a series.</summary>
    /// <param name="file">The file; owned by the result.</param>
    /// <param name="path">Path of the series.</param>
    public static NwbSeriesReader Open(NwbFile file, string path)
    {
        using Hdf5Group? group = file.Root.FindGroup(path);
        Hdf5Dataset? data = group?.FindDataset("data");
        if (group is null || data is null)
            throw new InvalidInputException($"{file.Path}: found {(group is null ? "no group" : "no data in")} \"{path}\", expected a time series with the dataset data.");
        if (!data.Type.IsNumber || data.Extent.Count == 0) throw new InvalidInputException($"{data.Place}: found {data.Type} along {data.Extent.Count} axes, expected numbers with time along the first.");
        if (data.RowSize is < 1 or > MostChannels) throw new InvalidInputException($"{data.Place}: found {data.RowSize} values per sample, expected 1 to {MostChannels}.");
        Hdf5Dataset? times = group.FindDataset("timestamps");
        (double start, double rate) = (0, 0);
        if (times is null) (start, rate) = Regular(group);
        else if (times.Extent.Count != 1 || times.Rows != data.Rows || !times.Type.IsNumber)
            throw new InvalidInputException($"{times.Place}: found {times.Count} timestamps, expected {data.Rows}, one per sample of data.");
        else if (times.Rows > 0) file.WarnIfCoarse(times, Time(times, times.Rows - 1));
        double conversion = data.FindNumber("conversion") ?? 1;
        double[] factors = [.. Enumerable.Repeat(double.IsFinite(conversion) ? conversion : 1, (int)data.RowSize)];
        using Hdf5Dataset? channels = group.FindDataset("channel_conversion");
        if (channels is not null && channels.Type.IsNumber && channels.Count == data.RowSize && channels.Extent.Count == 1)
        {
            double[] each = channels.ReadAll<double>();
            for (int i = 0; i < each.Length; i++) factors[i] *= each[i];
        }

        SortedDictionary<string, string>? said = NwbRemembered.Read(group);
        string? unit = data.FindText("unit") is { Length: > 0 } text && !(text == NwbSeriesOutput.UnknownUnit && said is not null && !said.ContainsKey(NwbRemembered.ValueUnit)) ? text : null;
        Schema schema = file.WithSession(SeriesSchema.Create((int)data.RowSize, times is null ? SamplingStep.OfRate(rate) : null, valueUnit: unit));
        if (said is not null) schema = Restore(group, schema, times is null ? rate : null);
        return new(file, schema, data, times, start, rate, factors, data.FindNumber("offset") ?? 0, said?.ContainsKey(NwbRemembered.HasMissing) == true);
    }

    public override async ValueTask DisposeAsync()
    {
        _data.Dispose();
        _times?.Dispose();
        _file.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    internal override long? FindRow(double time)
    {
        if (double.IsNegativeInfinity(time)) return 0;
        if (double.IsPositiveInfinity(time)) return _data.Rows;
        long low = 0, high = _data.Rows;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if ((_times is null ? _start + (middle / _rate) : Time(_times, middle)) < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, Math.Clamp(chunkRows, 1, Math.Max(1, MostValues / _factors.Length))), cancellationToken);

    // Names of channels only if there are as many; a step only if it is that of the rate.
    private static Schema Restore(Hdf5Group group, Schema schema, double? rate)
    {
        Schema said = NwbRemembered.Restore(group, schema);
        int channels = SeriesSchema.Describe(schema).Channels;
        bool hasNames = RecordingMetadata.FindNames(said, RecordingMetadata.ChannelNames)?.Count == channels;
        if (!hasNames) said = RecordingMetadata.With(said, new KeyValuePair<string, string?>(RecordingMetadata.ChannelNames, null));
        BinWidth? step = RecordingMetadata.FindWidth(said, RecordingMetadata.SamplingStepText);
        bool isStep = step is null ? rate is null : rate is null || NwbSeriesOutput.Rate(step.Value) == rate;
        return isStep ? said : RecordingMetadata.With(said, RecordingMetadata.Width(RecordingMetadata.SamplingStepText, rate is { } hertz ? SamplingStep.OfRate(hertz) : null));
    }

    private static double Time(Hdf5Dataset times, long row)
    {
        double time = 0;
        times.Read(row, new Span<double>(ref time));
        return time;
    }

    private static (double Start, double Rate) Regular(Hdf5Group group)
    {
        using Hdf5Dataset? start = group.FindDataset("starting_time");
        if (start is null || !start.Type.IsNumber || start.Count != 1)
            throw new InvalidInputException($"{group.Place}: found neither timestamps nor starting_time, expected one of them.");
        double rate = start.FindNumber("rate") ?? throw new InvalidInputException($"{start.Place}: found no attribute rate, expected the samples per second.");
        double first = start.ReadAll<double>()[0];
        if (!(rate > 0) || !double.IsFinite(rate) || !double.IsFinite(first))
            throw new InvalidInputException(FormattableString.Invariant($"{start.Place}: found the start {first} s and the rate {rate} Hz, expected finite numbers and a rate above 0."));
        return (first, rate);
    }

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        double previous = double.NegativeInfinity;
        for (long row = firstRow; row < _data.Rows; row += chunkRows)
        {
            int rows = (int)Math.Min(chunkRows, _data.Rows - row);
            yield return Read(row, rows, ref previous);
        }
    }

    private RecordBatch Read(long row, int rows, ref double previous)
    {
        var times = new ColumnMemory<double>(rows);
        var values = new ColumnMemory<double>(rows * _factors.Length);
        Span<double> time = times.Span, value = values.Span;
        if (_times is not null) _times.Read(row, time);
        for (int i = 0; i < rows; i++)
        {
            if (_times is null) time[i] = _start + ((row + i) / _rate);
            if (!(time[i] >= previous && double.IsFinite(time[i])))
                throw new InvalidInputException(FormattableString.Invariant($"{_times?.Place ?? _data.Place}: row {row + i}: found the time {time[i]:R} s after {previous:R} s, expected finite times that do not decrease."));
            previous = time[i];
        }

        _data.Read(row, value);
        // What needs no conversion keeps its bits, the sign of zero too.
        for (int i = 0; i < rows && !_isPlain; i++)
        {
            for (int channel = 0; channel < _factors.Length; channel++) value[(i * _factors.Length) + channel] = (value[(i * _factors.Length) + channel] * _factors[channel]) + _offset;
        }

        return SeriesSchema.Batch(Schema, times.ToBuffer(), values.ToBuffer(), rows, _hasMissing ? Present(value) : default);
    }

    // In a series of ours NaN stands for what was not observed.
    private static ArrowBuffer Present(Span<double> values)
    {
        byte[] bits = new byte[(values.Length + 7) / 8];
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) values[i] = 0;
            else bits[i >> 3] |= (byte)(1 << (i & 7));
        }

        return new(bits);
    }
}
