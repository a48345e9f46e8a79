using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace SpikeStream.Recordings;

/// <summary>Turns the times of a file into seconds.</summary>
internal sealed class TimeScale
{
    private static readonly SearchValues<byte> PlainCharacters = SearchValues.Create("0123456789.-+"u8);

    private readonly double _sampleRate;

    private TimeScale(SpikeTimeUnit unit, double sampleRate)
    {
        _sampleRate = sampleRate;
        Unit = unit;
        Places = unit switch
        {
            SpikeTimeUnit.Seconds => 0,
            SpikeTimeUnit.Milliseconds => 3,
            SpikeTimeUnit.Microseconds => 6,
            SpikeTimeUnit.Nanoseconds => 9,
            _ => -1,
        };
    }

    public SpikeTimeUnit Unit { get; }

    /// <summary>Decimal places that lead from the file's unit to seconds; -1 for samples.</summary>
    public int Places { get; }

    /// <summary>What a time must be, for messages.</summary>
    public string Expected => Unit switch
    {
        SpikeTimeUnit.Seconds => "a time in s, such as 1.25",
        SpikeTimeUnit.Milliseconds => "a time in ms, such as 1250",
        SpikeTimeUnit.Microseconds => "a time in us, such as 1250000",
        SpikeTimeUnit.Nanoseconds => "a time in ns, such as 1250000000",
        _ => "a sample index: an integer from 0 on",
    };

    /// <summary>The scale that the options state, or else the usual one of the file.</summary>
    /// <exception cref="InvalidInputException">Sample indices without a rate, or a rate that is no rate.</exception>
    public static TimeScale From(string path, ReadOptions options, SpikeTimeUnit usual)
    {
        if (options.SampleRate is { } rate && !(rate > 0 && double.IsFinite(rate)))
            throw new InvalidInputException($"{path}: sampleRate: found {rate.ToString(CultureInfo.InvariantCulture)}, expected a positive number of samples per second.");
        SpikeTimeUnit unit = options.TimeUnit ?? (options.SampleRate is null ? usual : SpikeTimeUnit.Samples);
        if (unit == SpikeTimeUnit.Samples && options.SampleRate is null)
            throw new InvalidInputException($"{path}: found times that are sample indices, which need sampleRate (--sample-rate): set it to the number of samples per second.");
        return new TimeScale(unit, options.SampleRate ?? 1);
    }

    /// <summary>Seconds from a number of the file's unit, rounded once.</summary>
    public double ToSeconds(double value) => Places switch
    {
        0 => value,
        > 0 => value / DecimalNumber.PowerOfTen(Places),
        _ => value / _sampleRate,
    };

    /// <summary>Seconds in place of numbers of the file's unit, each rounded once.</summary>
    public void ToSeconds(Span<double> values)
    {
        if (Places == 0) return;
        double divisor = Places > 0 ? DecimalNumber.PowerOfTen(Places) : _sampleRate;
        Vector<double> divisors = new(divisor);
        int i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count) (new Vector<double>(values[i..]) / divisors).CopyTo(values[i..]);
        for (; i < values.Length; i++) values[i] /= divisor;
    }

    /// <summary>Seconds from text.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out double seconds)
    {
        if (Places < 0)
        {
            bool isIndex = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long index);
            seconds = ToSeconds(index);
            return isIndex;
        }

        if (Places > 0 && TryParseShifted(text, out seconds)) return true;
        bool isNumber = DecimalNumber.TryParse(text, out double value);
        seconds = ToSeconds(value);
        return isNumber;
    }

    // Plain decimals are shifted before they are rounded, as the fast way does it.
    private bool TryParseShifted(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        if (text.Length > 200 || text.IndexOfAnyExcept(PlainCharacters) >= 0) return false;
        string shifted = string.Create(CultureInfo.InvariantCulture, $"{System.Text.Encoding.ASCII.GetString(text)}e-{Places}");
        return double.TryParse(shifted, NumberStyles.Float, CultureInfo.InvariantCulture, out seconds);
    }
}
