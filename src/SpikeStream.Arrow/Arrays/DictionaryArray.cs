using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of indices into a dictionary of values.</summary>
public class DictionaryArray : Array
{
    /// <summary>Creates the array of its data: validity, indices, dictionary.</summary>
    /// <exception cref="ArgumentException">The data are of another type, or without a dictionary.</exception>
    public DictionaryArray(ArrayData data)
        : base(data)
    {
        data.EnsureBufferCount(2);
        data.EnsureDataType(ArrowTypeId.Dictionary);
        if (data.Dictionary is null) throw new ArgumentException($"{nameof(data.Dictionary)} must not be null", nameof(data));
        var type = (DictionaryType)data.DataType;
        data.Dictionary.EnsureDataType(type.ValueType.TypeId);
        Indices = ArrowArrayFactory.BuildArray(
            new ArrayData(type.IndexType, data.Length, data.NullCount, data.Offset, data.Buffers, data.Children));
        Dictionary = ArrowArrayFactory.BuildArray(data.Dictionary);
    }

    /// <summary>Joins indices and dictionary without copying.</summary>
    /// <exception cref="ArgumentException">One of them is of another type.</exception>
    public DictionaryArray(DictionaryType dataType, IArrowArray indicesArray, IArrowArray dictionary)
        : base(new ArrayData(
            dataType,
            indicesArray.Length,
            indicesArray.Data.NullCount,
            indicesArray.Data.Offset,
            indicesArray.Data.Buffers,
            indicesArray.Data.Children,
            dictionary.Data))
    {
        Data.EnsureBufferCount(2);
        indicesArray.Data.EnsureDataType(dataType.IndexType.TypeId);
        dictionary.Data.EnsureDataType(dataType.ValueType.TypeId);
        Indices = indicesArray;
        Dictionary = dictionary;
    }

    /// <summary>The values that the indices mean.</summary>
    public IArrowArray Dictionary { get; }

    /// <summary>The indices, one per entry, sliced as this array is.</summary>
    public IArrowArray Indices { get; }

    /// <summary>The buffer of the indices; index <see cref="Array.Offset"/> is the first.</summary>
    public ArrowBuffer IndicesBuffer => Data.Buffers[1];

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);
}
