using System.Runtime.InteropServices;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>Input that waits for the parameters of its simulation: in memory up to a limit, beyond it in a file.</summary>
/// <remarks>The file is working data, read by the same run or its resumption only. First all is appended, then read.</remarks>
/// <param name="channels">Numbers in a row.</param>
/// <param name="memoryLimit">Bytes to keep in memory at most; at most 1 GiB.</param>
/// <param name="path">The file for what goes beyond.</param>
internal sealed class InputArchive(int channels, long memoryLimit, string path) : IDisposable
{
    private const int BufferLength = 1 << 20;
    private double[] _memory = [];
    private FileStream? _file;

    /// <summary>Rows held.</summary>
    public long Rows { get; private set; }

    /// <summary>Whether memory is used up.</summary>
    public bool IsInFile => _file is not null;

    /// <summary>Adds rows.</summary>
    /// <param name="values">Values [row, channel].</param>
    public void Append(ReadOnlySpan<double> values)
    {
        int held = (int)(IsInFile ? 0 : Rows * channels);
        if (!IsInFile && (held + values.Length) * (long)sizeof(double) > memoryLimit)
        {
            _file = Open(FileMode.Create);
            _file.Write(MemoryMarshal.AsBytes(_memory.AsSpan(0, held)));
            _memory = [];
        }

        if (IsInFile)
        {
            _file!.Write(MemoryMarshal.AsBytes(values));
        }
        else
        {
            if (_memory.Length < held + values.Length) System.Array.Resize(ref _memory, Math.Max(held + values.Length, 2 * _memory.Length));
            values.CopyTo(_memory.AsSpan(held));
        }

        Rows += values.Length / channels;
    }

    /// <summary>Reads rows; in any order, but nothing may be appended afterwards.</summary>
    /// <param name="firstRow">The first row.</param>
    /// <param name="values">Receives values [row, channel].</param>
    public void Read(long firstRow, Span<double> values)
    {
        if (!IsInFile)
        {
            _memory.AsSpan((int)(firstRow * channels), values.Length).CopyTo(values);
            return;
        }

        _file!.Seek(firstRow * channels * sizeof(double), SeekOrigin.Begin);
        _file.ReadExactly(MemoryMarshal.AsBytes(values));
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Rows);
        writer.Write(IsInFile);
        if (IsInFile) _file!.Flush(flushToDisk: true);
        else writer.Write(MemoryMarshal.AsBytes(_memory.AsSpan(0, (int)(Rows * channels))));
    }

    /// <exception cref="InvalidDataException">The file is missing or too short.</exception>
    public void Restore(BinaryReader reader)
    {
        Rows = reader.ReadInt64();
        long length = Rows * channels * sizeof(double);
        if (!reader.ReadBoolean())
        {
            _memory = MemoryMarshal.Cast<byte, double>(reader.ReadBytes(checked((int)length))).ToArray();
            return;
        }

        FileInfo file = new(path);
        if (!file.Exists || file.Length < length)
            throw new InvalidDataException($"{path}: found {(file.Exists ? $"{file.Length} bytes" : "no file")}, expected the {length} bytes that the checkpoint speaks of");
        _file = Open(FileMode.Open);
        _file.SetLength(length);
        _file.Seek(0, SeekOrigin.End);
    }

    public void Dispose() => _file?.Dispose();

    private FileStream Open(FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.Read, BufferLength);
}
