namespace SpikeStream.Recordings;

/// <summary>A dataset: values along any number of axes, read and written in parts along the first.</summary>
internal sealed unsafe class Hdf5Dataset : Hdf5Node
{
    private const int ChunkedLayout = 2, VirtualLayout = 3;
    private const long PieceValues = 1 << 20;
    private const long MostChunkBytes = 1L << 30;

    /// <summary>No more is made of a byte by the filters of HDF5: gzip shrinks 1032 to one at most.</summary>
    private const int MostShrinking = 1100;

    internal Hdf5Dataset(Hdf5File file, string path, Hdf5Handle handle)
        : base(file, path, handle)
    {
        try
        {
            using Hdf5Handle space = Hdf5Library.Check(Hdf5Native.DatasetSpace(handle), Place, "tell the extent of");
            Extent = ExtentOf(space, Place);
            Count = Extent.Aggregate(1L, (product, length) => product * length);
            Type = new(Hdf5Library.Check(Hdf5Native.DatasetType(handle), Place, "tell the type of"));
            CheckStorage();
        }
        catch
        {
            Type?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Length along each axis; empty for a single value.</summary>
    public IReadOnlyList<long> Extent { get; private set; }

    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Length along the first axis; 1 for a single value.</summary>
    public long Rows => Extent.Count == 0 ? 1 : Extent[0];

    /// <summary>Values in a row: the product of the further lengths.</summary>
    public long RowSize => Extent.Skip(1).Aggregate(1L, (product, length) => product * length);

    public Hdf5ValueType Type { get; }

    /// <summary>Reads rows as numbers (converted where the file has others) or object references.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="firstRow">First row.</param>
    /// <param name="values">Receives whole rows, in the order of the file.</param>
    /// <exception cref="InvalidInputException">The rows are not there, are no numbers, or cannot be read.</exception>
    public void Read<T>(long firstRow, Span<T> values)
        where T : unmanaged
    {
        bool fits = typeof(T) == typeof(Hdf5Reference) ? Type.Kind == Hdf5Kind.Reference : Type.IsNumber;
        if (!fits) throw new InvalidInputException($"{Place}: found {Type}, expected {(typeof(T) == typeof(Hdf5Reference) ? "object references" : "numbers")}.");
        if (values.Length == 0) return;
        fixed (T* start = values) ReadPart(firstRow, values.Length / RowSize, MemoryType<T>(Type), start);
    }

    /// <summary>Reads numbers from an index on, whatever rows they are in.</summary>
    /// <param name="first">Index of the first in the order of the file.</param>
    /// <param name="values">Receives as many numbers as it is long.</param>
    /// <exception cref="InvalidInputException">They are not there, are no numbers, or cannot be read.</exception>
    public void ReadValues(long first, Span<double> values)
    {
        if (Extent.Count < 2 || values.Length == 0)
        {
            Read(first, values);
            return;
        }

        if (first < 0 || first > Count - values.Length) throw new InvalidInputException($"{Place}: found {Count} values, expected values {first} to {first + values.Length}.");
        if (!Type.IsNumber) throw new InvalidInputException($"{Place}: found {Type}, expected numbers.");
        long last = Extent[^1];
        while (values.Length > 0)
        {
            (long row, long within) = (first / RowSize, first % RowSize);
            int count = within == 0 && values.Length >= RowSize ? (int)(values.Length / RowSize * RowSize) : (int)Math.Min(values.Length, last - (within % last));
            fixed (double* start = values)
            {
                if (count % RowSize == 0 && within == 0) ReadPart(row, count / RowSize, MemoryType<double>(Type), start);
                else ReadStretch(first, count, MemoryType<double>(Type), start);
            }

            first += count;
            values = values[count..];
        }
    }

    /// <summary>All values as numbers or object references.</summary>
    /// <typeparam name="T">The number.</typeparam>
    public T[] ReadAll<T>()
        where T : unmanaged
    {
        T[] values = new T[CheckedCount(sizeof(T))];
        if (values.Length == 0) return values;
        long piece = Math.Max(1, PieceValues / RowSize);
        for (long row = 0; row < Rows; row += piece) Read(row, values.AsSpan((int)(row * RowSize), (int)(Math.Min(piece, Rows - row) * RowSize)));
        return values;
    }

    /// <summary>All values as text; null where a text of variable length is not there.</summary>
    public string?[] ReadTexts() => ReadTexts(0, Rows);

    /// <summary>Rows as text.</summary>
    public string?[] ReadTexts(long firstRow, long rows)
    {
        if (Type.Kind != Hdf5Kind.Text) throw new InvalidInputException($"{Place}: found {Type}, expected text.");
        if (Type.IsVariable ? rows * RowSize > File.Length : (Int128)rows * RowSize * Type.Size > int.MaxValue / 2)
            throw new InvalidInputException($"{Place}: found {rows * RowSize} texts, expected no more than the file's {File.Length} bytes hold.");
        lock (Hdf5Library.Gate) return Hdf5Text.Read(Type, (int)(rows * RowSize), (memory, values) => ReadPart(firstRow, rows, memory, (void*)values));
    }

    /// <summary>Writes rows, and makes an extensible dataset longer where they go beyond its end.</summary>
    public void Write<T>(long firstRow, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (values.Length == 0) return;
        fixed (T* start = values) WritePart(firstRow, values.Length / RowSize, Type.Kind == Hdf5Kind.Truth ? Type.Handle : Hdf5Types.Of<T>(), start);
    }

    /// <summary>Writes rows of text, as <see cref="Write{T}"/>; null for a text that is not there.</summary>
    public void WriteTexts(long firstRow, IReadOnlyList<string?> texts)
    {
        if (texts.Count == 0) return;
        lock (Hdf5Library.Gate) Hdf5Text.Write([.. texts], values => WritePart(firstRow, texts.Count / RowSize, Type.Handle, (void*)values));
    }

    /// <summary>Adds rows at the end of an extensible dataset.</summary>
    public void Append<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Write(Rows, values);

    public override void Dispose()
    {
        Type.Dispose();
        base.Dispose();
    }

    /// <summary>The number of values, where they fit into one array.</summary>
    private int CheckedCount(int size) => (Int128)Count * size < int.MaxValue
        ? (int)Count
        : throw new InvalidInputException($"{Place}: found {Count} values, expected fewer than {int.MaxValue / size} in one piece.");

    private void CheckStorage()
    {
        if (Count == 0 || Type.IsVariable) return;
        Int128 bytes = (Int128)Count * Type.Size;
        using Hdf5Handle creation = Hdf5Library.Check(Hdf5Native.DatasetCreation(Handle), Place, "tell the storage of");
        int layout = Hdf5Native.Layout(creation);
        if (layout == VirtualLayout || Hdf5Native.ExternalCount(creation) > 0)
            throw new InvalidInputException($"{Place}: found a dataset whose values lie in other files, expected everything in one file: copy the data in, for example with h5repack.");
        Int128 most = File.Length;
        if (layout == ChunkedLayout)
        {
            ulong[] chunk = new ulong[Math.Max(1, Extent.Count)];
            fixed (ulong* start = chunk) Hdf5Library.Check(Hdf5Native.Chunk(creation, chunk.Length, start), Place, "tell the chunks of");
            Int128 chunkBytes = chunk.Aggregate((Int128)Type.Size, (product, length) => product > MostChunkBytes ? product : product * length);
            if (chunkBytes > MostChunkBytes) throw new InvalidInputException($"{Place}: found chunks of more than {MostChunkBytes} bytes, expected at most that: write the file anew with smaller chunks.");
            most = ((Int128)File.Length * (Hdf5Native.FilterCount(creation) > 0 ? MostShrinking : 1)) + chunkBytes;
        }

        if (bytes > most) throw new InvalidInputException($"{Place}: found {Count} values of {Type.Size} bytes, more than a file of {File.Length} bytes can hold: the file is damaged.");
    }

    private void ReadPart(long firstRow, long rows, Hdf5Handle type, void* values)
    {
        lock (Hdf5Library.Gate)
        {
            if (firstRow < 0 || rows < 0 || firstRow > Rows - rows) throw new InvalidInputException($"{Place}: found {Rows} rows, expected rows {firstRow} to {firstRow + rows}.");
            if (rows == 0) return;
            using Hdf5Handle file = Hdf5Library.Check(Hdf5Native.DatasetSpace(Handle), Place, "tell the extent of");
            using Hdf5Handle memory = Select(file, firstRow, rows);
            CheckRead(Hdf5Native.ReadDataset(Handle, type, memory, file, Hdf5Handle.Default, values));
        }
    }

    // A stretch along the last axis.
    private void ReadStretch(long first, long count, Hdf5Handle type, double* values)
    {
        ulong[] start = new ulong[Extent.Count], length = new ulong[Extent.Count];
        Array.Fill(length, 1UL);
        for (int axis = Extent.Count - 1; axis >= 0; axis--)
        {
            start[axis] = (ulong)(first % Extent[axis]);
            first /= Extent[axis];
        }

        length[^1] = (ulong)count;
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle file = Hdf5Library.Check(Hdf5Native.DatasetSpace(Handle), Place, "tell the extent of");
            fixed (ulong* from = start, counts = length) Hdf5Library.Check(Hdf5Native.SelectPart(file, 0, from, null, counts, null), Place, "choose values of");
            ulong total = (ulong)count;
            using Hdf5Handle memory = Hdf5Library.Check(Hdf5Native.CreateSpace(1, &total, null), Place, "choose values of");
            CheckRead(Hdf5Native.ReadDataset(Handle, type, memory, file, Hdf5Handle.Default, values));
        }
    }

    private void CheckRead(int result)
    {
        if (result < 0) Hdf5Filters.RequireAll(Handle, Place);
        Hdf5Library.Check(result, Place, "read the values of");
    }

    private void WritePart(long firstRow, long rows, Hdf5Handle type, void* values)
    {
        lock (Hdf5Library.Gate)
        {
            if (firstRow + rows > Rows)
            {
                ulong[] extent = [(ulong)(firstRow + rows), .. Extent.Skip(1).Select(length => (ulong)length)];
                fixed (ulong* start = extent) Hdf5Library.Check(Hdf5Native.SetExtent(Handle, start), Place, "make longer");
                Extent = [.. extent.Select(length => (long)length)];
                Count = Rows * RowSize;
            }

            using Hdf5Handle file = Hdf5Library.Check(Hdf5Native.DatasetSpace(Handle), Place, "tell the extent of");
            using Hdf5Handle memory = Select(file, firstRow, rows);
            Hdf5Library.Check(Hdf5Native.WriteDataset(Handle, type, memory, file, Hdf5Handle.Default, values), Place, "write the values of");
        }
    }

    // Selects rows in the file, and gives the space of as many values in memory.
    private Hdf5Handle Select(Hdf5Handle file, long firstRow, long rows)
    {
        ulong count = (ulong)(rows * RowSize);
        if (Extent.Count > 0)
        {
            ulong[] start = new ulong[Extent.Count], length = [(ulong)rows, .. Extent.Skip(1).Select(axis => (ulong)axis)];
            start[0] = (ulong)firstRow;
            fixed (ulong* from = start, counts = length) Hdf5Library.Check(Hdf5Native.SelectPart(file, 0, from, null, counts, null), Place, "choose rows of");
        }

        return Hdf5Library.Check(Hdf5Native.CreateSpace(1, &count, null), Place, "choose rows of");
    }
}
