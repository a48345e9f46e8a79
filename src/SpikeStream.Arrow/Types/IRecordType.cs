namespace Apache.Arrow.Types;

/// <summary>A type made of named fields: a schema or a struct.</summary>
public interface IRecordType : IArrowType
{
    /// <summary>The number of fields.</summary>
    int FieldCount { get; }

    /// <summary>The field at a position.</summary>
    Field GetFieldByIndex(int index);

    /// <summary>The first field of that name, or null.</summary>
    Field? GetFieldByName(string name);

    /// <summary>The position of the first field of that name, or -1.</summary>
    int GetFieldIndex(string name, IEqualityComparer<string>? comparer);
}
