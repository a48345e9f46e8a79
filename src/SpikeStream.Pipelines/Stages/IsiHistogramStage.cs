using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="IsiHistogramStage"/>.</summary>
public sealed record IsiHistogramOptions : ReadoutOptions, ISelfChecked
{
    /// <summary>Width of linear bins from 0, such as "1 ms". Left out: logarithmic bins.</summary>
    [Positive]
    public Duration? Width { get; init; }

    /// <summary>First edge of logarithmic bins.</summary>
    [Positive]
    public Duration Shortest { get; init; } = Duration.Parse("0.1 ms");

    /// <summary>The longest interval of the histogram.</summary>
    [Positive]
    public Duration Longest { get; init; } = Duration.Parse("10 s");

    /// <summary>Logarithmic bins per factor of ten.</summary>
    [InRange(1, 1000)]
    public int BinsPerDecade { get; init; } = 20;

    /// <summary>Ticks of time: intervals are whole numbers of them. The sampling rate of the recording, or a multiple of it.</summary>
    [Positive]
    public Frequency Ticks { get; init; } = new(1e6);

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Width is null && Shortest >= Longest) yield return ("longest", $"found {Longest}, expected an interval above the shortest of {Shortest}");
        if (Width is { } width && Longest.Seconds / width.Seconds is < 1 or > 1e6) yield return ("longest", $"found {Longest}, expected 1 to 1,000,000 bins of {width}");
    }
}

/// <summary>Histograms of the intervals between the spikes of every unit, in linear or logarithmic bins.</summary>
/// <remarks>
/// Points stand at the middle of the bins (the geometric one of logarithmic bins). Linear bins give the number of intervals; logarithmic ones too, of equal width on a logarithmic axis but for
/// the rounding of their edges to ticks. Intervals across gaps do not count. Errors are square roots of the numbers.
/// </remarks>
[Node("isi-histogram", "Histograms of the intervals between the spikes of every unit")]
[Input("spikes", RecordingKind.Spikes, Summary = "Spikes in the order of time.")]
[Output("histogram", RecordingKind.Curves, Summary = "Intervals per bin over the interval in s, a curve per unit.")]
[Output("running", RecordingKind.Curves, Summary = "The same so far at multiples of \"every\".")]
public sealed class IsiHistogramStage : ReadoutStage<IsiHistogramOptions>
{
    private readonly Schema _schema = CurvesSchema.Create(new("interval", "s", "intervals", null));
    private readonly Schema _running = CurvesSchema.Create(new("interval", "s", "intervals", null));
    private IntervalHistogram _histogram = null!;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Open(inputs[0]);
        TickClock clock = new(Options.Ticks.Hertz);
        long[] edges;
        if (Options.Width is { } width)
        {
            if (!clock.TryTicks(width.Seconds, out long ticks)) throw new InvalidInputException($"width: found {width}, expected a whole number of ticks of {Options.Ticks}.");
            edges = IntervalHistogram.EvenEdges(ticks, (int)Math.Floor(Options.Longest.Seconds / width.Seconds + 1e-9));
        }
        else
        {
            edges = IntervalHistogram.LogarithmicEdges(Math.Max(1, clock.TickOf(Options.Shortest.Seconds)), clock.TickOf(Options.Longest.Seconds), Options.BinsPerDecade);
        }

        if (edges.Length < 2) throw new InvalidInputException($"longest: found {Options.Longest}, expected an interval that has room for a bin.");
        Use(_histogram = new(Recording.Units, clock, edges));
        return new([_schema, _running]);
    }

    private protected override ValueTask ReadAsync(double until, bool isLast, Emitter emitter)
    {
        List<CurvesSchema.Row> rows = [];
        string name = RunningRows.Name("intervals", until, isLast);
        for (int unit = 0; unit < Recording.Names.Length; unit++)
        {
            ReadOnlySpan<long> counts = _histogram.Counts(unit);
            for (int bin = 0; bin < counts.Length; bin++)
            {
                double low = _histogram.Edge(bin), high = _histogram.Edge(bin + 1);
                rows.Add(new(name, Recording.Names[unit], Options.Width is null ? Math.Sqrt(low * high) : 0.5 * (low + high), counts[bin], Math.Sqrt(counts[bin])));
            }
        }

        return emitter.EmitAsync(CurvesSchema.Batch(isLast ? _schema : _running, rows), isLast ? 0 : 1);
    }
}
