using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>
/// A stage that keeps running sums of spikes and reads them out at the end, and at multiples of a duration of recording time. What is read out at a time is what
/// the spikes before it give, whatever comes after.
/// </summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public abstract class ReadoutStage<TOptions> : Stage<TOptions>
    where TOptions : ReadoutOptions
{
    // Three centuries: beyond it windows and ticks run out of numbers.
    private const double LatestTime = 1e10;

    private ReadoutClock _clock = null!;
    private ISpikeTally? _tally;
    private double _lastTime = double.NegativeInfinity;

    /// <summary>The units, and when they were observed.</summary>
    private protected ObservedUnits Recording { get; private set; } = null!;

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        return TakeAsync(batch.Records, emitter);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        // Where the recording does not say its end, the last spike and the stretches of some units are all that is known of it.
        double stop = Recording.All.Stop;
        double end = double.IsFinite(stop) ? stop : Math.Max(Math.Max(_lastTime, Recording.LatestStop), Recording.All.Start);
        while (_clock.Next <= end) await ServeAsync(emitter).ConfigureAwait(false);
        if (_tally is not null) await ReadAsync(end, isLast: true, emitter).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _clock.Save(writer);
        writer.Write(_lastTime);
        _tally?.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _clock.Restore(reader);
        _lastTime = reader.ReadDouble();
        _tally?.Restore(reader);
    }

    /// <summary>Reads the input's schema.</summary>
    private protected void Open(Schema spikes)
    {
        Recording = new(spikes, Options.UnitCount);
        if (Math.Abs(Recording.All.Start) > LatestTime || Recording.LatestStop > LatestTime)
            throw new InvalidInputException($"spikes: found an observation from {Recording.All.Start} s to {Recording.LatestStop} s, expected times of at most {LatestTime} s; times are in s from the start of the session");
        _clock = new(Options.Every, Recording.All.Count > 0 ? Recording.All.Start : 0);
    }

    /// <summary>States the sums; before the first spike.</summary>
    private protected void Use(ISpikeTally tally) => _tally = tally;

    /// <summary>Gives the values at a time.</summary>
    private protected abstract ValueTask ReadAsync(double until, bool isLast, Emitter emitter);

    /// <summary>Takes spikes, and reads out on the way.</summary>
    private protected async ValueTask TakeAsync(RecordBatch spikes, Emitter emitter)
    {
        bool isFirst = double.IsNegativeInfinity(_lastTime) && spikes.Length > 0;
        Check(SpikesSchema.Times(spikes), SpikesSchema.Units(spikes));
        // Clocks of live feeds may begin anywhere: nothing is to be told of the time before the first spike.
        if (isFirst && !Recording.StatesWindow) _clock.SkipTo(SpikesSchema.Times(spikes)[0]);
        int done = 0;
        while (spikes.Length > 0 && _clock.Next <= SpikesSchema.Times(spikes)[^1])
        {
            int before = done + OrderedTimes.LowerBound(SpikesSchema.Times(spikes)[done..], _clock.Next);
            Add(spikes, done, before);
            done = before;
            await ServeAsync(emitter).ConfigureAwait(false);
        }

        Add(spikes, done, spikes.Length);
    }

    private void Add(RecordBatch spikes, int first, int end)
    {
        if (end > first) _tally?.Add(SpikesSchema.Times(spikes)[first..end], SpikesSchema.Units(spikes)[first..end]);
    }

    private async ValueTask ServeAsync(Emitter emitter)
    {
        if (_tally is not null) await ReadAsync(_clock.Next, isLast: false, emitter).ConfigureAwait(false);
        _clock.Advance();
    }

    private void Check(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        int count = Recording.Names.Length;
        double last = _lastTime;
        for (int i = 0; i < times.Length; i++)
        {
            if (Math.Abs(times[i]) > LatestTime)
                throw new InvalidInputException($"spikes: spike {i}: found time {times[i]} s, expected at most {LatestTime} s; times are in s from the start of the session");
            if (!(times[i] >= last))
                throw new InvalidInputException($"spikes: spike {i}: found time {times[i]} s after {last} s, expected times in ascending order");
            if (units[i] >= (uint)count)
                throw new InvalidInputException($"spikes: spike {i}: found unit {units[i]}, expected 0 to {count - 1}");
            last = times[i];
        }

        _lastTime = last;
    }
}
