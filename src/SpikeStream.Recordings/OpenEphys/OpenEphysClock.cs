using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>What the times of a recording are taken from, the same for all of its tables: the synchronised timestamps in s, or sample numbers over the rate.</summary>
internal sealed class OpenEphysClock
{
    private const int ChunkRows = 65_536;

    private readonly ReadOptions _options;

    private OpenEphysClock(ReadOptions options, bool usesSeconds)
    {
        _options = options;
        UsesSeconds = usesSeconds;
    }

    /// <summary>Whether it is the timestamps.</summary>
    public bool UsesSeconds { get; }

    /// <summary>Decides by what the options state, or else by the times of all spikes and events.</summary>
    /// <param name="recording">The folder of the recording, for messages.</param>
    /// <param name="all">The times of each folder of spikes and events.</param>
    /// <param name="options">The options.</param>
    public static OpenEphysClock Choose(string recording, IReadOnlyList<OpenEphysTimes> all, ReadOptions options)
    {
        if (options.TimeUnit is { } unit and not (SpikeTimeUnit.Seconds or SpikeTimeUnit.Samples))
            throw new InvalidInputException($"{recording}: found timeUnit {unit}, expected seconds for the timestamps or samples for sample numbers.");
        if (options.TimeUnit is not null || options.SampleRate is not null) return new(options, options.TimeUnit == SpikeTimeUnit.Seconds);
        if (all.All(times => times.Seconds is null)) return new(options, usesSeconds: false);
        string? fault = all.Select(Fault).FirstOrDefault(fault => fault is not null);
        if (fault is not null) options.Notice?.Invoke($"{fault}: took all times from sample numbers instead of timestamps");
        return new(options, fault is null);
    }

    /// <summary>The times of a folder in s.</summary>
    /// <param name="times">The times.</param>
    /// <param name="rate">Samples per second, where it is stated.</param>
    /// <exception cref="InvalidInputException">They are missing, or sample numbers without a rate.</exception>
    public NpyTimes Of(OpenEphysTimes times, double? rate)
    {
        if (UsesSeconds)
        {
            NpyColumn seconds = times.Seconds ?? throw new InvalidInputException($"{times.Folder}: found no timestamps in s, expected timestamps.npy; take sample numbers with timeUnit samples (--time-unit samples).");
            return new(seconds, TimeScale.From(seconds.Name, new ReadOptions(), SpikeTimeUnit.Seconds));
        }

        NpyColumn samples = times.Samples ?? throw new InvalidInputException($"{times.Folder}: found no sample numbers, expected sample_numbers.npy; take the timestamps with timeUnit seconds (--time-unit s).");
        return new(samples, TimeScale.From(samples.Name, new ReadOptions { SampleRate = _options.SampleRate ?? rate }, SpikeTimeUnit.Samples));
    }

    private static string? Fault(OpenEphysTimes times)
    {
        if (times.Seconds is not { } seconds) return $"{times.Folder}: found no timestamps in s";
        double previous = 0;
        double[] values = new double[(int)Math.Min(ChunkRows, seconds.Header.Rows)];
        using NpyColumn.Cursor cursor = seconds.OpenAt(0);
        for (long row = 0; row < seconds.Header.Rows; row += values.Length)
        {
            Span<double> chunk = values.AsSpan(0, (int)Math.Min(values.Length, seconds.Header.Rows - row));
            cursor.Read(chunk);
            int fault = SpikeOrder.FirstFault(chunk, previous);
            if (fault >= 0)
            {
                string why = chunk[fault] == -1 ? "-1, as of streams that were not synchronised" : string.Create(CultureInfo.InvariantCulture, $"{chunk[fault]:R} s after {(fault == 0 ? previous : chunk[fault - 1]):R} s");
                return $"{seconds.Name}: row {row + fault}: found {why}";
            }

            previous = chunk[^1];
        }

        return null;
    }
}
