using System.Buffers.Binary;
using System.Text;

namespace SpikeStream.Recordings;

/// <summary>What the first 128 bytes of a MATLAB file say.</summary>
/// <param name="Text">The words at its start, such as who wrote it when.</param>
/// <param name="IsHdf5">Whether HDF5 follows (version 7.3), rather than tagged elements (versions 5, 6 and 7).</param>
/// <param name="IsBigEndian">Whether numbers have their highest byte first.</param>
internal sealed record MatlabHeader(string Text, bool IsHdf5, bool IsBigEndian)
{
    /// <summary>Bytes of the header.</summary>
    public const int Bytes = 128;

    private const int TextBytes = 116, VersionOffset = 124, OrderOffset = 126;
    private const int Level5 = 0x0100, Level73 = 0x0200;
    private const int Level4Bytes = 20;

    /// <summary>Where HDF5 may begin after a block of the file's user.</summary>
    private static readonly int[] UserBlocks = [512, 1024, 2048];

    /// <summary>Reads a header.</summary>
    /// <param name="start">The first bytes of a file.</param>
    /// <returns>Null where it is none.</returns>
    public static MatlabHeader? Find(ReadOnlySpan<byte> start)
    {
        if (start.Length < Bytes) return null;
        ReadOnlySpan<byte> order = start.Slice(OrderOffset, 2);
        bool isBigEndian = order.SequenceEqual("MI"u8);
        if (!isBigEndian && !order.SequenceEqual("IM"u8)) return null;
        ReadOnlySpan<byte> number = start[VersionOffset..];
        int version = isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(number) : BinaryPrimitives.ReadUInt16LittleEndian(number);
        bool isHdf5 = HasUserBlock(start);
        if (version is not (Level5 or Level73) || (version == Level73) != isHdf5) return null;
        return new(Encoding.Latin1.GetString(start[..TextBytes]).TrimEnd(' ', '\0'), isHdf5, isBigEndian);
    }

    /// <summary>Whether HDF5 begins after a block of the file's user.</summary>
    public static bool HasUserBlock(ReadOnlySpan<byte> start)
    {
        foreach (int block in UserBlocks)
        {
            if (start.Length > block && start[block..].StartsWith(Hdf5File.Signature)) return true;
        }

        return false;
    }

    /// <summary>Whether a file may be one of MATLAB version 4, which begins with the size of a matrix.</summary>
    public static bool IsLevel4(ReadOnlySpan<byte> start)
    {
        if (start.Length < Level4Bytes) return false;
        return IsMatrix(start, BinaryPrimitives.ReadInt32LittleEndian) || IsMatrix(start, BinaryPrimitives.ReadInt32BigEndian);
    }

    private delegate int IntegerReader(ReadOnlySpan<byte> bytes);

    private static bool IsMatrix(ReadOnlySpan<byte> start, IntegerReader read)
    {
        // Digits of the type: order of bytes, zero, kind of the numbers, kind of the matrix.
        int type = read(start), rows = read(start[4..]), columns = read(start[8..]), isComplex = read(start[12..]), nameBytes = read(start[16..]);
        bool isType = type is >= 0 and < 5000 && type / 100 % 10 == 0 && type / 10 % 10 <= 5 && type % 10 <= 2;
        return isType && rows >= 0 && columns >= 0 && isComplex is 0 or 1 && nameBytes is > 1 and <= 256
            && start.Length >= Level4Bytes + nameBytes && start[Level4Bytes + nameBytes - 1] == 0 && start[Level4Bytes..(Level4Bytes + nameBytes - 1)].IndexOfAnyExceptInRange((byte)'0', (byte)'z') < 0;
    }
}
