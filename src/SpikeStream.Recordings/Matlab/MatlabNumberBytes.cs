using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SpikeStream.Recordings;

/// <summary>Numbers from the bytes of a file.</summary>
internal static class MatlabNumberBytes
{
    /// <summary>Bytes of a number; 0 where the type is none of numbers.</summary>
    public static int Size(MatlabElementType type) => type switch
    {
        MatlabElementType.Int8 or MatlabElementType.UInt8 => 1,
        MatlabElementType.Int16 or MatlabElementType.UInt16 => 2,
        MatlabElementType.Int32 or MatlabElementType.UInt32 or MatlabElementType.Single => 4,
        MatlabElementType.Int64 or MatlabElementType.UInt64 or MatlabElementType.Double => 8,
        _ => 0,
    };

    public static bool IsInteger(MatlabElementType type) => Size(type) > 0 && type is not (MatlabElementType.Single or MatlabElementType.Double);

    /// <summary>Converts numbers.</summary>
    /// <param name="bytes">The bytes, whose order may be changed.</param>
    /// <param name="type">What they are.</param>
    /// <param name="isBigEndian">Whether the highest byte comes first.</param>
    /// <param name="values">Receives one value per number.</param>
    public static void Decode(Span<byte> bytes, MatlabElementType type, bool isBigEndian, Span<double> values)
    {
        if (isBigEndian == BitConverter.IsLittleEndian) Reverse(bytes, Size(type));
        switch (type)
        {
            case MatlabElementType.Double: MemoryMarshal.Cast<byte, double>(bytes).CopyTo(values); break;
            case MatlabElementType.Single: Convert<float>(bytes, values); break;
            case MatlabElementType.Int8: Convert<sbyte>(bytes, values); break;
            case MatlabElementType.UInt8: Convert<byte>(bytes, values); break;
            case MatlabElementType.Int16: Convert<short>(bytes, values); break;
            case MatlabElementType.UInt16: Convert<ushort>(bytes, values); break;
            case MatlabElementType.Int32: Convert<int>(bytes, values); break;
            case MatlabElementType.UInt32: Convert<uint>(bytes, values); break;
            case MatlabElementType.Int64: Convert<long>(bytes, values); break;
            case MatlabElementType.UInt64: Convert<ulong>(bytes, values); break;
            default: throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of numbers.");
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> bytes, Span<double> values)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < values.Length; i++) values[i] = double.CreateTruncating(numbers[i]);
    }

    private static void Reverse(Span<byte> bytes, int size)
    {
        if (size == 2) BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ushort>(bytes), MemoryMarshal.Cast<byte, ushort>(bytes));
        else if (size == 4) BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(bytes), MemoryMarshal.Cast<byte, uint>(bytes));
        else if (size == 8) BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, ulong>(bytes), MemoryMarshal.Cast<byte, ulong>(bytes));
    }
}
