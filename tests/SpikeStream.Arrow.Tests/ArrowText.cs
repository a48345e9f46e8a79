using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace SpikeStream.Arrow.Tests;

/// <summary>Renders types and values as text, so that tables can be compared and a difference can be read.</summary>
internal static class ArrowText
{
    public static string Describe(Schema schema) =>
        string.Join('\n', schema.FieldsList.Select(Describe)) + "\n" + Describe(schema.Metadata);

    public static string Describe(Field field) => $"{field.Name}: {Describe(field.DataType)}{(field.IsNullable ? "?" : "")} {Describe(field.Metadata)}";

    public static string Describe(IEnumerable<KeyValuePair<string, string>>? metadata) =>
        string.Join(", ", (metadata ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}"));

    public static string Describe(IArrowType type) => type switch
    {
        TimestampType timestamp => $"timestamp[{timestamp.Unit},{timestamp.Timezone}]",
        DurationType duration => $"duration[{duration.Unit}]",
        FixedSizeBinaryType binary => $"fixed_size_binary[{binary.ByteWidth}]",
        FixedSizeListType list => $"fixed_size_list[{list.ListSize}]<{Describe(list.ValueField)}>",
        NestedType nested => $"{nested.Name}<{string.Join(", ", nested.Fields.Select(Describe))}>",
        DictionaryType dictionary => $"dictionary[{dictionary.Ordered}]<{Describe(dictionary.IndexType)}, {Describe(dictionary.ValueType)}>",
        _ => type.Name,
    };

    public static string Render(RecordBatch batch) =>
        string.Join('\n', batch.Arrays.Select((array, i) => $"{batch.Schema.FieldsList[i].Name}: {Render(array)}"));

    public static string Render(IArrowArray array)
    {
        var entries = new string[array.Length];
        for (int i = 0; i < entries.Length; i++) entries[i] = array.IsNull(i) ? "null" : Render(array, i);
        return $"[{string.Join(", ", entries)}]";
    }

    public static string Number<T>(T value)
        where T : IFormattable => value.ToString(value is double or float or Half ? "R" : null, CultureInfo.InvariantCulture);

    public static string Quote(string text) => $"\"{text}\"";

    private static string Render(IArrowArray array, int i) => array switch
    {
        BooleanArray a => a.GetValue(i)!.Value ? "true" : "false",
        Int8Array a => Number(a.Values[i]),
        UInt8Array a => Number(a.Values[i]),
        Int16Array a => Number(a.Values[i]),
        UInt16Array a => Number(a.Values[i]),
        Int32Array a => Number(a.Values[i]),
        UInt32Array a => Number(a.Values[i]),
        Int64Array a => Number(a.Values[i]),
        UInt64Array a => Number(a.Values[i]),
        HalfFloatArray a => Number(a.Values[i]),
        FloatArray a => Number(a.Values[i]),
        DoubleArray a => Number(a.Values[i]),
        Date32Array a => Number(a.Values[i]),
        Date64Array a => Number(a.Values[i]),
        TimestampArray a => Number(a.Values[i]),
        DurationArray a => Number(a.Values[i]),
        StringArray a => Quote(a.GetString(i)!),
        LargeStringArray a => Quote(a.GetString(i)!),
        BinaryArray a => Convert.ToHexString(a.GetBytes(i)),
        LargeBinaryArray a => Convert.ToHexString(a.GetBytes(i)),
        FixedSizeBinaryArray a => Convert.ToHexString(a.GetBytes(i)),
        ListArray a => Render(a.GetSlicedValues(i)!),
        FixedSizeListArray a => Render(a.GetSlicedValues(i)!),
        StructArray a => $"{{{string.Join(", ", a.Fields.Select(child => child.IsNull(i) ? "null" : Render(child, i)))}}}",
        DictionaryArray a => RenderIndexed(a, i),
        _ => throw new NotSupportedException(array.GetType().Name),
    };

    private static string RenderIndexed(DictionaryArray array, int i)
    {
        int index = int.Parse(Render(array.Indices, i), CultureInfo.InvariantCulture);
        return array.Dictionary.IsNull(index) ? "null" : Render(array.Dictionary, index);
    }
}
