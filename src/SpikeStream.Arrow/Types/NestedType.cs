namespace Apache.Arrow.Types;

/// <summary>A type that is made of fields.</summary>
public abstract class NestedType : ArrowType
{
    /// <summary>Creates the type from its fields.</summary>
    /// <exception cref="ArgumentNullException">The list is null or empty.</exception>
    protected NestedType(IReadOnlyList<Field> fields)
    {
        if (fields is null || fields.Count == 0) throw new ArgumentNullException(nameof(fields));
        Fields = fields;
    }

    /// <summary>Creates the type from its only field.</summary>
    protected NestedType(Field field)
    {
        ArgumentNullException.ThrowIfNull(field);
        Fields = [field];
    }

    /// <summary>The fields, in order.</summary>
    public IReadOnlyList<Field> Fields { get; }
}
