using System.Collections.Concurrent;

namespace SpikeStream.Pipelines.Tests.Nodes;

/// <summary>Lets a test hold a node still and count what reached it: no sleeping.</summary>
#pragma warning disable CA1001 // Gates live as long as the test process, and their semaphores hold no handle.
internal sealed class Gate
#pragma warning restore CA1001
{
    private static readonly ConcurrentDictionary<string, Gate> All = new();
    private readonly SemaphoreSlim _permits = new(0);
    private readonly SemaphoreSlim _arrivals = new(0);
    private int _arrived;

    public int Arrived => Volatile.Read(ref _arrived);

    /// <summary>Called on each arrival, before waiting.</summary>
    public Action<int>? OnArrival { get; set; }

    public static Gate Named(string name) => All.GetOrAdd(name, _ => new());

    public void Open(int permits = 1_000_000) => _permits.Release(permits);

    public async Task PassAsync(CancellationToken cancellationToken)
    {
        int arrived = Interlocked.Increment(ref _arrived);
        OnArrival?.Invoke(arrived);
        _arrivals.Release();
        await _permits.WaitAsync(cancellationToken);
    }

    public Task WhenArrivedAsync() => _arrivals.WaitAsync(TimeSpan.FromSeconds(30));
}
