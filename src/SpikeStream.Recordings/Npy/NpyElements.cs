namespace SpikeStream.Recordings;

/// <summary>What the elements of a NumPy array may be.</summary>
internal enum NpyElements
{
    /// <summary>Integers, floating-point numbers or booleans.</summary>
    Numbers,

    /// <summary>Text of one byte per character.</summary>
    Text,
}
