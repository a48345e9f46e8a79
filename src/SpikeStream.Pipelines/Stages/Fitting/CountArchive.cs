using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using SpikeStream.Models.Fitting;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>
/// Population counts and inputs collected for many passes: in memory up to a limit, beyond it in a file that is mapped into memory for reading.
/// </summary>
/// <remarks>
/// The file holds a record per bin: the counts as int32 (negative where not observed), then the inputs as float64. It is working data, read by the same run or its
/// resumption only. Append from one thread; after <see cref="Seal"/> read from any number of threads.
/// </remarks>
internal sealed class CountArchive : IDisposable
{
    private const int WriteBufferLength = 1 << 20;

    private readonly int _populations;
    private readonly int _recordLength;
    private readonly long _memoryLimit;
    private readonly string _path;
    private readonly bool _hasInputs;
    private byte[] _memory = [];
    private FileStream? _file;
    private MemoryMappedFile? _map;
    private MemoryMappedViewAccessor? _view;

    /// <summary>Prepares an archive; makes no file yet.</summary>
    /// <param name="populations">Number of populations.</param>
    /// <param name="hasInputs">Whether each bin has an input per population.</param>
    /// <param name="memoryLimit">Bytes to keep in memory at most; at most 1 GiB.</param>
    /// <param name="path">The file for what goes beyond.</param>
    public CountArchive(int populations, bool hasInputs, long memoryLimit, string path)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(memoryLimit, 1L << 30);
        _populations = populations;
        _hasInputs = hasInputs;
        _recordLength = populations * (sizeof(int) + (hasInputs ? sizeof(double) : 0));
        _memoryLimit = memoryLimit;
        _path = path;
    }

    /// <summary>Number of bins held.</summary>
    public long BinCount => Stretches.BinCount;

    /// <summary>Which bins were observed.</summary>
    public SequenceStretches Stretches { get; } = new();

    /// <summary>Whether the file is in use.</summary>
    public bool IsInFile => _file is not null || _view is not null;

    /// <summary>Adds bins.</summary>
    /// <param name="counts">Counts [bin, population].</param>
    /// <param name="inputs">Inputs [bin, population]; empty where there are none.</param>
    public void Append(ReadOnlySpan<int> counts, ReadOnlySpan<double> inputs)
    {
        if (_view is not null) throw new InvalidOperationException("The archive is sealed.");
        int bins = counts.Length / _populations;
        if (bins == 0) return;
        byte[] records = new byte[bins * _recordLength];
        for (int bin = 0; bin < bins; bin++)
        {
            Span<byte> record = records.AsSpan(bin * _recordLength, _recordLength);
            MemoryMarshal.AsBytes(counts.Slice(bin * _populations, _populations)).CopyTo(record);
            if (_hasInputs) MemoryMarshal.AsBytes(inputs.Slice(bin * _populations, _populations)).CopyTo(record[(_populations * sizeof(int))..]);
        }

        long held = BinCount * _recordLength;
        if (_file is null && held + records.Length > _memoryLimit) MoveToFile((int)held);
        if (_file is not null)
        {
            _file.Write(records);
        }
        else
        {
            if (held + records.Length > _memory.Length) Array.Resize(ref _memory, (int)Math.Min(Math.Max(_memoryLimit, held + records.Length), Math.Max(2L * _memory.Length, held + records.Length)));
            records.CopyTo(_memory, (int)held);
        }

        Stretches.Append(counts, _populations);
    }

    /// <summary>Ends the collecting; reading begins.</summary>
    public void Seal()
    {
        if (_file is null || _view is not null) return;
        _file.Flush();
        _map = MemoryMappedFile.CreateFromFile(_file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    /// <summary>Reads bins.</summary>
    /// <param name="firstBin">The first bin, counted from the start of the archive.</param>
    /// <param name="counts">Receives counts [bin, population].</param>
    /// <param name="inputs">Receives inputs [bin, population]; empty where there are none.</param>
    public void Read(long firstBin, Span<int> counts, Span<double> inputs)
    {
        int bins = counts.Length / _populations;
        byte[] records = new byte[bins * _recordLength];
        if (IsInFile)
        {
            MemoryMappedViewAccessor view = _view ?? throw new InvalidOperationException("The archive is not sealed.");
            view.ReadArray(firstBin * _recordLength, records, 0, records.Length);
        }
        else
        {
            _memory.AsSpan((int)(firstBin * _recordLength), records.Length).CopyTo(records);
        }

        for (int bin = 0; bin < bins; bin++)
        {
            ReadOnlySpan<byte> record = records.AsSpan(bin * _recordLength, _recordLength);
            record[..(_populations * sizeof(int))].CopyTo(MemoryMarshal.AsBytes(counts.Slice(bin * _populations, _populations)));
            if (_hasInputs) record[(_populations * sizeof(int))..].CopyTo(MemoryMarshal.AsBytes(inputs.Slice(bin * _populations, _populations)));
        }
    }

    /// <summary>Writes what is in memory, or how long the file is.</summary>
    public void Save(BinaryWriter writer)
    {
        Stretches.Save(writer);
        writer.Write(IsInFile);
        if (IsInFile) _file?.Flush(flushToDisk: true);
        else writer.Write(_memory.AsSpan(0, (int)(BinCount * _recordLength)));
    }

    /// <summary>Takes up what <see cref="Save"/> wrote; cuts the file back to that length.</summary>
    /// <exception cref="InvalidDataException">The file is missing or too short.</exception>
    public void Restore(BinaryReader reader)
    {
        Stretches.Restore(reader);
        if (!reader.ReadBoolean())
        {
            _memory = reader.ReadBytes(checked((int)(BinCount * _recordLength)));
            return;
        }

        FileInfo file = new(_path);
        long length = BinCount * _recordLength;
        if (!file.Exists || file.Length < length) throw new InvalidDataException($"{_path}: found {(file.Exists ? $"{file.Length} bytes" : "no file")}, expected the {length} bytes that the checkpoint speaks of");
        _file = Open(FileMode.Open);
        _file.SetLength(length);
        _file.Seek(0, SeekOrigin.End);
    }

    public void Dispose()
    {
        _view?.Dispose();
        _map?.Dispose();
        _file?.Dispose();
    }

    private void MoveToFile(int held)
    {
        _file = Open(FileMode.Create);
        _file.Write(_memory, 0, held);
        _memory = [];
    }

    private FileStream Open(FileMode mode) => new(_path, mode, FileAccess.ReadWrite, FileShare.Read, WriteBufferLength);
}
