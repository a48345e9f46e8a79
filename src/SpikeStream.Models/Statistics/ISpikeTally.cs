namespace SpikeStream.Models.Statistics;

/// <summary>Running sums over spikes that pass by in the order of time.</summary>
public interface ISpikeTally
{
    /// <summary>Takes the next spikes.</summary>
    /// <param name="times">Times in s, ascending, not before those of earlier calls; not checked.</param>
    /// <param name="units">The unit of each, below the number of units.</param>
    void Add(ReadOnlySpan<double> times, ReadOnlySpan<uint> units);

    /// <summary>Writes the state, exact to the bit.</summary>
    /// <param name="writer">Receives it.</param>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote, into sums made in the same way.</summary>
    /// <param name="reader">Gives it.</param>
    void Restore(BinaryReader reader);
}
