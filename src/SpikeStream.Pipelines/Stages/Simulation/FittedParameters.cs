using System.Text.Json;
using Apache.Arrow;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>Parameters from the rows of a fit: the columns are the free ones, the others are configured or those of the fit.</summary>
internal sealed class FittedParameters
{
    private readonly MesoscopicModel _model;

    /// <summary>Reads what the columns mean.</summary>
    /// <param name="port">Name of the input, for messages.</param>
    /// <param name="schema">Schema of the estimates or of the posterior.</param>
    /// <param name="configured">The option <c>parameters</c>, if given.</param>
    /// <param name="context">Where its relative paths start.</param>
    /// <exception cref="InvalidInputException">The columns are not parameters of the network, or nothing says the other parameters.</exception>
    public FittedParameters(string port, Schema schema, JsonElement? configured, NodeContext context)
    {
        IReadOnlyList<string> names = RecordingMetadata.KindOf(schema) == RecordingKind.Posterior ? PosteriorSchema.Describe(schema) : EstimatesSchema.Describe(schema);
        Description = RecordingMetadata.Find(schema, FittedModelDescription.Key) is null ? null : FittedModelDescription.Read(schema);
        if (Description is null && configured is null)
            throw new InvalidInputException($"{port}: found no \"{FittedModelDescription.Key}\" in the schema, expected it, or \"parameters\" that say the values that are not estimated");
        MesoscopicParameters parameters = configured is { } option
            ? MesoscopicParameterSource.Resolve(option, "parameters", context)
            : MesoscopicParameterJson.Read(Description!.Parameters, port, null);
        if (Description is not null)
        {
            Description = Description with { Parameters = FittedModelDescription.ToJson(parameters) };
            _model = Description.Build();
        }
        else
        {
            try
            {
                _model = new(parameters, new MesoscopicOptions { Free = names });
            }
            catch (ArgumentException fault)
            {
                throw new InvalidInputException($"{port}: {ArgumentText.OneLine(fault)}", fault);
            }
        }

        Names = [.. _model.Parameters.Parameters.Select(parameter => parameter.Name)];
        if (Names.FirstOrDefault(name => !names.Contains(name)) is { } missing)
            throw new InvalidInputException($"{port}: found no column {missing}, expected one for each free parameter ({string.Join(", ", Names)})");
    }

    /// <summary>The fit, where the schema speaks of it.</summary>
    public FittedModelDescription? Description { get; }

    /// <summary>Names of the free parameters, in the order of values.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>All parameters before any row has come.</summary>
    public MesoscopicParameters Configured => _model.Configured;

    /// <summary>All parameters at a row.</summary>
    /// <param name="values">Natural values by <see cref="Names"/>.</param>
    public MesoscopicParameters At(ReadOnlySpan<double> values) => _model.ParametersAt(values);
}
