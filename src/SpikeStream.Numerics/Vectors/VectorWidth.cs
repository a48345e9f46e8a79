namespace SpikeStream.Numerics.Vectors;

/// <summary>The instructions that vector kernels use. Results have the same bits whichever is chosen.</summary>
public enum VectorWidth
{
    /// <summary>The widest that this machine has.</summary>
    Widest,

    /// <summary>512-bit vectors; where the machine lacks them, the next narrower.</summary>
    Bits512,

    /// <summary>256-bit vectors; where the machine lacks them, scalar code.</summary>
    Bits256,

    /// <summary>No vector instructions.</summary>
    Scalar,
}
