using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>Numbers and counts of trials in the order in which they came: in memory up to a limit, beyond it in a file.</summary>
/// <remarks>
/// A record is the number of the trial as int64 and its counts as int32. The file is working data, read by the same run or its resumption only. Append from one thread; after
/// <see cref="Seal"/> read from any number of threads. The file is read, not mapped, so that its pages do not count as memory of the process.
/// </remarks>
internal sealed class TrialArchive : IDisposable
{
    private const int BufferLength = 1 << 20;
    private const int LeastBlockLength = 1 << 16;
    private const int WidestGap = 4;

    private readonly int _neurons;
    private readonly int _recordLength;
    private readonly int _blockRecords;
    private readonly long _mostInMemory;
    private readonly string _path;
    private readonly List<byte[]> _blocks = [];
    private readonly byte[] _record;
    private FileStream? _file;
    private SafeFileHandle? _handle;

    /// <summary>Prepares an archive; makes no file yet.</summary>
    /// <param name="neurons">Counts of a trial.</param>
    /// <param name="mostInMemory">Trials to keep in memory at most.</param>
    /// <param name="path">The file for what goes beyond.</param>
    public TrialArchive(int neurons, long mostInMemory, string path)
    {
        (_neurons, _mostInMemory, _path) = (neurons, mostInMemory, path);
        _recordLength = sizeof(long) + neurons * sizeof(int);
        _blockRecords = Math.Max(1, LeastBlockLength / _recordLength);
        _record = new byte[_recordLength];
    }

    /// <summary>Trials held.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the file is in use.</summary>
    public bool IsInFile => _file is not null;

    /// <summary>Numbers in a record that are counts.</summary>
    public int NeuronCount => _neurons;

    /// <summary>Adds a trial.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="counts">Its counts, one per neuron.</param>
    public void Append(long number, ReadOnlySpan<int> counts)
    {
        if (_handle is not null) throw new InvalidOperationException("The archive is sealed.");
        if (_file is null && Count >= _mostInMemory) MoveToFile();
        Span<byte> record = _file is null ? Room() : _record;
        BinaryPrimitives.WriteInt64LittleEndian(record, number);
        MemoryMarshal.AsBytes(counts).CopyTo(record[sizeof(long)..]);
        _file?.Write(record);
        Count++;
    }

    /// <summary>Ends the collecting; reading begins.</summary>
    public void Seal()
    {
        if (_file is null || _handle is not null) return;
        _file.Flush();
        _handle = _file.SafeFileHandle;
    }

    /// <summary>The numbers of the trials, in the order in which they came.</summary>
    public long[] Numbers()
    {
        long[] numbers = new long[Count];
        byte[] records = ArrayPool<byte>.Shared.Rent(_blockRecords * _recordLength);
        for (long first = 0; first < Count; first += _blockRecords)
        {
            int length = (int)Math.Min(_blockRecords, Count - first);
            Fetch(first, records.AsSpan(0, length * _recordLength));
            for (int i = 0; i < length; i++) numbers[first + i] = BinaryPrimitives.ReadInt64LittleEndian(records.AsSpan(i * _recordLength));
        }

        ArrayPool<byte>.Shared.Return(records);
        return numbers;
    }

    /// <summary>Reads counts of trials.</summary>
    /// <param name="records">Places of the trials in the order in which they came.</param>
    /// <param name="counts">Receives them, [trial, neuron].</param>
    public void Read(ReadOnlySpan<int> records, Span<double> counts)
    {
        if (records.IsEmpty) return;
        (int first, int last) = (records[0], records[0]);
        foreach (int record in records) (first, last) = (Math.Min(first, record), Math.Max(last, record));
        // What lies close together is read at once.
        bool isDense = last - first < (long)WidestGap * records.Length;
        int length = isDense ? last - first + 1 : 1;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(checked(length * _recordLength));
        if (isDense) Fetch(first, bytes.AsSpan(0, length * _recordLength));
        for (int t = 0; t < records.Length; t++)
        {
            if (!isDense) Fetch(records[t], bytes.AsSpan(0, _recordLength));
            ReadOnlySpan<int> row = MemoryMarshal.Cast<byte, int>(bytes.AsSpan((isDense ? records[t] - first : 0) * _recordLength + sizeof(long), _neurons * sizeof(int)));
            Span<double> to = counts.Slice(t * _neurons, _neurons);
            for (int i = 0; i < row.Length; i++) to[i] = row[i];
        }

        ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Writes what is in memory, or how many records the file has.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        writer.Write(IsInFile);
        _file?.Flush(flushToDisk: true);
        for (int block = 0; block < _blocks.Count; block++) writer.Write(_blocks[block].AsSpan(0, (int)Math.Min(_blockRecords, Count - (long)block * _blockRecords) * _recordLength));
    }

    /// <summary>Takes up what <see cref="Save"/> wrote; cuts the file back to that length.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <exception cref="InvalidDataException">The file is missing or too short.</exception>
    public void Restore(BinaryReader reader)
    {
        long count = reader.ReadInt64(), length = count * _recordLength;
        if (!reader.ReadBoolean())
        {
            for (; Count < count; Count++) reader.BaseStream.ReadExactly(Room());
            return;
        }

        FileInfo file = new(_path);
        if (!file.Exists || file.Length < length) throw new InvalidDataException($"{_path}: found {(file.Exists ? $"{file.Length} bytes" : "no file")}, expected the {length} bytes that the checkpoint speaks of");
        _file = Open(FileMode.Open);
        _file.SetLength(length);
        _file.Seek(0, SeekOrigin.End);
        Count = count;
    }

    public void Dispose() => _file?.Dispose();

    private Span<byte> Room()
    {
        if (Count == (long)_blocks.Count * _blockRecords) _blocks.Add(new byte[_blockRecords * _recordLength]);
        return _blocks[^1].AsSpan((int)(Count % _blockRecords) * _recordLength, _recordLength);
    }

    private void MoveToFile()
    {
        _file = Open(FileMode.Create);
        for (int block = 0; block < _blocks.Count; block++) _file.Write(_blocks[block], 0, (int)Math.Min(_blockRecords, Count - (long)block * _blockRecords) * _recordLength);
        _blocks.Clear();
    }

    private void Fetch(long first, Span<byte> records)
    {
        if (_handle is not null)
        {
            for (long at = first * _recordLength; !records.IsEmpty;)
            {
                int read = RandomAccess.Read(_handle, records, at);
                if (read == 0) throw new InvalidDataException($"{_path}: found {at} bytes, expected {Count * _recordLength}");
                at += read;
                records = records[read..];
            }

            return;
        }

        if (IsInFile) throw new InvalidOperationException("The archive is not sealed.");
        while (!records.IsEmpty)
        {
            int offset = (int)(first % _blockRecords), length = Math.Min(_blockRecords - offset, records.Length / _recordLength);
            _blocks[(int)(first / _blockRecords)].AsSpan(offset * _recordLength, length * _recordLength).CopyTo(records);
            first += length;
            records = records[(length * _recordLength)..];
        }
    }

    private FileStream Open(FileMode mode) => new(_path, mode, FileAccess.ReadWrite, FileShare.Read, BufferLength);
}
