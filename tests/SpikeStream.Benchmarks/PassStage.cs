using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Benchmarks;

/// <summary>Gives on what it gets.</summary>
[Node("pass", "Gives on what it gets")]
[Input("in")]
[Output("out", SameAs = "in")]
public sealed class PassStage : MapStage<NoOptions>
{
    public override Schema Open(Schema input) => input;

    public override Batch? Process(Batch batch) => batch;
}
