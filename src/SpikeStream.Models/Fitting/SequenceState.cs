namespace SpikeStream.Models.Fitting;

/// <summary>The carried state of an <see cref="ISequenceModel"/>: what the past leaves behind for the next bin.</summary>
/// <remarks>Holds scratch memory too, so that advancing allocates nothing. Not thread-safe.</remarks>
public abstract class SequenceState
{
    /// <summary>Overwrites this state with another one of the same model.</summary>
    /// <param name="source">The state to copy.</param>
    /// <exception cref="ArgumentException"><paramref name="source"/> belongs to another model.</exception>
    public abstract void CopyFrom(SequenceState source);

    /// <summary>Writes the state, exact to the bit.</summary>
    /// <param name="writer">Receives the state.</param>
    public abstract void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives the state.</param>
    /// <exception cref="InvalidDataException">What is read is no state of this model.</exception>
    public abstract void Restore(BinaryReader reader);
}
