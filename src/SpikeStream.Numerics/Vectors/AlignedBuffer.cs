namespace SpikeStream.Numerics.Vectors;

/// <summary>Doubles at a fixed address that is a multiple of 64 bytes, for kernels. Zero at first.</summary>
public sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;
    private readonly double[] _memory;

    /// <summary>Allocates zeros.</summary>
    /// <param name="length">Number of doubles, at least 0.</param>
    public AlignedBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _memory = GC.AllocateArray<double>(length + Alignment / sizeof(double), pinned: true);
        fixed (double* memory = _memory)
        {
            First = (double*)(((nuint)memory + Alignment - 1) & ~(nuint)(Alignment - 1));
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
