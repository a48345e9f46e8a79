using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SpikeStream.Recordings;

/// <summary>One NumPy array, a file or a member of an archive, that can be read from its start as often as is needed.</summary>
internal sealed class NpyColumn(string name, NpyHeader header, Func<Stream> open)
{
    /// <summary>The file, and the member if there is one, for messages.</summary>
    public string Name => name;

    public NpyHeader Header => header;

    /// <summary>Whether rows can be read from any place without reading what is before them.</summary>
    public bool IsSeekable { get; private init; }

    /// <summary>Opens a file and checks its size against the bytes that are there.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="open">Opens it from its start.</param>
    /// <param name="notice">Is told of bytes behind the array.</param>
    /// <param name="mostAxes">Most axes that the array may have: 2 or 3.</param>
    public static NpyColumn Open(string name, long bytes, Func<Stream> open, Action<string>? notice = null, int mostAxes = 2)
    {
        NpyColumn column = OpenChecked(name, bytes, open, mostAxes, out long surplus);
        if (surplus > 0) notice?.Invoke($"{name}: found {surplus} bytes behind the {column.Header.Rows} rows that its header states, which are left out: was its writer stopped?");
        return column;
    }

    /// <summary>Opens a member of an archive, which holds its array and nothing else.</summary>
    /// <param name="name">The archive and the member, for messages.</param>
    /// <param name="bytes">Its length when unpacked, by the archive.</param>
    /// <param name="open">Opens it from its start.</param>
    public static NpyColumn OpenMember(string name, long bytes, Func<Stream> open)
    {
        NpyColumn column = OpenChecked(name, bytes, open, mostAxes: 2, out long surplus);
        return surplus == 0
            ? column
            : throw new InvalidInputException($"{name}: found {bytes} bytes, expected {bytes - surplus} for its {column.Header.Rows} rows: the archive is damaged.");
    }

    private static NpyColumn OpenChecked(string name, long bytes, Func<Stream> open, int mostAxes, out long surplus)
    {
        using Stream stream = open();
        var header = NpyHeader.Read(stream, name, mostAxes);
        Int128 expected = header.DataStart + (Int128)header.DataBytes;
        if (expected > bytes)
            throw new InvalidInputException($"{name}: found {bytes} bytes, expected {expected} for its {header.Rows} rows: the file is truncated.");
        surplus = (long)(bytes - expected);
        bool isCopied = header.IsColumnMajor && !stream.CanSeek;
        return new NpyColumn(name, header, isCopied ? new InflatedCopy(name, bytes, open).Open : open) { IsSeekable = stream.CanSeek || isCopied };
    }

    /// <summary>Refuses an array of text.</summary>
    public NpyColumn ExpectNumbers() => Header.IsText
        ? throw new InvalidInputException($"{name}: found text, expected numbers: is it the right array?")
        : this;

    /// <summary>Begins to read numbers at a row.</summary>
    public Cursor OpenAt(long firstRow) => new(ExpectNumbers(), header.IsColumnMajor ? open() : OpenRows(firstRow), firstRow);

