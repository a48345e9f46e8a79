using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Nodes;

/// <summary>Gives the running sum, and the total with a random number at the end.</summary>
[Node("sum", "Gives the running sum")]
[Input("in", RecordingKind.Counts)]
[Output("out", RecordingKind.Counts)]
public sealed class SumStage : Stage<NoOptions>
{
    private long _sum;

    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken) => new([Numbers.Schema]);

    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken) =>
        emitter.EmitAsync(Numbers.Batch([.. Numbers.Of(batch.Records).Select(value => _sum += value)]));

    public override ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken) =>
        emitter.EmitAsync(Numbers.Batch(_sum, (long)(Context.Random("total").NextUInt64() >> 40)));

    public override void Save(BinaryWriter writer) => writer.Write(_sum);

    public override void Restore(BinaryReader reader) => _sum = reader.ReadInt64();
}

/// <summary>Options of <see cref="RebatchStage"/>.</summary>
public sealed record RebatchOptions
{
    /// <summary>Rows of a batch.</summary>
    [Positive]
    public int Size { get; init; } = 2;
}

/// <summary>A buffer.</summary>
[Node("buffer", "Collects rows into batches of one size")]
[Input("in")]
[Output("out", SameAs = "in")]
public sealed class RebatchStage : Stage<RebatchOptions>
{
    private readonly List<long> _kept = [];

    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken) => new([inputs[0]]);

    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        _kept.AddRange(Numbers.Of(batch.Records));
        for (; _kept.Count >= Options.Size; _kept.RemoveRange(0, Options.Size)) await emitter.EmitAsync(Numbers.Batch([.. _kept.Take(Options.Size)]));
    }

    public override ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken) => emitter.EmitAsync(Numbers.Batch([.. _kept]));

    public override void Save(BinaryWriter writer) => Numbers.Write(writer, _kept);

    public override void Restore(BinaryReader reader) => _kept.AddRange(Numbers.Read(reader));
}

/// <summary>Parts a stream in two.</summary>
[Node("split", "Parts even from odd numbers")]
[Input("in")]
[Output("even", RecordingKind.Counts)]
[Output("odd", RecordingKind.Counts)]
public sealed class SplitStage : Stage<NoOptions>
{
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken) => new([Numbers.Schema, Numbers.Schema]);

    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        long[] values = Numbers.Of(batch.Records);
        await emitter.EmitAsync(Numbers.Batch([.. values.Where(value => value % 2 == 0)]));
        await emitter.EmitAsync(Numbers.Batch([.. values.Where(value => value % 2 != 0)]), output: 1);
    }

    public override void Save(BinaryWriter writer)
    {
    }

    public override void Restore(BinaryReader reader)
    {
    }
}

/// <summary>Pairs two streams row by row.</summary>
[Node("zip", "Pairs two streams row by row")]
[Input("left")]
[Input("right")]
[Output("out", RecordingKind.Counts)]
public sealed class ZipStage : Stage<NoOptions>
{
    /// <summary>Rows that one side may lead by; more than the queues of any test hold.</summary>
    public const int LeadLimit = 300;

    private readonly List<long>[] _waiting = [[], []];
    private int _ends;

    public override bool Accepts(int input) => _waiting[input].Count - _waiting[1 - input].Count < LeadLimit;

    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken) => new([Numbers.Schema]);

    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        _waiting[input].AddRange(Numbers.Of(batch.Records));
        int pairs = Math.Min(_waiting[0].Count, _waiting[1].Count);
        long[] joined = [.. _waiting[0].Take(pairs).Zip(_waiting[1], (left, right) => unchecked((left * 31) + right))];
        foreach (List<long> side in _waiting) side.RemoveRange(0, pairs);
        return emitter.EmitAsync(Numbers.Batch(joined));
    }

    public override ValueTask InputEndedAsync(int input, Emitter emitter, CancellationToken cancellationToken)
    {
        _ends++;
        return ValueTask.CompletedTask;
    }

    public override ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken) =>
        emitter.EmitAsync(Numbers.Batch(_waiting[0].Count, _waiting[1].Count, _ends));

    public override void Save(BinaryWriter writer)
    {
        Numbers.Write(writer, _waiting[0]);
        Numbers.Write(writer, _waiting[1]);
        writer.Write(_ends);
    }

    public override void Restore(BinaryReader reader)
    {
        _waiting[0].AddRange(Numbers.Read(reader));
        _waiting[1].AddRange(Numbers.Read(reader));
        _ends = reader.ReadInt32();
    }
}

/// <summary>Options of <see cref="CollectStage"/>.</summary>
public sealed record CollectOptions
{
    /// <summary>Ask for a checkpoint before every safe point through this gate, or null.</summary>
    public string? Gate { get; init; }
}

/// <summary>Collects everything, then works on it for long, as an archive fit does.</summary>
[Node("collect", "Works on all rows after the last")]
[Input("in")]
[Output("out", RecordingKind.Counts)]
public sealed class CollectStage : Stage<CollectOptions>
{
    private readonly List<long> _rows = [];
    private int _done;
    private long _hash = 17;

    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken) => new([Numbers.Schema]);

    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        _rows.AddRange(Numbers.Of(batch.Records));
        return ValueTask.CompletedTask;
    }

    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        while (_done < _rows.Count)
        {
            if (Options.Gate is { } gate) await Gate.Named(gate).PassAsync(cancellationToken);
            await emitter.SafePointAsync();
            _hash = unchecked((_hash * 31) + _rows[_done]);
            await emitter.EmitAsync(Numbers.Batch(_hash));
            _done++;
            Context.Progress.Report(_done, _rows.Count, "working");
        }
    }

    public override void Save(BinaryWriter writer)
    {
        Numbers.Write(writer, _rows);
        writer.Write(_done);
        writer.Write(_hash);
    }

    public override void Restore(BinaryReader reader)
    {
        _rows.AddRange(Numbers.Read(reader));
        _done = reader.ReadInt32();
        _hash = reader.ReadInt64();
    }
}
