using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Fitting;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>Hands draws on in the order of their number, chain by chain, in blocks that do not depend on who was first.</summary>
/// <param name="schema">Schema of the posterior.</param>
/// <param name="chains">The chains.</param>
/// <param name="draws">Draws of each chain in all.</param>
internal sealed class PosteriorRows(Schema schema, IReadOnlyList<PosteriorChain> chains, int draws)
{
    // Draws of each chain in a batch.
    private const int Block = 8;

    private int _emitted;

    /// <summary>The schema: units, priors and true values with the columns, the model with the table.</summary>
    public static Schema Schema(ParameterSpace space, FittedModelDescription description)
    {
        Schema plain = PosteriorSchema.Create([.. space.Parameters.Select(parameter => parameter.Name)], [.. space.Parameters.Select(parameter => parameter.Unit)]);
        int first = plain.FieldsList.Count - space.Count;
        List<Field> fields = [.. plain.FieldsList.Take(first)];
        for (int i = 0; i < space.Count; i++)
        {
            Parameter parameter = space.Parameters[i];
            Dictionary<string, string> metadata = new() { ["prior"] = parameter.Prior.Description };
            if (parameter.Unit.Length > 0) metadata[RecordingMetadata.FieldUnit] = parameter.Unit;
            if (description.Truth is { } truth) metadata["truth"] = truth[i].ToString("R", CultureInfo.InvariantCulture);
            fields.Add(new Field(parameter.Name, plain.FieldsList[first + i].DataType, nullable: false, metadata));
        }

        return RecordingMetadata.With(new Schema(fields, plain.Metadata), new KeyValuePair<string, string?>(FittedModelDescription.Key, description.ToText()));
    }

    /// <summary>Emits the blocks that all chains have.</summary>
    public async ValueTask EmitReadyAsync(Emitter emitter)
    {
        int ready = chains.Min(chain => chain.Read(record => record.Draws));
        while (_emitted + Block <= ready) await EmitAsync(emitter, Block).ConfigureAwait(false);
    }

    /// <summary>Emits what is left when all chains are done.</summary>
    public async ValueTask EmitRestAsync(Emitter emitter)
    {
        await EmitReadyAsync(emitter).ConfigureAwait(false);
        if (_emitted < draws) await EmitAsync(emitter, draws - _emitted).ConfigureAwait(false);
    }

    public void Save(BinaryWriter writer) => writer.Write(_emitted);

    public void Restore(BinaryReader reader) => _emitted = reader.ReadInt32();

    private async ValueTask EmitAsync(Emitter emitter, int block)
    {
        int rows = block * chains.Count, width = schema.FieldsList.Count - 3, row = 0;
        int[] chainColumn = new int[rows], drawColumn = new int[rows];
        double[] logPosteriors = new double[rows], values = new double[rows * width];
        for (int draw = _emitted; draw < _emitted + block; draw++)
        {
            for (int c = 0; c < chains.Count; c++, row++)
            {
                int at = row;
                chainColumn[row] = c + 1;
                drawColumn[row] = draw + 1;
                logPosteriors[row] = chains[c].Read(record =>
                {
                    record.Values(draw).CopyTo(values.AsSpan(at * width));
                    return record.LogPosterior(draw);
                });
            }
        }

        await emitter.EmitAsync(PosteriorSchema.Batch(schema, chainColumn, drawColumn, logPosteriors, values)).ConfigureAwait(false);
        _emitted += block;
    }
}
