namespace SpikeStream.Recordings;

/// <summary>The spikes of one electrode.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Name">Its name.</param>
/// <param name="Channels">Names of its channels, where they are stated.</param>
/// <param name="Folder">Folder of its spikes below <c>spikes</c>.</param>
/// <param name="Times">Time of each spike.</param>
/// <param name="Clusters">Cluster of each spike; null where none were sorted.</param>
/// <param name="Group">Electrode of each spike, where the folder has several; in it, only the spikes of one electrode are in order.</param>
/// <param name="Number">Number of this electrode in <paramref name="Group"/>.</param>
/// <param name="Counts">Spikes of each cluster that has some.</param>
internal sealed record OpenEphysElectrode(
    string Stream, string Name, IReadOnlyList<string> Channels, string Folder, NpyTimes Times, NpyColumn? Clusters, NpyColumn? Group, int Number, IReadOnlyDictionary<int, long> Counts)
{
    /// <summary>Times of the first and the last spike; null where there is none.</summary>
    public (double First, double Last)? Extent()
    {
        if (Times.Rows == 0) return null;
        if (Group is null) return (Times.At(0), Times.At(Times.Rows - 1));
        (double first, double last) = (double.PositiveInfinity, double.NegativeInfinity);
        double[] values = new double[(int)Math.Min(65_536, Times.Rows)];
        for (long row = 0; row < Times.Rows; row += values.Length)
        {
            Span<double> chunk = values.AsSpan(0, (int)Math.Min(values.Length, Times.Rows - row));
            Times.Read(row, chunk);
            foreach (double time in chunk) (first, last) = (Math.Min(first, time), Math.Max(last, time));
        }

        return (first, last);
    }
}
