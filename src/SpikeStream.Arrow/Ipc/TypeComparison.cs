using Apache.Arrow.Types;

namespace Apache.Arrow.Ipc;

// Whether types are the same, parameters and children's types included; names of children are not compared.
internal static class TypeComparison
{
    public static bool AreSame(IArrowType left, IArrowType right)
    {
        if (ReferenceEquals(left, right)) return true;
        if (left.TypeId != right.TypeId) return false;
        return (left, right) switch
        {
            (TimestampType a, TimestampType b) => a.Unit == b.Unit && a.Timezone == b.Timezone,
            (DurationType a, DurationType b) => a.Unit == b.Unit,
            (FixedSizeBinaryType a, FixedSizeBinaryType b) => a.ByteWidth == b.ByteWidth,
            (FixedSizeListType a, FixedSizeListType b) => a.ListSize == b.ListSize && AreSame(a.ValueDataType, b.ValueDataType),
            (DictionaryType a, DictionaryType b) => AreSame(a.IndexType, b.IndexType) && AreSame(a.ValueType, b.ValueType),
            (NestedType a, NestedType b) => HaveSameFields(a, b),
            _ => true,
        };
    }

    private static bool HaveSameFields(NestedType left, NestedType right)
    {
        if (left.Fields.Count != right.Fields.Count) return false;
        for (int i = 0; i < left.Fields.Count; i++)
        {
            if (!AreSame(left.Fields[i].DataType, right.Fields[i].DataType)) return false;
        }

        return true;
    }
}
