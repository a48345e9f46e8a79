using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>What the points of a correlogram are.</summary>
public enum CorrelogramQuantity
{
    /// <summary>Pairs of spikes per bin.</summary>
    Counts,

    /// <summary>Spikes of the second unit per second around a spike of the first, in Hz.</summary>
    Rate,
}

/// <summary>Options of <see cref="CorrelogramStage"/>.</summary>
public sealed record CorrelogramOptions : ReadoutOptions
{
    /// <summary>Width of the bins.</summary>
    [Positive]
    public Duration Width { get; init; } = Duration.Parse("1 ms");

    /// <summary>The longest lag: a whole number of bins.</summary>
    [Positive]
    public Duration Window { get; init; } = Duration.Parse("50 ms");

    /// <summary>Whether all pairs of units are correlated too, or each unit with itself only.</summary>
    public bool Pairs { get; init; }

    /// <summary>The units: names, numbers and ranges, such as "0-9, 12". Left out: all.</summary>
    [NotEmpty]
    public string? Units { get; init; }

    /// <summary>Pairs per bin, or the rate.</summary>
    public CorrelogramQuantity As { get; init; }

    /// <summary>Ticks of time: lags are whole numbers of them. The sampling rate of the recording, or a multiple of it.</summary>
    [Positive]
    public Frequency Ticks { get; init; } = new(1e6);
}

/// <summary>Auto- and cross-correlograms from spike times, with bins of equal width centred on lag 0.</summary>
/// <remarks>
/// A curve "A" is the autocorrelogram, without the spikes themselves; "A → B" counts spikes of B at lags after spikes of A. Lags halfway between two bins count half in each. Pairs across a gap do not count.
/// See <see cref="SpikeCorrelograms"/>. Errors are those of Poisson counts.
/// </remarks>
[Node("correlogram", "Auto- and cross-correlograms from spike times")]
[Input("spikes", RecordingKind.Spikes, Summary = "Spikes in the order of time.")]
[Output("correlogram", RecordingKind.Curves, Summary = "Pairs per bin, or rate, over the lag in s; a curve per unit or pair.")]
[Output("running", RecordingKind.Curves, Summary = "The same so far at multiples of \"every\".")]
public sealed class CorrelogramStage : ReadoutStage<CorrelogramOptions>
{
    private const long MaximumCounts = 1 << 27;

    private Schema _schema = null!;
    private Schema _running = null!;
    private SpikeCorrelograms _correlograms = null!;
    private string[] _names = [];
    private int _lags;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Open(inputs[0]);
        TickClock clock = new(Options.Ticks.Hertz);
        if (!clock.TryTicks(Options.Width.Seconds, out long width)) throw new InvalidInputException($"width: found {Options.Width}, expected a whole number of ticks of {Options.Ticks}.");
        double lags = Options.Window.Seconds / Options.Width.Seconds;
        if (Math.Abs(lags - Math.Round(lags)) > 1e-9 || lags < 1 || (2 * lags + 1) * width >= 1 << 30)
            throw new InvalidInputException($"window: found {Options.Window}, expected a whole number of bins of {Options.Width}, of fewer than 2^29 ticks.");
        _lags = (int)Math.Round(lags);
        uint[] units = Options.Units is { } text ? [.. new UnitList(Recording.Names).Read(text, "units")] : [.. Enumerable.Range(0, Recording.Names.Length).Select(unit => (uint)unit)];
        if (units.Any(unit => unit >= Recording.Names.Length)) throw new InvalidInputException($"units: found unit {units.Max()}, expected 0 to {Recording.Names.Length - 1}.");
        long counts = (Options.Pairs ? units.LongLength * (units.LongLength + 1) / 2 : units.LongLength) * (2L * _lags + 1);
        if (counts > MaximumCounts) throw new InvalidInputException($"units: found {units.Length} units, which have {counts} bins together, expected at most {MaximumCounts}; name fewer \"units\", or widen the bins.");
        _names = [.. units.Select(unit => Recording.Names[unit])];
        _correlograms = new(Recording.All, [.. units.Select(unit => Recording.Units[unit])], clock, width, _lags, Options.Pairs);
        Use(Options.Units is null ? _correlograms : new ChosenSpikes(_correlograms, units, Recording.Names.Length));
        CurvesSchema.Description description = Options.As == CorrelogramQuantity.Rate ? new("lag", "s", "rate", "Hz") : new("lag", "s", "pairs", null);
        (_schema, _running) = (CurvesSchema.Create(description), CurvesSchema.Create(description));
        return new([_schema, _running]);
    }

    private protected override async ValueTask ReadAsync(double until, bool isLast, Emitter emitter)
    {
        string curve = RunningRows.Name(Options.As == CorrelogramQuantity.Rate ? "rate" : "pairs", until, isLast);
        for (int first = 0; first < _names.Length; first++)
        {
            List<CurvesSchema.Row> rows = [];
            for (int second = first; second < (Options.Pairs ? _names.Length : first + 1); second++) rows.AddRange(Rows(curve, first, second));
            await emitter.EmitAsync(CurvesSchema.Batch(isLast ? _schema : _running, rows), isLast ? 0 : 1).ConfigureAwait(false);
        }
    }

    private IEnumerable<CurvesSchema.Row> Rows(string curve, int first, int second)
    {
        string target = first == second ? _names[first] : $"{_names[first]} → {_names[second]}";
        double exposure = Options.As == CorrelogramQuantity.Rate ? _correlograms.Spikes(first) * Options.Width.Seconds : 1;
        for (int lag = -_lags; lag <= _lags; lag++)
        {
            double count = _correlograms.Count(first, second, lag);
            yield return new(curve, target, lag * Options.Width.Seconds, count / exposure, Math.Sqrt(count) / exposure);
        }
    }
}
