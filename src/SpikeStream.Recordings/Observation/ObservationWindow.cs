namespace SpikeStream.Recordings;

/// <summary>The stretch of session time in which spikes could have been observed; absence of spikes outside it means nothing.</summary>
/// <param name="Start">Start in s.</param>
/// <param name="Stop">Stop in s.</param>
public sealed record ObservationWindow(double Start, double Stop)
{
    /// <summary>Length in s.</summary>
    public double Duration => Stop - Start;

    /// <summary>What is left of a stretch without others.</summary>
    /// <param name="others">Ordered stretches to leave out.</param>
    /// <param name="start">Start of the whole in s.</param>
    /// <param name="stop">Its stop in s.</param>
    internal static List<ObservationWindow> Without(IReadOnlyList<ObservationWindow> others, double start, double stop)
    {
        List<ObservationWindow> left = [];
        foreach (ObservationWindow stretch in others)
        {
            if (stretch.Start > start && start < stop) left.Add(new(start, Math.Min(stretch.Start, stop)));
            start = Math.Max(start, stretch.Stop);
        }

        if (start < stop) left.Add(new(start, stop));
        return left;
    }
}
