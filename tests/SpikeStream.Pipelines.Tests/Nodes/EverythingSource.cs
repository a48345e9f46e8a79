using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Nodes;

/// <summary>How to start.</summary>
public enum StartRule
{
    /// <summary>From the prior.</summary>
    FromPrior,

    /// <summary>From given values.</summary>
    AsGiven,
}

/// <summary>A drive.</summary>
public abstract record Drive;

/// <summary>A sine.</summary>
[Variant("sine")]
public sealed record SineDrive : Drive
{
    /// <summary>Its frequency.</summary>
    [Positive]
    public required Frequency Frequency { get; init; }
}

/// <summary>A constant.</summary>
[Variant("constant")]
public sealed record ConstantDrive : Drive
{
    /// <summary>Its level.</summary>
    public double Level { get; init; } = 1;
}

/// <summary>One population.</summary>
public sealed record PopulationOptions
{
    /// <summary>Number of neurons.</summary>
    [Positive]
    public required int Size { get; init; }
}

/// <summary>One option of every form.</summary>
public sealed record EverythingOptions : ISelfChecked
{
    /// <summary>Width of a bin.</summary>
    [Positive]
    public Duration BinWidth { get; init; } = Duration.Parse("1 ms");

    /// <summary>Where to start: <see cref="StartRule.FromPrior"/> or not.</summary>
    public StartRule Start { get; init; }

    /// <summary>Learning rate.</summary>
    [InRange(0, 1)]
    public double Rate { get; init; } = 0.01;

    /// <summary>Rows.</summary>
    [Unit("rows"), InRange(1, double.PositiveInfinity)]
    public int? Limit { get; init; }

    /// <summary>Units to keep.</summary>
    [NotEmpty, NotNegative]
    public IReadOnlyList<int> Units { get; init; } = [0];

    /// <summary>Populations by name.</summary>
    public IReadOnlyDictionary<string, PopulationOptions> Populations { get; init; } = new Dictionary<string, PopulationOptions>();

    /// <summary>The drive.</summary>
    public Drive Drive { get; init; } = new ConstantDrive();

    /// <summary>A file to read.</summary>
    [InputPath]
    public string? File { get; init; }

    /// <summary>Be loud.</summary>
    public bool Loud { get; init; }

    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Limit < Units.Count) yield return ("limit", $"found {Limit}, expected at least as many as there are units ({Units.Count})");
    }
}

/// <summary>Gives one row.</summary>
/// <remarks>For tests of options.</remarks>
[Node("everything", "Has an option of every form")]
[Output("out", RecordingKind.Counts, Summary = "One number.")]
public sealed class EverythingSource : Source<EverythingOptions>
{
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken) => new([Numbers.Schema]);

    public override IAsyncEnumerable<Batch> ReadAsync(long position, CancellationToken cancellationToken) =>
        position == 0 ? new[] { new Batch(Numbers.Batch(1)) }.ToAsyncEnumerable() : AsyncEnumerable.Empty<Batch>();
}
