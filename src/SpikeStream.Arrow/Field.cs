using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A named column of a schema, or child of a nested type: name, type, whether it may hold nulls, metadata.</summary>
public partial class Field
{
    /// <summary>Creates a field; the metadata are copied.</summary>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public Field(string name, IArrowType dataType, bool nullable, IEnumerable<KeyValuePair<string, string>>? metadata = default)
        : this(name, dataType, nullable, metadata is null ? null : new Dictionary<string, string>(metadata), copyCollections: false)
    {
    }

    internal Field(string name, IArrowType? dataType, bool nullable, IReadOnlyDictionary<string, string>? metadata, bool copyCollections)
    {
        ArgumentNullException.ThrowIfNull(name);
        System.Diagnostics.Debug.Assert(!copyCollections, "This constructor keeps the collections it is given.");
        Name = name;
        DataType = dataType ?? NullType.Default;
        IsNullable = nullable;
        Metadata = metadata;
    }

    /// <summary>The type of the values.</summary>
    public IArrowType DataType { get; }

    /// <summary>The name; names need not be unique.</summary>
    public string Name { get; }

    /// <summary>Whether values may be null.</summary>
    public bool IsNullable { get; }

    /// <summary>Whether there are metadata.</summary>
    public bool HasMetadata => Metadata?.Count > 0;

    /// <summary>The metadata, or null.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{nameof(Field)}: Name={Name}, DataType={DataType.Name}, IsNullable={IsNullable}, Metadata count={Metadata?.Count ?? 0}";
}
