using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="FanoStage"/>.</summary>
public sealed record FanoOptions : ReadoutOptions
{
    /// <summary>Lengths of the windows.</summary>
    [NotEmpty]
    public IReadOnlyList<Duration> Windows { get; init; } = [Duration.Parse("100 ms"), Duration.Parse("250 ms"), Duration.Parse("1 s")];
}

/// <summary>The Fano factor of every unit against the length of the window: variance over mean of its counts in whole windows.</summary>
/// <remarks>Windows lie on the grid of their length from 0 s on. NaN for fewer than two windows, or no spike. Exact sums of integers; see <see cref="FanoFactors"/>.</remarks>
[Node("fano", "Fano factor of every unit against the length of the window")]
[Input("spikes", RecordingKind.Spikes, Summary = "Spikes in the order of time.")]
[Output("fano", RecordingKind.Curves, Summary = "Fano factor over the window in s, a curve per unit; the errors are those of Poisson counts.")]
[Output("running", RecordingKind.Curves, Summary = "The same so far at multiples of \"every\".")]
public sealed class FanoStage : ReadoutStage<FanoOptions>
{
    private readonly Schema _schema = CurvesSchema.Create(new("window", "s", "Fano factor", null));
    private readonly Schema _running = CurvesSchema.Create(new("window", "s", "Fano factor", null));
    private FanoFactors _factors = null!;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (Options.Windows.FirstOrDefault(window => window.Numerator <= 0) is { } wrong && Options.Windows.Any(window => window.Numerator <= 0))
            throw new InvalidInputException($"windows: found {wrong}, expected lengths above 0.");
        Open(inputs[0]);
        Use(_factors = new(Recording.Units, [.. Options.Windows.Select(window => new BinGrid(window.Numerator, window.Denominator))]));
        return new([_schema, _running]);
    }

    private protected override ValueTask ReadAsync(double until, bool isLast, Emitter emitter)
    {
        List<CurvesSchema.Row> rows = [];
        string name = RunningRows.Name("fano", until, isLast);
        for (int unit = 0; unit < Recording.Names.Length; unit++)
        {
            for (int window = 0; window < Options.Windows.Count; window++)
            {
                (double factor, double error, _) = _factors.Read(unit, window, until);
                rows.Add(new(name, Recording.Names[unit], Options.Windows[window].Seconds, factor, error));
            }
        }

        return emitter.EmitAsync(CurvesSchema.Batch(isLast ? _schema : _running, rows), isLast ? 0 : 1);
    }
}
