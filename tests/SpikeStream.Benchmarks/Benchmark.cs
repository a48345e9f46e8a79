namespace SpikeStream.Benchmarks;

/// <summary>Something to measure.</summary>
internal abstract class Benchmark
{
    /// <summary>Name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it measures what more cores bring; others are kept on one.</summary>
    public virtual bool UsesAllCores => false;

    /// <summary>Makes the files that it needs, where they are not there yet.</summary>
    /// <param name="folder">Folder that all benchmarks share; deleted at the end.</param>
    public virtual void Prepare(string folder)
    {
    }

    /// <summary>Measures and prints.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>When done.</returns>
    public abstract Task RunAsync(string folder);
}
