using System.Globalization;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Information;

/// <summary>Figures of a series: channels, step, what values they take.</summary>
internal sealed class SeriesTally : Tally
{
    private const int MostShown = 12;

    private readonly SeriesSchema.Description _description;
    private readonly NumberRange[] _channels;
    private double _first = double.NaN;
    private double _last = double.NaN;
    private long _samples;

    public SeriesTally(Schema schema)
    {
        _description = SeriesSchema.Describe(schema);
        _channels = [.. Enumerable.Range(0, _description.Channels).Select(_ => new NumberRange())];
    }

    public override void Add(RecordBatch batch)
    {
        ReadOnlySpan<double> times = SeriesSchema.Times(batch);
        if (times.IsEmpty) return;
        if (_samples == 0) _first = times[0];
        _last = times[^1];
        _samples += times.Length;
        ReadOnlySpan<double> values = SeriesSchema.Samples(batch);
        for (int i = 0; i < values.Length; i++) _channels[i % _channels.Length].Add(values[i]);
    }

    public override IEnumerable<(string What, string Value)> Lines()
    {
        yield return ("samples", NumberText.Whole(_samples) + (_description.SamplingStep is { } step ? $", one every {step}" : ", step not stated"));
        if (_samples > 0) yield return ("time", $"from {NumberText.Seconds(_first)} to {NumberText.Seconds(_last)}");
        yield return ("channels", NumberText.Whole(_description.Channels));
        for (int channel = 0; channel < Math.Min(MostShown, _channels.Length); channel++)
            yield return (_description.ChannelNames?[channel] ?? channel.ToString(CultureInfo.InvariantCulture), _channels[channel].Describe(_description.ValueUnit));
        if (_channels.Length > MostShown) yield return ("...", $"{_channels.Length - MostShown} more channels");
    }
}
