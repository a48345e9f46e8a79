using System.Runtime.InteropServices;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>Rows of numbers that enter at the end and leave at the start, in one contiguous piece.</summary>
/// <param name="width">Numbers per row.</param>
internal sealed class RowQueue<T>(int width)
    where T : unmanaged
{
    private T[] _values = [];
    private int _start;

    /// <summary>Number of rows held.</summary>
    public int Rows { get; private set; }

    /// <summary>The values [row, column]; valid until the next change.</summary>
    public ReadOnlySpan<T> Values => _values.AsSpan(_start, Rows * width);

    /// <summary>Adds rows at the end.</summary>
    public void Append(ReadOnlySpan<T> values)
    {
        int held = Rows * width;
        if (_start + held + values.Length > _values.Length)
        {
            T[] target = held + values.Length <= _values.Length / 2 ? _values : new T[Math.Max(2 * held, held + values.Length)];
            _values.AsSpan(_start, held).CopyTo(target);
            (_values, _start) = (target, 0);
        }

        values.CopyTo(_values.AsSpan(_start + held));
        Rows += values.Length / width;
    }

    /// <summary>Forgets the first rows.</summary>
    public void Remove(int rows)
    {
        _start += rows * width;
        Rows -= rows;
        if (Rows == 0) _start = 0;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Rows);
        writer.Write(MemoryMarshal.AsBytes(Values));
    }

    public void Restore(BinaryReader reader)
    {
        int rows = reader.ReadInt32();
        _values = new T[rows * width];
        (_start, Rows) = (0, rows);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_values.AsSpan()));
    }
}
