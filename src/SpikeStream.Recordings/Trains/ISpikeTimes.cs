namespace SpikeStream.Recordings;

/// <summary>Spike times that are kept in a file and read in pieces.</summary>
internal interface ISpikeTimes
{
    /// <summary>Where they are, for messages.</summary>
    string Place { get; }

    /// <summary>Reads times in s from an entry on.</summary>
    /// <param name="entry">First entry.</param>
    /// <param name="times">Receives as many times as it is long.</param>
    void Read(long entry, Span<double> times);
}
