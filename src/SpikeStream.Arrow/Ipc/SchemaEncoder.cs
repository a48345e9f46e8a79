using Apache.Arrow.Types;

namespace Apache.Arrow.Ipc;

// Writes a schema.
internal static class SchemaEncoder
{
    public static int Encode(FlatBufferWriter writer, Schema schema, FieldPlan[] plans)
    {
        int fields = writer.OffsetVector([.. plans.Select(plan => EncodeField(writer, plan))]);
        int metadata = EncodeMetadata(writer, schema.Metadata);
        writer.StartTable(IpcFormat.Schema.Slots);
        writer.AddOffset(IpcFormat.Schema.Fields, fields);
        writer.AddOffset(IpcFormat.Schema.Metadata, metadata);
        return writer.EndTable();
    }

    private static int EncodeField(FlatBufferWriter writer, FieldPlan plan)
    {
        FieldPlan stored = plan.Values ?? plan;
        int name = writer.String(plan.Field.Name);
        (TypeCode code, int type) = EncodeType(writer, stored);
        int dictionary = 0;
        if (plan.Type is DictionaryType dictionaryType)
        {
            (_, int index) = EncodeInteger(writer, (IntegerType)dictionaryType.IndexType);
            writer.StartTable(IpcFormat.DictionaryEncoding.Slots);
            writer.AddInt64(IpcFormat.DictionaryEncoding.Id, plan.DictionaryId);
            writer.AddOffset(IpcFormat.DictionaryEncoding.IndexType, index);
            writer.AddBool(IpcFormat.DictionaryEncoding.IsOrdered, dictionaryType.Ordered);
            dictionary = writer.EndTable();
        }

        int children = writer.OffsetVector([.. stored.Children.Select(child => EncodeField(writer, child))]);
        int metadata = EncodeMetadata(writer, plan.Field.Metadata);
        writer.StartTable(IpcFormat.Field.Slots);
        writer.AddOffset(IpcFormat.Field.Name, name);
        writer.AddOffset(IpcFormat.Field.Type, type);
        writer.AddOffset(IpcFormat.Field.Dictionary, dictionary);
        writer.AddOffset(IpcFormat.Field.Children, children);
        writer.AddOffset(IpcFormat.Field.Metadata, metadata);
        writer.AddBool(IpcFormat.Field.Nullable, plan.Field.IsNullable);
        writer.AddByte(IpcFormat.Field.TypeType, (byte)code);
        return writer.EndTable();
    }

    private static (TypeCode Code, int Offset) EncodeType(FlatBufferWriter writer, FieldPlan plan)
    {
        switch (plan.Type)
        {
            case BooleanType:
                return Empty(writer, TypeCode.Bool);
            case IntegerType integer:
                return EncodeInteger(writer, integer);
            case FloatingPointType floating:
                return Unit(writer, TypeCode.FloatingPoint, (int)floating.Precision);
            case NullType:
                return Empty(writer, TypeCode.Null);
            case StringType:
                return Empty(writer, TypeCode.Utf8);
            case BinaryType:
                return Empty(writer, TypeCode.Binary);
            case LargeStringType:
                return Empty(writer, TypeCode.LargeUtf8);
            case LargeBinaryType:
                return Empty(writer, TypeCode.LargeBinary);
            case DateType date:
                return Unit(writer, TypeCode.Date, (int)date.Unit);
            case DurationType duration:
                return Unit(writer, TypeCode.Duration, (int)duration.Unit);
            case TimestampType timestamp:
                int zone = timestamp.Timezone is null ? 0 : writer.String(timestamp.Timezone);
                writer.StartTable(2);
                writer.AddOffset(1, zone);
                writer.AddInt16(0, (int)timestamp.Unit);
                return (TypeCode.Timestamp, writer.EndTable());
            case FixedSizeBinaryType binary:
                return Size(writer, TypeCode.FixedSizeBinary, binary.ByteWidth);
            case FixedSizeListType list:
                return Size(writer, TypeCode.FixedSizeList, list.ListSize);
            case ListType:
                return Empty(writer, TypeCode.List);
            case StructType:
                return Empty(writer, TypeCode.Struct);
            default:
                throw new NotSupportedException($"Field {plan.Path}: the Arrow type {plan.Type.Name} cannot be written here.");
        }
    }

    private static (TypeCode Code, int Offset) EncodeInteger(FlatBufferWriter writer, IntegerType type)
    {
        writer.StartTable(2);
        writer.AddInt32(0, type.BitWidth);
        writer.AddBool(1, type.IsSigned);
        return (TypeCode.Int, writer.EndTable());
    }

    private static (TypeCode Code, int Offset) Empty(FlatBufferWriter writer, TypeCode code)
    {
        writer.StartTable(0);
        return (code, writer.EndTable());
    }

    private static (TypeCode Code, int Offset) Unit(FlatBufferWriter writer, TypeCode code, int unit)
    {
        writer.StartTable(1);
        writer.AddInt16(0, unit);
        return (code, writer.EndTable());
    }

    private static (TypeCode Code, int Offset) Size(FlatBufferWriter writer, TypeCode code, int size)
    {
        writer.StartTable(1);
        writer.AddInt32(0, size);
        return (code, writer.EndTable());
    }

    private static int EncodeMetadata(FlatBufferWriter writer, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null || metadata.Count == 0) return 0;
        var entries = new List<int>(metadata.Count);
        foreach ((string key, string value) in metadata)
        {
            int keyOffset = writer.String(key);
            int valueOffset = writer.String(value ?? "");
            writer.StartTable(2);
            writer.AddOffset(0, keyOffset);
            writer.AddOffset(1, valueOffset);
            entries.Add(writer.EndTable());
        }

        return writer.OffsetVector([.. entries]);
    }
}
