namespace SpikeStream.Recordings;

/// <summary>What the values of a dataset or attribute are.</summary>
internal enum Hdf5Kind
{
    Integer,
    Real,
    Text,
    Truth,
    Enumeration,
    Reference,
    Compound,

    /// <summary>Anything that is not read: opaque, bit fields, arrays, sequences, times.</summary>
    Other,
}
