namespace SpikeStream.Numerics.Samplers;

/// <summary>
/// The phases of warm-up: a fast one in which only the step size is learned, slow windows of doubling length each of which ends with a new
/// metric, and a fast one for the step size of the last metric.
/// </summary>
/// <remarks>
/// As in Stan (Reference manual, HMC algorithm parameters): 75 + 25, 50, 100, ... + 50 transitions; fewer than 150 have one window after 15 percent
/// of them and, other than in Stan, at least 15 transitions or a third for the last step size, which two or three cannot find; no metric in fewer than 20.
/// </remarks>
internal sealed class WarmUpSchedule
{
    private const int ShortestWithMetric = 20, ShortestWithWindows = 150, FirstBuffer = 75, FirstWindow = 25, LastBuffer = 50, ShortLastBuffer = 15;

    private readonly HashSet<int> _windowEnds = [];
    private readonly int _slowBegin;
    private readonly int _slowEnd;

    /// <summary>Lays the phases out.</summary>
    /// <param name="warmUp">Number of transitions, 0 or more.</param>
    public WarmUpSchedule(int warmUp)
    {
        if (warmUp < ShortestWithMetric)
        {
            (_slowBegin, _slowEnd) = (warmUp, warmUp);
            return;
        }

        bool isShort = warmUp < ShortestWithWindows;
        _slowBegin = isShort ? (int)(0.15 * warmUp) : FirstBuffer;
        _slowEnd = warmUp - (isShort ? Math.Min(ShortLastBuffer, warmUp / 3) : LastBuffer);
        int length = isShort ? _slowEnd - _slowBegin : FirstWindow;
        for (int begin = _slowBegin; begin < _slowEnd; length *= 2)
        {
            // A window that the next could not double is stretched to the end.
            int end = begin + length;
            if (end + 2 * length > _slowEnd) end = _slowEnd;
            _windowEnds.Add(end - 1);
            begin = end;
        }
    }

    /// <summary>Whether positions after a transition count for the metric.</summary>
    /// <param name="iteration">Number of the transition, from 0.</param>
    public bool IsSlow(int iteration) => iteration >= _slowBegin && iteration < _slowEnd;

    /// <summary>Whether a window ends with a transition.</summary>
    /// <param name="iteration">Number of the transition, from 0.</param>
    public bool EndsWindow(int iteration) => _windowEnds.Contains(iteration);
}
