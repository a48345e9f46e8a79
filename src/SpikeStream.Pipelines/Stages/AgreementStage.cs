using Apache.Arrow;
using SpikeStream.Models.Metrics;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Ensembles;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="AgreementStage"/>.</summary>
public sealed record AgreementOptions : ISelfChecked
{
    /// <summary>Start of the time that is compared.</summary>
    [NotNegative]
    public Duration Start { get; init; }

    /// <summary>End of the time that is compared, not included. Left out: the end of the shortest ensemble.</summary>
    public Duration? Stop { get; init; }

    /// <summary>Activities are averaged over this time before they are compared, such as "10 ms". Left out: the bins as they are.</summary>
    [Positive]
    public Duration? Bin { get; init; }

    /// <summary>Bootstrap resamples for the errors of averages over runs; 0 for none.</summary>
    [InRange(0, 1_000_000)]
    public int Bootstrap { get; init; } = 100;

    /// <summary>How root mean square errors are averaged over populations.</summary>
    public PopulationMean Average { get; init; }

    /// <summary>Name of the tested ensemble in the targets of the scores, such as "inferred".</summary>
    [NotEmpty]
    public string Label { get; init; } = "tested";

    /// <summary>Name of the other tested ensemble, such as "theory".</summary>
    [NotEmpty]
    public string OtherLabel { get; init; } = "other";

    /// <summary>Name of the second ensemble of the reference, such as "true".</summary>
    [NotEmpty]
    public string SecondLabel { get; init; } = "reference";

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Stop <= Start) yield return ("stop", $"found {Stop}, expected a time after the start at {Start}");
        if (Label == OtherLabel || Label == SecondLabel || OtherLabel == SecondLabel)
            yield return ("label", $"found the labels \"{Label}\", \"{OtherLabel}\" and \"{SecondLabel}\", expected three that differ");
    }
}

/// <summary>Measures how well ensembles of runs agree with an ensemble of the reference, and how well the reference agrees with itself.</summary>
/// <remarks>
/// Rene, Longtin and Macke (2020), equations 4.24 to 4.27. Metrics: <c>rho</c> and <c>rmse</c> (Hz) over all pairs of runs, with the population
/// standard deviation as error; <c>rho_bar</c> and <c>rmse_bar</c> (Hz) of the averages over as many runs of both, with bootstrap errors.
/// A bin in which a population was not observed in one of the runs is left out of all of them.
/// Targets: the label of the ensemble and the population, or <c>mean</c> over populations: <c>inferred E</c>, <c>inferred mean</c>.
/// </remarks>
[Node("agreement", "Correlation and error of ensembles of runs against a reference, per trial and trial-averaged, with the reference's own ceiling")]
[Input("reference", RecordingKind.Counts, Summary = "runs of the true model: the populations of run 1, of run 2, and so on")]
[Input("tested", RecordingKind.Counts, Summary = "runs of the model that is tested")]
[Input("second", RecordingKind.Counts, IsOptional = true, Summary = "further runs of the true model: what the best model could reach")]
[Input("other", RecordingKind.Counts, IsOptional = true, Summary = "runs of another model that is tested")]
[Output("scores", RecordingKind.Scores, Summary = "rho, rmse, rho_bar and rmse_bar per population and averaged over populations")]
public sealed class AgreementStage : Stage<AgreementOptions>
{
    private const int Reference = 0;
    private static readonly string[] Ports = ["reference", "tested", "second", "other"];
    private readonly Schema _schema = ScoresSchema.Create();
    private readonly EnsembleTraces?[] _ensembles = new EnsembleTraces?[Ports.Length];

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        for (int port = 0; port < Ports.Length; port++)
        {
            if (!inputs.IsConnected(port)) continue;
            EnsembleTraces traces = new(Ports[port], inputs[port], Options.Start, Options.Stop, Options.Bin);
            _ensembles[port] = traces;
            EnsembleTraces reference = _ensembles[Reference]!;
            EnsembleAlignment.CheckShape(traces.Port, traces.Layout, traces.BinWidth, reference.Port, reference.Layout, reference.BinWidth);
        }