    /// <summary>Opens an array in row-major order at a row.</summary>
    public Stream OpenRows(long firstRow)
    {
        Stream stream = open();
        try
        {
            long skip = header.DataStart + firstRow * header.RowSize * header.ItemSize;
            if (stream.CanSeek)
            {
                stream.Position = skip;
                return stream;
            }

            byte[] waste = new byte[1 << 16];
            while (skip > 0)
            {
                int read = stream.Read(waste, 0, (int)Math.Min(skip, waste.Length));
                if (read == 0) throw Truncated(firstRow);
                skip -= read;
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>A refusal of an array that ends too early.</summary>
    public InvalidInputException Truncated(long row) => new($"{name}: found the end after row {row}, expected {header.Rows} rows: the file is truncated.");

    /// <summary>Reads rows as numbers [row, entry] and closes the file again.</summary>
    public void Read(long firstRow, Span<double> values)
    {
        using Cursor cursor = OpenAt(firstRow);
        cursor.Read(values);
    }

    /// <summary>The bytes of the array taken in another shape, which must not need more of them.</summary>
    public NpyColumn With(NpyHeader shape) => new(name, shape, open);

    /// <summary>A position in the array.</summary>
    public sealed class Cursor : IDisposable
    {
        private readonly NpyColumn _column;
        private readonly Stream _stream;
        private long _row;
        private byte[] _buffer = [];

        public Cursor(NpyColumn column, Stream stream, long firstRow)
        {
            _column = column;
            _stream = stream;
            _row = firstRow;
        }

        /// <summary>Reads rows as numbers [row, entry].</summary>
        public void Read(Span<double> values)
        {
            NpyHeader header = _column.Header;
            int rows = values.Length / header.RowSize, bytes = checked(values.Length * header.ItemSize);
            bool isPlain = header is { Kind: 'f', ItemSize: 8, IsBigEndian: false, IsColumnMajor: false };
            if (!isPlain && _buffer.Length < bytes) Rent(bytes);
            if (header.IsColumnMajor)
            {
                int stripe = rows * header.ItemSize;
                for (int column = 0; column < header.RowSize; column++)
                {
                    _stream.Position = header.DataStart + (column * header.Rows + _row) * header.ItemSize;
                    Fill(_buffer.AsSpan(0, stripe));
                    for (int row = 0; row < rows; row++) values[row * header.RowSize + column] = Number(_buffer.AsSpan(row * header.ItemSize), header);
                }
            }
            else if (isPlain)
            {
                Fill(MemoryMarshal.AsBytes(values));
            }
            else
            {
                Fill(_buffer.AsSpan(0, bytes));
                Convert(_buffer.AsSpan(0, bytes), header, values);
            }

            _row += rows;
            // What inflates to more than the archive says is damaged; the stream says so.
            if (_row == header.Rows && !_stream.CanSeek) _stream.ReadByte();
        }

        public void Dispose()
        {
            _stream.Dispose();
            Rent(0);
        }

        private void Rent(int bytes)
        {
            if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = bytes > 0 ? ArrayPool<byte>.Shared.Rent(bytes) : [];
        }

        private void Fill(Span<byte> target)
        {
            if (_stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length) throw _column.Truncated(_row);
        }

        private static void Convert(ReadOnlySpan<byte> source, NpyHeader header, Span<double> values)
        {
            switch (header.IsBigEndian ? default : (header.Kind, header.ItemSize))
            {
                case ('i', 8): Convert<long>(source, values); break;
                case ('u', 8): Convert<ulong>(source, values); break;
                case ('i', 4): Convert<int>(source, values); break;
                case ('u', 4): Convert<uint>(source, values); break;
                case ('u', 2): Convert<ushort>(source, values); break;
                case ('f', 4): Convert<float>(source, values); break;
                default:
                    for (int i = 0; i < values.Length; i++) values[i] = Number(source[(i * header.ItemSize)..], header);
                    break;
            }
        }

        // Compiled for each type by itself.
        private static void Convert<T>(ReadOnlySpan<byte> source, Span<double> values)
            where T : unmanaged, INumberBase<T>
        {
            ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(source)[..values.Length];
            for (int i = 0; i < numbers.Length; i++) values[i] = double.CreateTruncating(numbers[i]);
        }

        private static double Number(ReadOnlySpan<byte> source, NpyHeader header)
        {
            ulong bits = header.ItemSize switch
            {
                1 => source[0],
                2 => header.IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(source) : BinaryPrimitives.ReadUInt16LittleEndian(source),
                4 => header.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(source) : BinaryPrimitives.ReadUInt32LittleEndian(source),
                _ => header.IsBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(source) : BinaryPrimitives.ReadUInt64LittleEndian(source),
            };
            unchecked
            {
                return (header.Kind, header.ItemSize) switch
                {
                    ('f', 8) => BitConverter.UInt64BitsToDouble(bits),
                    ('f', 4) => BitConverter.UInt32BitsToSingle((uint)bits),
                    ('f', _) => (double)BitConverter.UInt16BitsToHalf((ushort)bits),
                    ('i', 1) => (sbyte)bits,
                    ('i', 2) => (short)bits,
                    ('i', 4) => (int)bits,
                    ('i', _) => (long)bits,
                    _ => bits,
                };
            }
        }
    }
}
