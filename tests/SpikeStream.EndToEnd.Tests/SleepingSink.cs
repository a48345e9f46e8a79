using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>Options of <see cref="SleepingSink"/>.</summary>
public sealed record SleepingSinkOptions;

/// <summary>A sink that sleeps for a tick of the clock after every batch, and notes now and then how much memory the process cannot do without.</summary>
[Node("sleeping", "Sleeps after every batch")]
[Input("in")]
public sealed class SleepingSink : Sink<SleepingSinkOptions>
{
    private const int BatchesBetweenNotes = 16;
    private readonly PeriodicTimer _clock = new(TimeSpan.FromMilliseconds(1));
    private int _batches;

    /// <summary>Bytes of anonymous memory of the process after every sixteenth batch, garbage collected.</summary>
    public static List<long> Memory { get; } = [];

    /// <summary>Rows that came.</summary>
    public static long Rows { get; private set; }

    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override async ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        await _clock.WaitForNextTickAsync(cancellationToken);
        Rows += batch.Rows;
        if (++_batches % BatchesBetweenNotes == 0) Memory.Add(HeldMemory());
    }

    public override void Save(BinaryWriter writer)
    {
    }

    public override void Restore(BinaryReader reader)
    {
    }

    public override ValueTask DisposeAsync()
    {
        _clock.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>Memory of this process that is not mapped from files, after a collection: how much garbage the collector lets stand differs from machine to machine.</summary>
    public static long HeldMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) << 10;
    }
}
