using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>The kind <c>series</c>: <c>time</c> float64 (s), <c>values</c> fixed-size list of float64, one per channel.</summary>
public static class SeriesSchema
{
    /// <summary>Name of the column of times.</summary>
    public const string Time = "time";

    /// <summary>Name of the column of values.</summary>
    public const string Values = "values";

    /// <summary>What the schema and metadata of a series say.</summary>
    /// <param name="Channels">Number of channels.</param>
    /// <param name="SamplingStep">Time between samples, or null where samples are not regular.</param>
    /// <param name="ChannelNames">Name of each channel, or null.</param>
    /// <param name="ValueUnit">Unit of measure of the values, or null.</param>
    public sealed record Description(int Channels, BinWidth? SamplingStep, IReadOnlyList<string>? ChannelNames, string? ValueUnit);

    /// <summary>Makes the schema.</summary>
    /// <param name="channels">Number of channels, at least 1.</param>
    /// <param name="samplingStep">Time between samples; null where samples are not regular.</param>
    /// <param name="channelNames">Name of each channel, if they have names.</param>
    /// <param name="valueUnit">Unit of measure of the values, if known.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="InvalidInputException">The number of names is not <paramref name="channels"/>.</exception>
    public static Schema Create(int channels, BinWidth? samplingStep, IReadOnlyList<string>? channelNames = null, string? valueUnit = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        SchemaParts.CheckCount(channelNames, channels, "channel names");
        return SchemaParts.Make(
            RecordingKind.Series,
            [
                SchemaParts.Column(Time, DoubleType.Default, "s"),
                SchemaParts.Column(Values, new FixedSizeListType(new Field("item", DoubleType.Default, nullable: true), channels), valueUnit),
            ],
            [
                .. RecordingMetadata.Width(RecordingMetadata.SamplingStepText, samplingStep),
                new(RecordingMetadata.ChannelNames, RecordingMetadata.Json(channelNames)),
            ]);
    }

    /// <summary>Reads the schema and metadata.</summary>
    /// <param name="schema">A schema of a series.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="InvalidInputException">The schema is not one of a series, or a value is malformed.</exception>
    public static Description Describe(Schema schema)
    {
        SchemaParts.Expect(schema, RecordingKind.Series, (Time, "double", DoubleType.Default));
        FixedSizeListType list = SchemaParts.ExpectList(schema, RecordingKind.Series, Values, ArrowTypeId.Double);
        IReadOnlyList<string>? names = RecordingMetadata.FindNames(schema, RecordingMetadata.ChannelNames);
        SchemaParts.CheckCount(names, list.ListSize, "channel names");
        Field values = schema.FieldsList[Columns.IndexOf(schema, Values)];
        string? unit = values.Metadata is not null && values.Metadata.TryGetValue(RecordingMetadata.FieldUnit, out string? text) ? text : null;
        return new Description(list.ListSize, RecordingMetadata.FindWidth(schema, RecordingMetadata.SamplingStepText), names, unit);
    }

    /// <summary>The times of a batch.</summary>
    /// <param name="batch">A batch of a series.</param>
    /// <returns>Seconds, one per row.</returns>
    public static ReadOnlySpan<double> Times(RecordBatch batch) => Columns.Values<double>(batch, Time);

    /// <summary>The values of a batch.</summary>
    /// <param name="batch">A batch of a series.</param>
    /// <returns>Values [sample, channel]; undefined where null.</returns>
    public static ReadOnlySpan<double> Samples(RecordBatch batch) => Columns.ListValues<double>(batch, Values);

    /// <summary>Makes a batch from copies of spans.</summary>
    /// <param name="schema">A schema of a series.</param>
    /// <param name="times">Seconds, one per row.</param>
    /// <param name="values">Values [sample, channel].</param>
    /// <returns>The batch.</returns>
    public static RecordBatch Batch(Schema schema, ReadOnlySpan<double> times, ReadOnlySpan<double> values) =>
        Batch(schema, Columns.Copy<double>(times), Columns.Copy<double>(values), times.Length);

    /// <summary>Makes a batch over buffers, without a copy.</summary>
    /// <param name="schema">A schema of a series.</param>
    /// <param name="times">Seconds, one per row.</param>
    /// <param name="values">Values [sample, channel].</param>
    /// <param name="rows">Number of samples.</param>
    /// <param name="present">One bit per value, least significant first; empty where all are there.</param>
    /// <returns>The batch.</returns>
    public static RecordBatch Batch(Schema schema, ArrowBuffer times, ArrowBuffer values, int rows, ArrowBuffer present = default)
    {
        FixedSizeListType list = SchemaParts.ExpectList(schema, RecordingKind.Series, Values, ArrowTypeId.Double);
        return new RecordBatch(schema, [Columns.Array(DoubleType.Default, times, rows), Columns.ListArray(list, values, rows, present)], rows);
    }
}
