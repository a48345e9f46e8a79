namespace Apache.Arrow.Types;

/// <summary>A type of calendar dates.</summary>
public abstract class DateType : FixedWidthType
{
    /// <summary>The unit in which the date is stored.</summary>
    public abstract DateUnit Unit { get; }
}
