using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>Arrays of one length side by side: a record batch or a struct array.</summary>
public interface IArrowRecord : IArrowArray
{
    /// <summary>The fields of the columns.</summary>
    IRecordType Schema { get; }

    /// <summary>The number of columns.</summary>
    int ColumnCount { get; }

    /// <summary>The first column of that name.</summary>
    IArrowArray Column(string columnName, IEqualityComparer<string>? comparer);

    /// <summary>The column at a position.</summary>
    IArrowArray Column(int columnIndex);
}
