namespace SpikeStream.Models.Statistics;

/// <summary>The running sums of one spike train.</summary>
internal struct SpikeTrainTally
{
    private int _stretch;
    private int _run;
    private double _lastTime;
    private double _lastInterval;
    private RunningMoments _intervals;
    private RunningComoments _pairs;
    private double _cv2;
    private double _lv;
    private double _lvr;
    private long _count;
    private long _violations;
    private long _bursts;
    private WindowCounts _stretches;
    private WindowCounts _tens;

    public SpikeTrainTally()
    {
        _stretch = -1;
        _lastInterval = double.NaN;
    }

    public readonly double LastTime => _lastTime;

    public void Add(double time, int stretch, double observedBefore, double stretchLength, SpikeTrainOptions options)
    {
        // A spike within the rounding of an edge is on it.
        long place = (long)(observedBefore / stretchLength * (1 + 1.0 / (1L << 51)));
        _stretches.Add(place);
        _tens.Add(place / 10);
        _count++;
        if (stretch == _stretch)
        {
            AddInterval(time - _lastTime, time, options);
        }
        else
        {
            (_stretch, _run, _lastInterval) = (stretch, 1, double.NaN);
        }

        _lastTime = time;
    }

    public readonly SpikeTrainSummary Summary(double observed, double stretchLength, SpikeTrainOptions options)
    {
        // The part of a billionth heals the rounding of a stretch that was made by division.
        long whole = (long)(observed / stretchLength + 1e-9), tens = whole / 10;
        (long spikes, long squares, _) = _tens.Before(tens);
        double x = _violations * observed / (2 * options.RefractoryPeriod * _count * _count);
        double chiSquare = tens >= 2 && spikes > 0 ? (double)((Int128)tens * squares - (Int128)spikes * spikes) / spikes : double.NaN;
        return new()
        {
            Count = _count,
            Observed = observed,
            Rate = observed > 0 ? _count / observed : double.NaN,
            MeanInterval = _intervals.Mean,
            Cv = Math.Sqrt(_intervals.Variance) / _intervals.Mean,
            Cv2 = _pairs.Count > 0 ? 2 * _cv2 / _pairs.Count : double.NaN,
            Lv = _pairs.Count > 0 ? 3 * _lv / _pairs.Count : double.NaN,
            LvR = _pairs.Count > 0 ? 3 * _lvr / _pairs.Count : double.NaN,
            SerialCorrelation = _pairs.Count >= 3 ? _pairs.Correlation : double.NaN,
            Violations = _violations,
            ViolationFraction = _intervals.Count > 0 ? (double)_violations / _intervals.Count : double.NaN,
            Contamination = _count > 0 && x <= 0.25 ? (1 - Math.Sqrt(1 - 4 * x)) / 2 : double.NaN,
            Presence = whole > 0 ? (double)_stretches.Before(whole).Occupied / whole : double.NaN,
            Bursts = _bursts,
            Stationarity = chiSquare,
            StationarityFreedom = Math.Max(0, tens - 1),
            StationarityProbability = double.IsNaN(chiSquare) ? double.NaN : MathNet.Numerics.SpecialFunctions.GammaUpperRegularized(0.5 * (tens - 1), 0.5 * chiSquare),
        };
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(_stretch);
        writer.Write(_run);
        foreach (double value in (ReadOnlySpan<double>)[_lastTime, _lastInterval, _cv2, _lv, _lvr]) writer.Write(value);
        foreach (long value in (ReadOnlySpan<long>)[_count, _violations, _bursts]) writer.Write(value);
        _intervals.Save(writer);
        _pairs.Save(writer);
        _stretches.Save(writer);
        _tens.Save(writer);
    }

    public static SpikeTrainTally Restore(BinaryReader reader) => new()
    {
        _stretch = reader.ReadInt32(),
        _run = reader.ReadInt32(),
        _lastTime = reader.ReadDouble(),
        _lastInterval = reader.ReadDouble(),
        _cv2 = reader.ReadDouble(),
        _lv = reader.ReadDouble(),
        _lvr = reader.ReadDouble(),
        _count = reader.ReadInt64(),
        _violations = reader.ReadInt64(),
        _bursts = reader.ReadInt64(),
        _intervals = RunningMoments.Restore(reader),
        _pairs = RunningComoments.Restore(reader),
        _stretches = WindowCounts.Restore(reader),
        _tens = WindowCounts.Restore(reader),
    };

    private void AddInterval(double interval, double time, SpikeTrainOptions options)
    {
        // An interval that is a limit but for the rounding of the times is not below it.
        double rounding = Math.Abs(time) * (1.0 / (1L << 52));
        _intervals.Add(interval);
        if (interval + rounding < options.RefractoryPeriod) _violations++;
        if (interval + rounding < options.BurstInterval) _run++;
        else _run = 1;
        if (_run == options.BurstSpikes) _bursts++;
        double sum = interval + _lastInterval;
        // Two intervals of zero vary neither locally nor otherwise; 0/0 would spoil the sums for good.
        if (sum > 0)
        {
            double part = Math.Abs(interval - _lastInterval) / sum;
            _cv2 += part;
            _lv += part * part;
            _lvr += (1 - 4 * interval * _lastInterval / (sum * sum)) * (1 + 4 * options.LocalVariationRefractoriness / sum);
        }

        if (!double.IsNaN(_lastInterval)) _pairs.Add(_lastInterval, interval);
        _lastInterval = interval;
    }
}
