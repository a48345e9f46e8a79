namespace SpikeStream.Numerics.Vectors;

/// <summary>Doubles at a fixed address that is a multiple of 64 bytes, for kernels. Zero at first.</summary>
public sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;
    private const int Page = 4096;
    private readonly double[] _memory;

    /// <summary>Allocates zeros.</summary>
    /// <param name="length">Number of doubles, at least 0.</param>
    public AlignedBuffer(int length)
        : this(length, Alignment, 0)
    {
    }

    /// <summary>Allocates zeros at a given place within a page of memory.</summary>
    /// <param name="length">Number of doubles, at least 0.</param>
    /// <param name="eighth">
    /// In which eighth of a page the first double lies, 0 to 7. A processor tells at first by the place within a page whether a load needs what was
    /// just stored: arrays that a kernel walks through together go to different eighths, or loads wait for stores that they have nothing to do with.
    /// </param>
    public AlignedBuffer(int length, int eighth)
        : this(length, Page, eighth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(eighth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(eighth, 7);
    }

    private AlignedBuffer(int length, int alignment, int eighth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int offset = eighth * (Page / 8);
        _memory = GC.AllocateArray<double>(length + (alignment + offset) / sizeof(double), pinned: true);
        fixed (double* memory = _memory)
        {
            First = (double*)((((nuint)memory + (nuint)alignment - 1) & ~((nuint)alignment - 1)) + (nuint)offset);
        }

        Length = length;
    }

    /// <summary>Address of the first double; valid while this object is reachable.</summary>
    public double* First { get; }

    /// <summary>Number of doubles.</summary>
    public int Length { get; }

    /// <summary>All doubles.</summary>
    public Span<double> Span => new(First, Length);
}
