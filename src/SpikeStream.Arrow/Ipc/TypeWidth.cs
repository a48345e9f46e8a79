using Apache.Arrow.Types;

namespace Apache.Arrow.Ipc;

// Bytes per value of a type whose values take whole bytes.
internal static class TypeWidth
{
    // In bits, the widths that a damaged schema may have would overflow.
    public static int InBytes(IArrowType type) => type is FixedSizeBinaryType binary ? binary.ByteWidth : ((FixedWidthType)type).BitWidth / 8;
}
