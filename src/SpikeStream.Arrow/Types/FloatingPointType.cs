namespace Apache.Arrow.Types;

/// <summary>A type of floating-point numbers.</summary>
public abstract class FloatingPointType : NumberType
{
    /// <summary>The precision of a floating-point type.</summary>
    public enum PrecisionKind
    {
        /// <summary>16 bits.</summary>
        Half,

        /// <summary>32 bits.</summary>
        Single,

        /// <summary>64 bits.</summary>
        Double,
    }

    /// <summary>The precision of the values.</summary>
    public abstract PrecisionKind Precision { get; }
}
