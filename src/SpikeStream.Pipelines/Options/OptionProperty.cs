using System.Reflection;

namespace SpikeStream.Pipelines.Options;

/// <summary>One key of an options record.</summary>
internal sealed class OptionProperty
{
    public OptionProperty(PropertyInfo property, object? defaults, NullabilityInfoContext nullability)
    {
        Property = property;
        Key = OptionShape.KeyOf(property.Name);
        Type? inner = Nullable.GetUnderlyingType(property.PropertyType);
        Shape = OptionShape.Of(inner ?? property.PropertyType);
        IsNullable = inner is not null || nullability.Create(property).WriteState == NullabilityState.Nullable;
        IsRequired = property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute));
        Default = IsRequired || defaults is null ? null : property.GetValue(defaults);
        Constraints = [.. property.GetCustomAttributes<OptionConstraintAttribute>()];
        Unit = property.GetCustomAttribute<UnitAttribute>()?.Unit;
        IsInputPath = property.IsDefined(typeof(InputPathAttribute));
        IsOutputPath = property.IsDefined(typeof(OutputPathAttribute));
        IsNotEmpty = property.IsDefined(typeof(NotEmptyAttribute));
    }

    public PropertyInfo Property { get; }

    public string Key { get; }

    public OptionShape Shape { get; }

    public bool IsNullable { get; }

    public bool IsRequired { get; }

    public object? Default { get; }

    public IReadOnlyList<OptionConstraintAttribute> Constraints { get; }

    public string? Unit { get; }

    public bool IsInputPath { get; }

    public bool IsOutputPath { get; }

    public bool IsNotEmpty { get; }
}
