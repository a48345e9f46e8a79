using Apache.Arrow.Types;

namespace Apache.Arrow.Ipc;

// Reads a schema. Tables of a FlatBuffer may be referred to many times over, so that a small message can describe a huge
// schema: the number of fields, of metadata entries and of characters is limited by the length of the message.
internal ref struct SchemaDecoder
{
    private int _fieldsLeft;
    private long _charactersLeft;

    private SchemaDecoder(int messageLength)
    {
        _fieldsLeft = messageLength / 4;
        _charactersLeft = (16L * messageLength) + 65536;
    }

    public static DecodedSchema Decode(FlatBufferTable table, int messageLength)
    {
        if (table.Int16(IpcFormat.Schema.Endianness) != 0)
            throw new NotSupportedException("The data are big-endian; only little-endian Arrow data are supported. Write them again on a little-endian machine.");
        var decoder = new SchemaDecoder(messageLength);
        FieldPlan[] plans = decoder.Fields(table, IpcFormat.Schema.Fields, "", 0);
        Dictionary<string, string>? metadata = decoder.Metadata(table, IpcFormat.Schema.Metadata);
        return new DecodedSchema(new Schema(plans.Select(plan => plan.Field), metadata), plans);
    }

    private FieldPlan[] Fields(FlatBufferTable table, int slot, string path, int depth)
    {
        if (depth > IpcFormat.MaximalDepth)
            throw new InvalidDataException($"Field {path}: nested more than {IpcFormat.MaximalDepth} deep.");
        int count = table.VectorCount(slot);
        if (count > _fieldsLeft) throw new InvalidDataException("Malformed Arrow schema: more fields than the message has room for.");
        _fieldsLeft -= count;
        var plans = new FieldPlan[count];
        for (int i = 0; i < count; i++) plans[i] = Field(table.VectorTable(slot, i), path, depth);
        return plans;
    }

    private FieldPlan Field(FlatBufferTable table, string parent, int depth)
    {
        string name = Text(table, IpcFormat.Field.Name) ?? "";
        string path = parent.Length == 0 ? Printable(name) : $"{parent}.{Printable(name)}";
        Spend(path.Length);
        FieldPlan[] children = Fields(table, IpcFormat.Field.Children, path, depth + 1);
        IArrowType type = DecodeType(table, path, children);
        bool nullable = table.Bool(IpcFormat.Field.Nullable);
        Dictionary<string, string>? metadata = Metadata(table, IpcFormat.Field.Metadata);
        if (!table.Has(IpcFormat.Field.Dictionary))
            return new FieldPlan(new Field(name, type, nullable, metadata, copyCollections: false), path, children);

        FlatBufferTable encoding = table.Table(IpcFormat.Field.Dictionary);
        IArrowType index = Int32Type.Default;
        if (encoding.Has(IpcFormat.DictionaryEncoding.IndexType))
            index = Integer(encoding.Table(IpcFormat.DictionaryEncoding.IndexType), path);
        var dictionary = new DictionaryType(index, type, encoding.Bool(IpcFormat.DictionaryEncoding.IsOrdered));
        var values = new FieldPlan(new Field(name, type, true), path, children);
        var field = new Field(name, dictionary, nullable, metadata, copyCollections: false);
        return new FieldPlan(field, path, [], encoding.Int64(IpcFormat.DictionaryEncoding.Id), values);
    }

    // A name as it may stand in a message: a damaged one may hold anything.
    private static string Printable(string name)
    {
        const int Longest = 60;
        ReadOnlySpan<char> shown = name.AsSpan(0, Math.Min(name.Length, Longest));
        var text = new System.Text.StringBuilder(shown.Length + 1);
        foreach (char character in shown) text.Append(char.IsControl(character) ? '\uFFFD' : character);
        return name.Length > Longest ? text.Append('…').ToString() : text.ToString();
    }

    private IArrowType DecodeType(FlatBufferTable field, string path, FieldPlan[] children)
    {
        var code = (TypeCode)field.Byte(IpcFormat.Field.TypeType);
        if (!field.Has(IpcFormat.Field.Type)) throw new InvalidDataException($"Field {path}: malformed Arrow schema, the type {code} is missing.");
        FlatBufferTable type = field.Table(IpcFormat.Field.Type);
        return code switch
        {
            TypeCode.Null => NullType.Default,
            TypeCode.Int => Integer(type, path),
            TypeCode.FloatingPoint => type.Int16(0) switch
            {
                0 => HalfFloatType.Default,
                1 => FloatType.Default,
                2 => DoubleType.Default,
                var precision => throw new InvalidDataException($"Field {path}: found floating-point precision {precision}, expected 0 to 2."),
            },
            TypeCode.Binary => BinaryType.Default,
            TypeCode.Utf8 => StringType.Default,
            TypeCode.LargeBinary => LargeBinaryType.Default,
            TypeCode.LargeUtf8 => LargeStringType.Default,
            TypeCode.Bool => BooleanType.Default,
            TypeCode.Date => type.Int16(0, 1) == 0 ? Date32Type.Default : Date64Type.Default,
            TypeCode.Timestamp => new TimestampType(Unit(type.Int16(0), path), Text(type, 1)),
            TypeCode.Duration => DurationType.FromTimeUnit(Unit(type.Int16(0, 1), path)),
            TypeCode.FixedSizeBinary => new FixedSizeBinaryType(Positive(type.Int32(0), "byte width", path)),
            TypeCode.List => new ListType(OnlyChild(children, code, path)),
            TypeCode.FixedSizeList => new FixedSizeListType(OnlyChild(children, code, path), Positive(type.Int32(0), "list size", path)),
            TypeCode.Struct when children.Length == 0 => throw Unsupported("Struct without fields", path),
            TypeCode.Struct => new StructType([.. children.Select(child => child.Field)]),
            _ => throw Unsupported(code.ToString(), path),
        };
    }

    private static NotSupportedException Unsupported(string type, string path) => new(
        $"Field {path}: the Arrow type {type} is not supported. Drop the field or convert it to a supported type before reading.");

    private static Field OnlyChild(FieldPlan[] children, TypeCode code, string path) => children.Length == 1
        ? children[0].Field
        : throw new InvalidDataException($"Field {path}: found {children.Length} children, expected 1 for {code}.");

    private static int Positive(int value, string what, string path) =>
        value > 0 ? value : throw new InvalidDataException($"Field {path}: found {what} {value}, expected a positive number.");

    private static TimeUnit Unit(short unit, string path) =>
        unit is >= 0 and <= 3 ? (TimeUnit)unit : throw new InvalidDataException($"Field {path}: found time unit {unit}, expected 0 to 3.");

    private static IntegerType Integer(FlatBufferTable type, string path) => (type.Int32(0), type.Bool(1)) switch
    {
        (8, true) => Int8Type.Default,
        (16, true) => Int16Type.Default,
        (32, true) => Int32Type.Default,
        (64, true) => Int64Type.Default,
        (8, false) => UInt8Type.Default,
        (16, false) => UInt16Type.Default,
        (32, false) => UInt32Type.Default,
        (64, false) => UInt64Type.Default,
        (int bits, _) => throw new InvalidDataException($"Field {path}: found integers of {bits} bits, expected 8, 16, 32 or 64."),
    };

    private Dictionary<string, string>? Metadata(FlatBufferTable table, int slot)
    {
        int count = table.VectorCount(slot);
        if (count == 0) return null;
        var metadata = new Dictionary<string, string>();
        for (int i = 0; i < count; i++)
        {
            FlatBufferTable entry = table.VectorTable(slot, i);
            metadata[Text(entry, 0) ?? ""] = Text(entry, 1) ?? "";
            Spend(1);
        }

        return metadata;
    }

    private string? Text(FlatBufferTable table, int slot)
    {
        table.Vector(slot, sizeof(byte), out int count);
        Spend(count);
        return table.String(slot);
    }

    private void Spend(int characters)
    {
        _charactersLeft -= characters;
        if (_charactersLeft < 0) throw new InvalidDataException("Malformed Arrow schema: more text than the message has room for.");
    }
}
