using Apache.Arrow.Types;

namespace Apache.Arrow;

// The builders of the entries of lists.
internal static class ArrowArrayBuilderFactory
{
    public static IArrowArrayBuilder<IArrowArray, IArrowArrayBuilder<IArrowArray>> Build(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Boolean => new BooleanArray.Builder(),
        ArrowTypeId.Int8 => new Int8Array.Builder(),
        ArrowTypeId.UInt8 => new UInt8Array.Builder(),
        ArrowTypeId.Int16 => new Int16Array.Builder(),
        ArrowTypeId.UInt16 => new UInt16Array.Builder(),
        ArrowTypeId.Int32 => new Int32Array.Builder(),
        ArrowTypeId.UInt32 => new UInt32Array.Builder(),
        ArrowTypeId.Int64 => new Int64Array.Builder(),
        ArrowTypeId.UInt64 => new UInt64Array.Builder(),
        ArrowTypeId.HalfFloat => new HalfFloatArray.Builder(),
        ArrowTypeId.Float => new FloatArray.Builder(),
        ArrowTypeId.Double => new DoubleArray.Builder(),
        ArrowTypeId.String => new StringArray.Builder(),
        ArrowTypeId.Binary => new BinaryArray.Builder(),
        ArrowTypeId.Date32 => new Date32Array.Builder(),
        ArrowTypeId.Date64 => new Date64Array.Builder(),
        ArrowTypeId.Timestamp => new TimestampArray.Builder((TimestampType)type),
        ArrowTypeId.Duration => new DurationArray.Builder((DurationType)type),
        ArrowTypeId.List => new ListArray.Builder((ListType)type),
        ArrowTypeId.FixedSizeList => new FixedSizeListArray.Builder((FixedSizeListType)type),
        _ => throw new NotSupportedException($"An ArrowArrayBuilder cannot be built for type {type.TypeId}."),
    };
}
