namespace SpikeStream.Recordings;

/// <summary>Unit of measure of the times in a file.</summary>
public enum SpikeTimeUnit
{
    /// <summary>s.</summary>
    Seconds,

    /// <summary>ms.</summary>
    Milliseconds,

    /// <summary>µs.</summary>
    Microseconds,

    /// <summary>ns.</summary>
    Nanoseconds,

    /// <summary>Sample indices; needs a sample rate.</summary>
    Samples,
}
