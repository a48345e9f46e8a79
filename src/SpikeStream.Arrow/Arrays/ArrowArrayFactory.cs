using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>Makes arrays of their data.</summary>
public static class ArrowArrayFactory
{
    /// <summary>The array of the class that belongs to the data's type; the buffers are not copied.</summary>
    /// <exception cref="NotSupportedException">There is no class for the type.</exception>
    public static IArrowArray BuildArray(ArrayData data) => data.DataType.TypeId switch
    {
        ArrowTypeId.Null => new NullArray(data),
        ArrowTypeId.Boolean => new BooleanArray(data),
        ArrowTypeId.Int8 => new Int8Array(data),
        ArrowTypeId.UInt8 => new UInt8Array(data),
        ArrowTypeId.Int16 => new Int16Array(data),
        ArrowTypeId.UInt16 => new UInt16Array(data),
        ArrowTypeId.Int32 => new Int32Array(data),
        ArrowTypeId.UInt32 => new UInt32Array(data),
        ArrowTypeId.Int64 => new Int64Array(data),
        ArrowTypeId.UInt64 => new UInt64Array(data),
        ArrowTypeId.HalfFloat => new HalfFloatArray(data),
        ArrowTypeId.Float => new FloatArray(data),
        ArrowTypeId.Double => new DoubleArray(data),
        ArrowTypeId.String => new StringArray(data),
        ArrowTypeId.LargeString => new LargeStringArray(data),
        ArrowTypeId.Binary => new BinaryArray(data),
        ArrowTypeId.LargeBinary => new LargeBinaryArray(data),
        ArrowTypeId.FixedSizedBinary => new FixedSizeBinaryArray(data),
        ArrowTypeId.Date32 => new Date32Array(data),
        ArrowTypeId.Date64 => new Date64Array(data),
        ArrowTypeId.Timestamp => new TimestampArray(data),
        ArrowTypeId.Duration => new DurationArray(data),
        ArrowTypeId.List => new ListArray(data),
        ArrowTypeId.FixedSizeList => new FixedSizeListArray(data),
        ArrowTypeId.Struct => new StructArray(data),
        ArrowTypeId.Dictionary => new DictionaryArray(data),
        _ => throw new NotSupportedException($"An ArrowArray cannot be built for type {data.DataType.TypeId}."),
    };

    /// <summary>Entries from <paramref name="offset"/> on, at most <paramref name="length"/>, over the same buffers.</summary>
    public static IArrowArray Slice(IArrowArray array, int offset, int length) => BuildArray(array.Data.Slice(offset, length));
}
