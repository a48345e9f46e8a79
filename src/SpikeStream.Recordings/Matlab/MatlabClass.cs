namespace SpikeStream.Recordings;

/// <summary>The classes of numbers in MATLAB.</summary>
internal enum MatlabClass
{
    Double,
    Single,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Logical,
}
