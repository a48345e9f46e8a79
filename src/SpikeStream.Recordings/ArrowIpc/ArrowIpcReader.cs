using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings;

/// <summary>Reads Arrow files and streams: mapped into memory without a copy below 2 GiB, through a stream above.</summary>
internal sealed class ArrowIpcReader : RecordingReader
{
    private const int MostKept = 1 << 14;

    private readonly string _path;
    private readonly long _start;
    private readonly long _stop;
    private readonly MappedFile? _mapped;
    private readonly int? _batches;
    private readonly ArrowSalvage? _salvage;
    private readonly ArrowTableMapping _mapping;
    private readonly bool _isOrdered;
    private ArrowTimeIndex? _times;
    private List<RecordBatch>? _found;
    private MissingBins? _missing;

    private ArrowIpcReader(string path, string format, long start, long stop, int? batches, MappedFile? mapped, ArrowSalvage? salvage, ArrowTableMapping mapping, long? rowCount)
        : base(mapping.Kind, mapping.Schema, format, rowCount)
    {
        _path = path;
        _start = start;
        _stop = stop;
        _batches = batches;
        _mapped = mapped;
        _salvage = salvage;
        _mapping = mapping;
        _isOrdered = Kind != RecordingKind.Spikes && SchemaParts.IsInOrderOfTime(Kind, Schema);
    }

    /// <summary>Opens a file whose stream lies between two positions.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Name of the format.</param>
    /// <param name="start">Where the stream starts.</param>
    /// <param name="stop">Where it stops.</param>
    /// <param name="batches">Number of batches that the footer promises, if there is one.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="mappedBytes">Largest file that is mapped; larger ones are read through a stream.</param>
    public static ArrowIpcReader Open(string path, string format, long start, long stop, int? batches, ReadOptions options, long mappedBytes = int.MaxValue)
    {
        RefuseEmpty(path, start, stop);
        MappedFile? mapped = new FileInfo(path).Length <= Math.Min(mappedBytes, int.MaxValue) ? MappedFile.Open(path) : null;
        using ArrowStreamReader stream = OpenStream(path, mapped, start, stop);
        Schema schema = Guarded(path, () => stream.Schema) ?? throw new InvalidInputException($"{path}: found no schema, expected an Arrow table.");
        List<RecordBatch>? found = mapped is null ? null : [];
        long? rows = mapped is null ? null : CountRows(path, stream, batches, mapped, ref found);
        var mapping = ArrowTableMapping.Create(path, schema, options, () => ReadAll(path, mapped, start, stop, batches));
        return new ArrowIpcReader(path, format, start, stop, batches, mapped, null, mapping, rows) { _found = found };
    }

    /// <summary>Opens what can be read of a file that may be damaged, and says what is lost.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Name of the format.</param>
    /// <param name="start">Where the stream starts.</param>
    /// <param name="options">How to read it.</param>
    public static ArrowIpcReader OpenDamaged(string path, string format, long start, ReadOptions options)
    {
        RefuseEmpty(path, start, new FileInfo(path).Length);
        ArrowSalvage salvage = new(path, start);
        var mapping = ArrowTableMapping.Create(path, salvage.Schema, options, salvage.ReadKept);
        MissingBins? missing = MissingBins.For(mapping.Kind, mapping.Schema);
        LostStretches lost = new(mapping.Kind, mapping.Schema);
        long kept = 0, rows = 0;
        IEnumerable<RecordBatch?> noted = salvage.Read(options.Notice).Select(batch =>
        {
            lost.Add(batch is null ? null : Guarded(path, () => mapping.Map(batch, kept), kept));
            kept += batch?.Length ?? 0;
            return batch;
        });
        foreach (RecordBatch? batch in Completed(noted, missing)) rows += batch?.Length ?? 0;
        mapping = mapping.With(lost.Cut(path, options.Notice));
        return new ArrowIpcReader(path, format, start, 0, null, null, salvage, mapping, rows) { _missing = missing };
    }

