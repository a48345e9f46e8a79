using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>The ordered fields of a table, with metadata. Names need not be unique; look-ups by name find the first.</summary>
public partial class Schema : IRecordType
{
    private readonly List<Field> _fields;
    private readonly Dictionary<string, int> _indexByName;

    /// <summary>Creates a schema; fields and metadata are copied.</summary>
    public Schema(IEnumerable<Field> fields, IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _fields = [.. fields];
        Metadata = metadata is null ? null : new Dictionary<string, string>(metadata);
        FieldsLookup = _fields.ToLookup(field => field.Name);
        _indexByName = new Dictionary<string, int>(_fields.Count, StringComparer.Ordinal);
        for (int i = 0; i < _fields.Count; i++) _indexByName.TryAdd(_fields[i].Name, i);
    }

    /// <summary>The fields, in order.</summary>
    public IReadOnlyList<Field> FieldsList => _fields;

    /// <summary>The fields by name.</summary>
    public ILookup<string, Field> FieldsLookup { get; }

    /// <summary>The metadata, or null.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; }

    /// <summary>Whether there are metadata.</summary>
    public bool HasMetadata => Metadata?.Count > 0;

    int IRecordType.FieldCount => _fields.Count;

    string IArrowType.Name => "RecordBatch";

    ArrowTypeId IArrowType.TypeId => ArrowTypeId.RecordBatch;

    bool IArrowType.IsFixedWidth => false;

    /// <summary>The field at a position.</summary>
    public Field this[int index] => GetFieldByIndex(index);

    /// <summary>The first field of that name, or null.</summary>
    public Field? this[string name] => GetFieldByName(name);

    /// <summary>The field at a position.</summary>
    public Field GetFieldByIndex(int i) => _fields[i];

    /// <summary>The first field of that name, or null.</summary>
    public Field? GetFieldByName(string name) => _indexByName.TryGetValue(name, out int index) ? _fields[index] : null;

    /// <summary>The position of the first field of that name, or -1.</summary>
    public int GetFieldIndex(string name, StringComparer? comparer) => GetFieldIndex(name, (IEqualityComparer<string>?)comparer);

    /// <summary>The position of the first field of that name, or -1.</summary>
    public int GetFieldIndex(string name, IEqualityComparer<string>? comparer = default)
    {
        if (comparer is null) return _indexByName.GetValueOrDefault(name, -1);
        for (int i = 0; i < _fields.Count; i++)
        {
            if (comparer.Equals(_fields[i].Name, name)) return i;
        }

        return -1;
    }

    /// <summary>This schema without one field.</summary>
    /// <exception cref="ArgumentException">There is no field at that position.</exception>
    public Schema RemoveField(int fieldIndex)
    {
        if (fieldIndex < 0 || fieldIndex >= _fields.Count) throw new ArgumentException("Invalid fieldIndex", nameof(fieldIndex));
        List<Field> fields = [.. _fields];
        fields.RemoveAt(fieldIndex);
        return new Schema(fields, Metadata);
    }

    /// <summary>This schema with one field more.</summary>
    /// <exception cref="ArgumentException">The position is outside the fields.</exception>
    public Schema InsertField(int fieldIndex, Field newField)
    {
        ArgumentNullException.ThrowIfNull(newField);
        if (fieldIndex < 0 || fieldIndex > _fields.Count) throw new ArgumentException("Invalid fieldIndex", nameof(fieldIndex));
        List<Field> fields = [.. _fields];
        fields.Insert(fieldIndex, newField);
        return new Schema(fields, Metadata);
    }

    /// <summary>This schema with one field replaced.</summary>
    /// <exception cref="ArgumentException">There is no field at that position.</exception>
    public Schema SetField(int fieldIndex, Field newField)
    {
        ArgumentNullException.ThrowIfNull(newField);
        if (fieldIndex < 0 || fieldIndex >= _fields.Count) throw new ArgumentException("Invalid fieldIndex", nameof(fieldIndex));
        List<Field> fields = [.. _fields];
        fields[fieldIndex] = newField;
        return new Schema(fields, Metadata);
    }

    /// <inheritdoc/>
    public void Accept(IArrowTypeVisitor visitor)
    {
        // A visitor of every record type is one of Schema too.
        if (visitor is IArrowTypeVisitor<Schema> typed)
            typed.Visit(this);
        else
            visitor.Visit(this);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(Schema)}: Num fields={_fields.Count}, Num metadata={Metadata?.Count ?? 0}";
}
