namespace Apache.Arrow.Types;

/// <summary>The unit of a date.</summary>
public enum DateUnit
{
    /// <summary>Days.</summary>
    Day = 0,

    /// <summary>Milliseconds.</summary>
    Milliseconds = 1,
}
