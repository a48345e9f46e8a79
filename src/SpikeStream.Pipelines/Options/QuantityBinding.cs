using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Options;

/// <summary>Binds a quantity whose type is known only at run time.</summary>
internal abstract class QuantityBinding
{
    public abstract string Expected { get; }

    public abstract IReadOnlyList<string> Units { get; }

    public abstract string BaseUnit { get; }

    public abstract object? Read(string text);

    public abstract double BaseValue(object quantity);
}

/// <inheritdoc/>
internal sealed class QuantityBinding<T> : QuantityBinding
    where T : struct, IQuantity<T>
{
    public override string Expected => QuantityText.Expected<T>();

    public override IReadOnlyList<string> Units => [.. T.Units.Select(unit => unit.Symbol)];

    public override string BaseUnit => T.Units.First(unit => unit is { Numerator: 1, Denominator: 1 }).Symbol;

    public override object? Read(string text) => QuantityText.TryParse(text, out T value) ? value : null;

    public override double BaseValue(object quantity) => ((T)quantity).BaseValue;
}
