using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Nodes;

/// <summary>Options of <see cref="AddStage"/>.</summary>
public sealed record AddOptions
{
    /// <summary>What to add.</summary>
    public long Amount { get; init; } = 1;

    /// <summary>Throw on meeting this number.</summary>
    public long? FaultAt { get; init; }

    /// <summary>Report the fault as bad input.</summary>
    public bool FaultIsBadInput { get; init; }
}

/// <summary>Adds a number to every row.</summary>
[Node("add", "Adds a number")]
[Input("in", RecordingKind.Counts)]
[Output("out", SameAs = "in")]
public sealed class AddStage : MapStage<AddOptions>
{
    public override Schema Open(Schema input) => input;

    public override Batch? Process(Batch batch)
    {
        long[] values = Numbers.Of(batch.Records);
        if (Options.FaultAt is { } fault && values.Contains(fault))
        {
            if (Options.FaultIsBadInput) throw new InvalidInputException($"found the number {fault}, expected any other");
            throw new InvalidOperationException($"cannot add to {fault}");
        }

        return new Batch(Numbers.Batch([.. values.Select(value => value + Options.Amount)]));
    }
}

/// <summary>Gives on what it gets.</summary>
[Node("pass", "Gives on what it gets")]
[Input("in")]
[Output("out", SameAs = "in")]
public sealed class PassStage : MapStage<NoOptions>
{
    public override Schema Open(Schema input) => input;

    public override Batch? Process(Batch batch) => batch;
}

/// <summary>Drops numbers that are no multiple of three.</summary>
[Node("thirds", "Keeps multiples of three")]
[Input("in", RecordingKind.Counts)]
[Output("out", SameAs = "in")]
public sealed class ThirdsStage : MapStage<NoOptions>
{
    public override Schema Open(Schema input) => input;

    public override Batch? Process(Batch batch)
    {
        long[] kept = [.. Numbers.Of(batch.Records).Where(value => value % 3 == 0)];
        return kept.Length == 0 ? null : new Batch(Numbers.Batch(kept));
    }
}

/// <summary>Takes spikes, which no test source gives.</summary>
[Node("spikes-only", "Takes spikes")]
[Input("in", RecordingKind.Spikes)]
[Output("out", SameAs = "in")]
public sealed class SpikesOnlyStage : MapStage<NoOptions>
{
    public override Schema Open(Schema input) => input;

    public override Batch? Process(Batch batch) => batch;
}
