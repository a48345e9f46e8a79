using System.Threading.Channels;

namespace SpikeStream.Recordings.Tests;

/// <summary>A clock that stands still; a test takes each timer that is set and lets it ring, which moves the clock on to it.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Channel<Alarm> _alarms = Channel.CreateUnbounded<Alarm>();
    private long _ticks;

    public ChannelReader<Alarm> Alarms => _alarms.Reader;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Now => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    public sealed class Alarm(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Ring()
        {
            Interlocked.Add(ref time._ticks, Due.Ticks);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            if (dueTime != Timeout.InfiniteTimeSpan) time._alarms.Writer.TryWrite(this);
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
