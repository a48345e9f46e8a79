namespace SpikeStream.Recordings;

/// <summary>Merges trains by time, and by their ranks where times are equal: a heap of the next spike of each train.</summary>
internal sealed class TrainMerge
{
    private readonly SpikeCursor[] _heap;
    private readonly double[] _times;
    private int _count;

    /// <summary>Begins with the first spike of each train.</summary>
    public TrainMerge(IEnumerable<SpikeCursor> trains)
    {
        _heap = [.. trains.Where(train => train.Move())];
        _count = _heap.Length;
        _times = [.. _heap.Select(train => train.Time)];
        for (int i = (_count / 2) - 1; i >= 0; i--) Sink(i);
    }

    /// <summary>Takes the next spike.</summary>
    /// <returns>False at the end.</returns>
    public bool TryTake(out double time, out uint unit)
    {
        if (_count == 0)
        {
            time = 0;
            unit = 0;
            return false;
        }

        SpikeCursor first = _heap[0];
        time = _times[0];
        unit = first.Unit;
        if (first.Move()) _times[0] = first.Time;
        else
        {
            _count--;
            _heap[0] = _heap[_count];
            _times[0] = _times[_count];
        }

        if (_count > 1) Sink(0);
        return true;
    }

    private void Sink(int at)
    {
        SpikeCursor train = _heap[at];
        double time = _times[at];
        while (true)
        {
            int child = (2 * at) + 1;
            if (child >= _count) break;
            if (child + 1 < _count && IsBefore(_times[child + 1], _heap[child + 1], _times[child], _heap[child])) child++;
            if (!IsBefore(_times[child], _heap[child], time, train)) break;
            _heap[at] = _heap[child];
            _times[at] = _times[child];
            at = child;
        }

        _heap[at] = train;
        _times[at] = time;
    }

    private static bool IsBefore(double first, SpikeCursor firstTrain, double second, SpikeCursor secondTrain) =>
        first < second || (first == second && firstTrain.Rank < secondTrain.Rank);
}
