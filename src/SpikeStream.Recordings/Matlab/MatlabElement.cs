namespace SpikeStream.Recordings;

/// <summary>A tagged stretch of a MATLAB file.</summary>
/// <param name="Type">What its bytes are.</param>
/// <param name="Start">Where they begin.</param>
/// <param name="Bytes">How many there are.</param>
/// <param name="Next">Where the next element begins.</param>
internal readonly record struct MatlabElement(MatlabElementType Type, long Start, long Bytes, long Next)
{
    /// <summary>Where they end.</summary>
    public long End => Start + Bytes;
}
