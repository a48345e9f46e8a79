namespace Apache.Arrow.Types;

/// <summary>The unit of a timestamp or duration.</summary>
public enum TimeUnit
{
    /// <summary>1 s.</summary>
    Second,

    /// <summary>1e-3 s.</summary>
    Millisecond,

    /// <summary>1e-6 s.</summary>
    Microsecond,

    /// <summary>1e-9 s.</summary>
    Nanosecond,
}