        return new([_schema]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _ensembles[input]!.Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        EnsembleTraces reference = _ensembles[Reference]!;
        List<EnsembleTraces> present = [.. _ensembles.OfType<EnsembleTraces>()];
        foreach (EnsembleTraces traces in present)
        {
            traces.CheckComplete();
            EnsembleAlignment.CheckStart(traces.Port, traces.FirstTime, reference.Port, reference.FirstTime, reference.BinWidth);
        }

        int blocks = present.Min(traces => traces.Blocks), runs = present.Sum(traces => traces.Layout.Runs);
        if (blocks < 2) throw new InvalidInputException($"reference: found {blocks} bin to compare, expected at least two");
        int missing = 0;
        List<TraceGram> grams = [];
        double[] activity = new double[checked(runs * blocks)];
        for (int population = 0; population < reference.Layout.Populations; population++)
        {
            await emitter.SafePointAsync().ConfigureAwait(false);
            Context.Progress.Report(population, reference.Layout.Populations, "products of runs");
            int at = 0;
            foreach (EnsembleTraces traces in present)
            {
                traces.Fill(population, blocks, activity.AsSpan(at, traces.Layout.Runs * blocks));
                at += traces.Layout.Runs * blocks;
            }

            double[] observed = ObservedBlocks(activity, runs, blocks);
            int kept = observed.Length / runs;
            missing = Math.Max(missing, blocks - kept);
            if (kept < 2) throw new InvalidInputException($"reference: found {kept} bins of population \"{reference.Layout.NameOf(population)}\" that were observed in every run, expected at least two");
            grams.Add(new TraceGram(observed, runs, Context.Parallelism));
        }

        if (missing > 0) Context.Warn($"{missing} of {blocks} bins were not observed in every run and are left out of all");
        await emitter.EmitAsync(ScoresSchema.Batch(_schema, Scores(grams))).ConfigureAwait(false);
    }

    /// <summary>Traces [run, block] without the blocks in which one of them is missing.</summary>
    private static double[] ObservedBlocks(double[] traces, int runs, int blocks)
    {
        int[] kept = [.. Enumerable.Range(0, blocks).Where(block => !Enumerable.Range(0, runs).Any(run => double.IsNaN(traces[(run * blocks) + block])))];
        return kept.Length == blocks ? traces : [.. Enumerable.Range(0, runs).SelectMany(run => kept.Select(block => traces[(run * blocks) + block]))];
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        foreach (EnsembleTraces? traces in _ensembles) traces?.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        foreach (EnsembleTraces? traces in _ensembles) traces?.Restore(reader);
    }

    private List<ScoresSchema.Row> Scores(List<TraceGram> grams)
    {
        List<ScoresSchema.Row> rows = [];
        string[] labels = ["", Options.Label, Options.SecondLabel, Options.OtherLabel];
        Range first = 0.._ensembles[Reference]!.Layout.Runs;
        int at = first.End.Value;
        for (int port = 1; port < Ports.Length; port++)
        {
            if (_ensembles[port] is not { } traces) continue;
            EnsembleAgreement agreement = EnsembleAgreement.Compare(
                grams, first, at..(at + traces.Layout.Runs), Options.Average, Options.Bootstrap, resample => Context.Random($"bootstrap {Ports[port]}", (ulong)resample));
            at += traces.Layout.Runs;
            if (agreement.UndefinedPairs > 0)
                Context.Warn($"{traces.Port}: {agreement.UndefinedPairs} pairs of runs have no correlation, as the activity of one of them does not change; they are left out of the means");
            for (int population = 0; population < grams.Count; population++) Add(rows, $"{labels[port]} {traces.Layout.NameOf(population)}", agreement.Populations[population]);
            Add(rows, $"{labels[port]} mean", agreement.Mean);
        }

        return rows;
    }

    private static void Add(List<ScoresSchema.Row> rows, string target, PopulationAgreement agreement)
    {
        foreach ((string metric, AgreementScore score) in ((string, AgreementScore)[])
            [("rho", agreement.Correlation), ("rmse", agreement.RootMeanSquareError), ("rho_bar", agreement.MeanCorrelation), ("rmse_bar", agreement.MeanRootMeanSquareError)])
        {
            rows.Add(new(metric, target, score.Value, score.Error));
        }
    }
}
