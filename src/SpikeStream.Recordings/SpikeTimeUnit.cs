using System.Runtime.Serialization;

namespace SpikeStream.Recordings;

/// <summary>Unit of measure of the times in a file. The symbols in the attributes are other spellings of the names in pipelines and on the command line.</summary>
public enum SpikeTimeUnit
{
    /// <summary>s.</summary>
    [EnumMember(Value = "s")]
    Seconds,

    /// <summary>ms.</summary>
    [EnumMember(Value = "ms")]
    Milliseconds,

    /// <summary>µs.</summary>
    [EnumMember(Value = "us")]
    Microseconds,

    /// <summary>ns.</summary>
    [EnumMember(Value = "ns")]
    Nanoseconds,

    /// <summary>Sample indices; needs a sample rate.</summary>
    Samples,
}
