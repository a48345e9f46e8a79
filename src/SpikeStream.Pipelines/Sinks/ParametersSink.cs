using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages.Parameters;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="ParametersSink"/>.</summary>
public sealed record ParametersSinkOptions
{
    /// <summary>The JSON file.</summary>
    [OutputPath]
    [NotEmpty]
    public required string Path { get; init; }
}

/// <summary>Writes the parameters that a simulated recording carries, as a file that <c>fit</c> and <c>simulate</c> read.</summary>
[Node("parameters", "Writes the model parameters that a simulated recording carries to a JSON file")]
[Input("in", Summary = "a recording made by the stage simulate")]
public sealed class ParametersSink : Sink<ParametersSinkOptions>
{
    private MesoscopicParameters _parameters = null!;
    private OutputFile _file = null!;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _parameters = SimulationMetadata.ReadParameters(inputs[0]);
        _file = Context.OutputFile(Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken) =>
        await File.WriteAllBytesAsync(_file.PartialPath, MesoscopicParameterJson.ToFile(_parameters), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
    }
}
