namespace Apache.Arrow.Types;

/// <summary>A type of numbers.</summary>
public abstract class NumberType : FixedWidthType
{
    /// <summary>True where values may be negative.</summary>
    public abstract bool IsSigned { get; }
}
