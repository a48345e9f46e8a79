using Microsoft.Win32.SafeHandles;

namespace SpikeStream.Recordings;

/// <summary>Numbers that lie in the file as they are.</summary>
/// <param name="file">The file.</param>
/// <param name="place">File and variable, for messages.</param>
/// <param name="offset">Where they begin.</param>
/// <param name="type">What they are stored as.</param>
/// <param name="isBigEndian">Whether the highest byte comes first.</param>
internal sealed class MatlabFileRange(SafeFileHandle file, string place, long offset, MatlabElementType type, bool isBigEndian) : MatlabStorage
{
    private const int PieceBytes = 1 << 16;

    public override bool IsWhole => MatlabNumberBytes.IsInteger(type);

    public override void Read(long first, Span<double> values)
    {
        int size = MatlabNumberBytes.Size(type);
        byte[] piece = new byte[Math.Min((long)values.Length * size, PieceBytes)];
        for (int read = 0; read < values.Length;)
        {
            int count = Math.Min(values.Length - read, piece.Length / size);
            Span<byte> bytes = piece.AsSpan(0, count * size);
            for (int got = 0, now; got < bytes.Length; got += now)
            {
                now = RandomAccess.Read(file, bytes[got..], offset + ((first + read) * size) + got);
                if (now == 0) throw new InvalidInputException($"{place}: found the end of the file, expected {count} more numbers: the file has become shorter.");
            }

            MatlabNumberBytes.Decode(bytes, type, isBigEndian, values.Slice(read, count));
            read += count;
        }
    }
}
