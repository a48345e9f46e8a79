namespace SpikeStream.Numerics.Vectors;

/// <summary>
/// The instructions that vector kernels use. Results have the same bits whichever is chosen, and on all processors that multiply and add in one step (ARM64, x64
/// since 2013).
/// </summary>
public enum VectorWidth
{
    /// <summary>The widest that this machine has.</summary>
    Widest,

    /// <summary>512-bit vectors; where the machine lacks them, the next narrower.</summary>
    Bits512,

    /// <summary>256-bit vectors; where the machine lacks them, the next narrower.</summary>
    Bits256,

    /// <summary>128-bit vectors, such as NEON; where the machine lacks them, scalar code.</summary>
    Bits128,

    /// <summary>No vector instructions.</summary>
    Scalar,
}
