namespace Apache.Arrow.Types;

/// <summary>A type of times stored as a count of units.</summary>
public abstract class TimeBasedType : FixedWidthType
{
    /// <summary>Creates the type with its unit.</summary>
    protected TimeBasedType(TimeUnit unit)
    {
        Unit = unit;
    }

    /// <summary>The unit of the values.</summary>
    public TimeUnit Unit { get; }
}
