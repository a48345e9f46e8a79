using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>How what the conditions do is taken from the counts.</summary>
public enum NoiseCorrelationForm
{
    /// <summary>Counts less the mean over trials of their condition.</summary>
    Residual,

    /// <summary>The same over the standard deviation over trials of their condition.</summary>
    Standardised,
}

/// <summary>Options of <see cref="NoiseCorrelationStage"/>.</summary>
public sealed record NoiseCorrelationOptions : TrialOptions
{
    /// <summary>Residuals, or z-scores.</summary>
    public NoiseCorrelationForm Form { get; init; }
}

/// <summary>Correlations of the counts of all pairs of units over repeats of a condition.</summary>
/// <remarks>One count per trial and unit, in a window around an event or the whole trial; see <see cref="NoiseCorrelations"/>. A trial counts for the pairs of units that were observed throughout it.</remarks>
[Node("noise-correlation", "Correlations of counts per trial over repeats of the same condition")]
[Input("spikes", RecordingKind.Spikes, Summary = "Spikes in the order of time.")]
[Input("trials", RecordingKind.Trials, Summary = "Trials in any order.")]
[Output("scores", RecordingKind.Scores, Summary = "Mean and deviation of the correlations over pairs; number of trials, for each unit where they differ.")]
[Output("matrix", RecordingKind.Curves, Summary = "Noise correlations: a curve per row, x is the number of the column.")]
[Output("running", RecordingKind.Curves, Summary = "The scores of the trials so far at multiples of \"every\", over recording time in s.")]
public sealed class NoiseCorrelationStage : TrialStage<NoiseCorrelationOptions>
{
    private const long MaximumBytes = 1L << 30;

    private readonly Schema _scores = ScoresSchema.Create();
    private readonly Schema _matrix = CorrelationRows.Matrix();
    private NoiseCorrelations _sums = null!;

    private protected override IReadOnlyList<Schema> OpenOutputs() => [_scores, _matrix, RunningRows.OverTime];

    private protected override void OpenSums()
    {
        long units = Recording.Names.Length, tables = Options.Form == NoiseCorrelationForm.Standardised ? Windows.Names.Count : 1;
        tables *= Coverage.Sets.Count;
        if (4 * units * (units + 1) * tables > MaximumBytes)
        {
            string gaps = Coverage.Sets.Count > 1 ? $" ({Coverage.Sets.Count} sets of units that were observed in the same trials)" : "";
            throw new InvalidInputException($"spikes: found {units} units and {tables} tables of their pairs{gaps}, which need more than 1 GiB, expected fewer; choose some with the stage select, or \"form\": \"residual\".");
        }

        _sums = new(Recording.Names.Length, Windows.Names.Count, Options.Form == NoiseCorrelationForm.Standardised, Coverage.Sets);
    }

    private protected override void AddTrial(int trial, int[] counts) => _sums.Add(Windows.Conditions[trial], counts, Coverage.SetOf(trial));

    private protected override async ValueTask ReadTrialsAsync(double until, bool isLast, Emitter emitter)
    {
        List<ScoresSchema.Row> rows =
        [
            new("trials", "all", _sums.Trials, double.NaN),
            .. Coverage.Sets.Count > 1 ? Recording.Names.Select((name, unit) => new ScoresSchema.Row("trials", name, _sums.TrialsOf(unit, unit), double.NaN)) : [],
            .. CorrelationRows.Summary("noise-correlation", _sums.Units, _sums.Correlation),
        ];
        if (!isLast)
        {
            await emitter.EmitAsync(RunningRows.Batch(rows, until), 2).ConfigureAwait(false);
            return;
        }

        await emitter.EmitAsync(ScoresSchema.Batch(_scores, rows)).ConfigureAwait(false);
        await CorrelationRows.EmitAsync(emitter, 1, _matrix, "noise correlation", Recording.Names, (i, j) => _sums.Freedom(i, j) + 1, _sums.Correlation).ConfigureAwait(false);
    }

    private protected override void SaveSums(BinaryWriter writer) => _sums.Save(writer);

    private protected override void RestoreSums(BinaryReader reader) => _sums.Restore(reader);
}
