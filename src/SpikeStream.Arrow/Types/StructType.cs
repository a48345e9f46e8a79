namespace Apache.Arrow.Types;

/// <summary>Named children, read side by side.</summary>
public sealed class StructType : NestedType, IRecordType
{
    /// <summary>Creates the type from its fields.</summary>
    public StructType(IReadOnlyList<Field> fields)
        : base(fields)
    {
    }

    /// <inheritdoc/>
    public override ArrowTypeId TypeId => ArrowTypeId.Struct;

    /// <inheritdoc/>
    public override string Name => "struct";

    int IRecordType.FieldCount => Fields.Count;

    /// <summary>The field at a position.</summary>
    public Field GetFieldByIndex(int index) => Fields[index];

    /// <summary>The first field of that name, or null; names are compared by ordinal unless a comparer is given.</summary>
    public Field? GetFieldByName(string name, IEqualityComparer<string>? comparer = default)
    {
        int index = GetFieldIndex(name, comparer);
        return index < 0 ? null : Fields[index];
    }

    /// <summary>The position of the first field of that name, or -1.</summary>
    public int GetFieldIndex(string name, IEqualityComparer<string>? comparer = default)
    {
        comparer ??= StringComparer.Ordinal;
        for (int i = 0; i < Fields.Count; i++)
        {
            if (comparer.Equals(Fields[i].Name, name)) return i;
        }

        return -1;
    }

    Field? IRecordType.GetFieldByName(string name) => GetFieldByName(name);

    /// <inheritdoc/>
    public override void Accept(IArrowTypeVisitor visitor)
    {
        // A visitor of every record type is one of StructType too.
        if (visitor is IArrowTypeVisitor<StructType> typed)
            typed.Visit(this);
        else
            visitor.Visit(this);
    }
}