    /// <summary>Turns whatever a damaged file makes the Arrow library throw into a refusal that names the file.</summary>
    internal static T Guarded<T>(string path, Func<T> read, long? row = null)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException or InvalidInputException))
        {
            string place = row is null ? string.Empty : $" after row {row}";
            throw new InvalidInputException($"{path}: found Arrow data that cannot be read{place}: {fault.Message.TrimEnd('.')}.", fault);
        }
    }

    internal override long? FindRow(double time)
    {
        if (_mapped is null || !_mapping.IsIdentity || !SchemaParts.IsInOrderOfTime(Kind, Schema)) return null;
        _times ??= ArrowTimeIndex.Create(Batches());
        return _times?.Find(time);
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows), cancellationToken);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        long row = 0;
        double previous = 0, latest = double.NegativeInfinity;
        foreach (RecordBatch batch in Batches())
        {
            long skip = Math.Min(batch.Length, Math.Max(0, firstRow - row));
            for (int offset = (int)skip; offset < batch.Length; offset += chunkRows)
            {
                int rows = Math.Min(chunkRows, batch.Length - offset);
                int from = offset;
                RecordBatch chunk = Guarded(_path, () => _mapping.Map(Columns.Slice(batch, from, rows), row + from), row);
                // What is salvaged is sorted afterwards, if it must be.
                if (Kind == RecordingKind.Spikes && _salvage is null) SpikeOrder.Check(_path, row + offset, SpikesSchema.Times(chunk), ref previous);
                if (_isOrdered) CheckOrder(chunk, row + offset, ref latest);
                yield return chunk;
            }

            row += batch.Length;
            if (_found is not null && skip < batch.Length) _mapped?.ReleaseBefore(FirstBytes(batch));
        }
    }

    // Of spikes there is a faster check.
    private void CheckOrder(RecordBatch rows, long row, ref double latest)
    {
        ReadOnlySpan<double> times = Columns.Values<double>(rows, SeriesSchema.Time);
        for (int i = 0; i < times.Length; i++)
        {
            if (!(times[i] >= latest) || !double.IsFinite(times[i]))
                throw new InvalidInputException(FormattableString.Invariant($"{_path}: row {row + i}: found time {times[i]:R} s after {latest:R} s, expected finite times that do not decrease: sort the rows where they are written, repair does not."));
            latest = times[i];
        }
    }

    private IEnumerable<RecordBatch> Batches() =>
        _found ?? (_salvage is null ? ReadAll(_path, _mapped, _start, _stop, _batches) : Completed(_salvage.Read(null), _missing).OfType<RecordBatch>());

    private static IEnumerable<RecordBatch?> Completed(IEnumerable<RecordBatch?> batches, MissingBins? missing) => missing?.Fill(batches) ?? batches;

    private static IEnumerable<RecordBatch> ReadAll(string path, MappedFile? mapped, long start, long stop, int? batches)
    {
        using ArrowStreamReader stream = OpenStream(path, mapped, start, stop);
        long row = 0;
        int found = 0;
        while (Next(path, stream, row) is { } batch)
        {
            yield return batch;
            row += batch.Length;
            found++;
            mapped?.ReleaseBefore(FirstBytes(batch));
        }

        if (batches is not null && found < batches) throw ArrowSalvage.Refuse(path, found, batches.Value);
    }

    // The batches are kept, which costs little over mapped memory, so that a window need not go through the messages before it again.
    private static long CountRows(string path, ArrowStreamReader stream, int? batches, MappedFile mapped, ref List<RecordBatch>? kept)
    {
        long rows = 0;
        int found = 0;
        while (Next(path, stream, rows) is { } batch)
        {
            rows += batch.Length;
            found++;
            if (found > MostKept) kept = null;
            kept?.Add(batch);
            mapped.ReleaseBefore(FirstBytes(batch));
        }

        if (found < batches) throw ArrowSalvage.Refuse(path, found, batches.Value);
        if (found > batches)
            throw new InvalidInputException($"{path}: found {found} record batches, expected {batches} as the footer says: the file is damaged.");
        return rows;
    }

    private static void RefuseEmpty(string path, long start, long stop)
    {
        byte[] head = new byte[8];
        using (FileStream file = File.OpenRead(path))
        {
            file.Position = Math.Min(start, file.Length);
            Span<byte> first = head.AsSpan(0, (int)Math.Clamp(stop - start, 0, head.Length));
            file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length == 0 || (length == -1 && BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4)) == 0))
            throw new InvalidInputException($"{path}: no schema in it: found an empty Arrow stream, expected a schema and record batches.");
    }

    private static ArrowStreamReader OpenStream(string path, MappedFile? mapped, long start, long stop)
    {
        if (mapped is not null) return Guarded(path, () => new ArrowStreamReader(mapped.Memory[(int)start..(int)stop]));
        FileStream file = File.OpenRead(path);
        file.Position = start;
        return new ArrowStreamReader(file, new ManagedAllocator(), leaveOpen: false);
    }

    private static RecordBatch? Next(string path, ArrowStreamReader stream, long row) => Guarded(path, stream.ReadNextRecordBatch, row);

    private static ReadOnlySpan<byte> FirstBytes(RecordBatch batch)
    {
        foreach (IArrowArray array in batch.Arrays)
        {
            ArrayData data = array.Data;
            if (data.Buffers.Length > 1 && data.Buffers[1].Length > 0) return data.Buffers[1].Span;
        }

        return [];
    }
}
