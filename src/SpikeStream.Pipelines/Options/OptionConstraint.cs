namespace SpikeStream.Pipelines.Options;

/// <summary>A condition on the value of an option, declared once on its property: checked on binding, shown in the schema and in help.</summary>
/// <remarks>On lists it holds for each element; quantities are compared in their base unit (s, Hz, mV, mA).</remarks>
[AttributeUsage(AttributeTargets.Property)]
public abstract class OptionConstraintAttribute : Attribute
{
    /// <summary>The condition in words, after "expected a value ".</summary>
    public abstract string Description { get; }

    /// <summary>Least value, or null.</summary>
    public virtual double? Minimum => null;

    /// <summary>Greatest value, or null.</summary>
    public virtual double? Maximum => null;

    /// <summary>Whether <see cref="Minimum"/> itself is refused.</summary>
    public virtual bool MinimumIsExclusive => false;

    /// <summary>Whether <see cref="Maximum"/> itself is refused.</summary>
    public virtual bool MaximumIsExclusive => false;

    internal bool Holds(double value) =>
        !(double.IsNaN(value)
            || (Minimum is { } least && (MinimumIsExclusive ? value <= least : value < least))
            || (Maximum is { } most && (MaximumIsExclusive ? value >= most : value > most)));
}

/// <summary>The value is greater than zero.</summary>
public sealed class PositiveAttribute : OptionConstraintAttribute
{
    /// <inheritdoc/>
    public override string Description => "greater than 0";

    /// <inheritdoc/>
    public override double? Minimum => 0;

    /// <inheritdoc/>
    public override bool MinimumIsExclusive => true;
}

/// <summary>The value is zero or greater.</summary>
public sealed class NotNegativeAttribute : OptionConstraintAttribute
{
    /// <inheritdoc/>
    public override string Description => "of at least 0";

    /// <inheritdoc/>
    public override double? Minimum => 0;
}

/// <summary>The value lies in a closed range.</summary>
/// <param name="minimum">Least value.</param>
/// <param name="maximum">Greatest value; infinity for none.</param>
public sealed class InRangeAttribute(double minimum, double maximum) : OptionConstraintAttribute
{
    /// <inheritdoc/>
    public override string Description => double.IsPositiveInfinity(maximum)
        ? FormattableString.Invariant($"of at least {minimum}")
        : FormattableString.Invariant($"from {minimum} to {maximum}");

    /// <inheritdoc/>
    public override double? Minimum => minimum;

    /// <inheritdoc/>
    public override double? Maximum => double.IsPositiveInfinity(maximum) ? null : maximum;
}
