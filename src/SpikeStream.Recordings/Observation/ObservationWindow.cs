namespace SpikeStream.Recordings;

/// <summary>The stretch of session time in which spikes could have been observed; absence of spikes outside it means nothing.</summary>
/// <param name="Start">Start in s.</param>
/// <param name="Stop">Stop in s.</param>
public sealed record ObservationWindow(double Start, double Stop)
{
    /// <summary>Length in s.</summary>
    public double Duration => Stop - Start;
}
