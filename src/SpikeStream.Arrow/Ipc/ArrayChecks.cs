using System.Numerics;
using Apache.Arrow.Types;

namespace Apache.Arrow.Ipc;

// Checks of what is referred to from within arrays.
internal static class ArrayChecks
{
    // Whether the offsets do not decrease and lie in [0, limit].
    public static bool AreOffsets<T>(ReadOnlySpan<T> offsets, long limit)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (offsets[0] < T.Zero || offsets[^1] > T.CreateSaturating(limit)) return false;
        int i = 1;
        if (Vector.IsHardwareAccelerated)
        {
            for (; i <= offsets.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                if (Vector.LessThanAny(new Vector<T>(offsets[i..]), new Vector<T>(offsets[(i - 1)..]))) return false;
            }
        }

        for (; i < offsets.Length; i++)
        {
            if (offsets[i] < offsets[i - 1]) return false;
        }

        return true;
    }

    // The first entry, not null, whose index is not in [0, limit), or -1.
    public static long FirstIndexOutside(ArrayData indices, ArrowTypeId type, int limit) => type switch
    {
        ArrowTypeId.Int8 => First<sbyte>(indices, limit),
        ArrowTypeId.UInt8 => First<byte>(indices, limit),
        ArrowTypeId.Int16 => First<short>(indices, limit),
        ArrowTypeId.UInt16 => First<ushort>(indices, limit),
        ArrowTypeId.Int32 => First<int>(indices, limit),
        ArrowTypeId.UInt32 => First<uint>(indices, limit),
        ArrowTypeId.Int64 => First<long>(indices, limit),
        _ => First<ulong>(indices, limit),
    };

    private static long First<T>(ArrayData indices, int limit)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        ReadOnlySpan<T> values = indices.Buffers[1].As<T>()[..indices.Length];
        ReadOnlySpan<byte> validity = indices.NullCount == 0 ? [] : indices.Buffers[0].Span;
        T bound = T.CreateSaturating(limit);

        // Where every value of the index type is in the dictionary, or none but the greatest could be outside of it.
        bool isSaturated = long.CreateSaturating(T.MaxValue) < limit;
        for (int i = 0; i < values.Length; i++)
        {
            bool isInside = values[i] >= T.Zero && (isSaturated || values[i] < bound);
            if (!isInside && (validity.IsEmpty || BitUtility.GetBit(validity, i))) return i;
        }

        return -1;
    }
}
