using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Stages;

/// <summary>The moments at which running values are read out: the multiples of a duration after the start.</summary>
internal sealed class ReadoutClock
{
    private readonly BinGrid? _grid;
    private long _next;

    /// <summary>A clock at the start.</summary>
    /// <param name="every">The duration; null for never.</param>
    /// <param name="start">Start of the recording in s.</param>
    public ReadoutClock(Duration? every, double start)
    {
        if (every is not { } duration) return;
        _grid = new(duration.Numerator, duration.Denominator);
        _next = _grid.IndexOf(start) + 1;
    }

    /// <summary>The next moment in s; infinite for never.</summary>
    public double Next => _grid?.Edge(_next) ?? double.PositiveInfinity;

    /// <summary>The next moment has been served.</summary>
    public void Advance() => _next++;

    /// <summary>Leaves out the moments up to a time.</summary>
    public void SkipTo(double time) => _next = _grid is null ? _next : Math.Max(_next, _grid.IndexOf(time) + 1);

    public void Save(BinaryWriter writer) => writer.Write(_next);

    public void Restore(BinaryReader reader) => _next = reader.ReadInt64();
}
