using System.Globalization;
using System.Text.Json.Nodes;
using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Stages.Mixtures;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Fits a conditional mixture to the counts of trials from several starts, writes it to <c>parameters.dat</c>, and says what it tells of the recording.</summary>
/// <remarks>Sokoloski, Aschner and Coen-Cagli (2021), eLife 10:e64615. Saved between any two epochs; results have the same bits whatever the batches, the number of threads and the memory limit.</remarks>
[Node("mixture-fit", "Fits a conditional mixture of spike counts to trials")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts, one row per trial")]
[Input("trials", RecordingKind.Trials, Summary = "the stimulus of each trial")]
[Output("ascent", RecordingKind.Curves, Summary = "mean log-likelihood per trial over the epochs of the best start; a curve per phase")]
[Output("scores", RecordingKind.Scores, Summary = "log-likelihood, decoding, agreement of Fano factors and noise correlations with the trials")]
[Output("tuning", RecordingKind.Curves, Summary = "mean counts over the stimulus, a curve per neuron")]
[Output("weights", RecordingKind.Curves, Summary = "weights of the components over the stimulus")]
[Output("information", RecordingKind.Curves, Summary = "Fisher information over the stimulus (vonMises)")]
[Output("empirical-information", RecordingKind.Curves, Summary = "linear Fisher information of the trials between neighbours, naive and bias-corrected (vonMises)")]
[Output("fano-factors", RecordingKind.Curves, Summary = "Fano factors of trials (x) and model (value): a row per neuron, a curve per stimulus")]
[Output("noise-correlations", RecordingKind.Curves, Summary = "noise correlations of trials (x) and model (value): a row per pair, a curve per stimulus")]
[Output("trial-means", RecordingKind.Curves, Summary = "mean counts of the trials at each stimulus with standard errors, a curve per neuron")]
public sealed class MixtureFitStage : TrialCountsStage<MixtureFitOptions>
{
    private const int MostNames = 10;
    private const int SampleCounts = 1 << 22;
    private const int Empirical = 5, Fano = 6, Noise = 7, Means = 8;

    private readonly Schema _ascent = CurvesSchema.Create(new("epoch", null, "log-likelihood per trial", null));
    private readonly Schema _scores = ScoresSchema.Create();
    private readonly Schema _tuning = MixtureCurves.Tuning();
    private readonly Schema _weights = MixtureCurves.Weights();
    private readonly Schema _information = MixtureCurves.Information();
    private readonly Schema _fano = MixtureCurves.FanoFactors();
    private readonly Schema _noise = MixtureCurves.NoiseCorrelations();
    private readonly Schema _means = MixtureCurves.TrialMeans();
    private OutputFile _file = null!;
    private MixtureFit? _fit;
    private byte[] _saved = [];

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Collect(inputs, Options.Condition, Options.MemoryLimit);
        _file = Context.OutputFile(Context.Id == "mixture-fit" ? "parameters.dat" : $"{Context.Id}-parameters.dat");
        return new([_ascent, _scores, _tuning, _weights, _information, _information, _fano, _noise, _means]);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        JoinedTrials trials = Join();
        WarnOfSilence(trials);
        MixtureReport report;
        MixtureComparison comparison;
        try
        {
            MixtureTuning tuning = Options.Tuning == MixtureTuningKind.Discrete ? new DiscreteTuning(trials.Stimuli.Labels) : new VonMisesTuning(Options.Period);
            (JoinedTrials training, JoinedTrials? heldOut) = HoldOut(trials);
            ITrialSource source = Source(training);
            MixtureFit fit = new(source, tuning, Options.ToTraining(Context.Seed, Context.Parallelism), heldOut is null ? null : Source(heldOut), Sample(training, source));
            if (_saved.Length > 0)
            {
                using BinaryReader reader = new(new MemoryStream(_saved));
                fit.Restore(reader);
            }

            _fit = fit;
            do
            {
                await emitter.SafePointAsync().ConfigureAwait(false);
                MixtureEpoch last = fit.Trace[^1];
                Context.Progress.Report(last.Epoch, Options.Epochs, string.Create(CultureInfo.InvariantCulture, $"epoch {last.Epoch}, log-likelihood {last.LogLikelihood:F4}"));
            }
            while (fit.Advance(cancellationToken));
            report = new(fit.Parameters, trials, Collected.Names);
            comparison = new(fit.Parameters, trials, isNumeric: false, period: null);
        }
        catch (MixtureDataException fault)
        {
            throw Refusal(fault);
        }

        MixtureEpoch end = Options.Patience > 0 ? _fit.Trace.Where(epoch => epoch.Phase == _fit.Trace[^1].Phase).MaxBy(epoch => epoch.HeldOut) : _fit.Trace[^1];
        JsonObject trained = new() { ["trials"] = trials.Count, ["epochs"] = end.Epoch, ["log_likelihood"] = end.LogLikelihood, ["seed"] = Context.Seed };
        await File.WriteAllBytesAsync(_file.PartialPath, MixtureParameterFile.ToBytes(_fit.Parameters, trained), cancellationToken).ConfigureAwait(false);
        await EmitAsync(emitter, report).ConfigureAwait(false);
        await EmitAsync(emitter, comparison).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Collected.Save(writer);
        byte[] state = _saved;
        if (_fit is not null)
        {
            using MemoryStream memory = new();
            using (BinaryWriter inner = new(memory, System.Text.Encoding.UTF8, leaveOpen: true)) _fit.Save(inner);
            state = memory.ToArray();
        }

        writer.Write(state.Length);
        writer.Write(state);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Collected.Restore(reader);
        _saved = reader.ReadBytes(reader.ReadInt32());
    }

    private ITrialSource Source(JoinedTrials trials) => Collected.IsInFile ? trials : trials.Load();

    // Clusters hold as many numbers as the sample, whose size is the same whatever the memory limit. Where there is a single start it is drawn.
    private MixtureTrials? Sample(JoinedTrials training, ITrialSource source)
    {
        if (Options.Starts == 1 || Options.Components == 1) return null;
        JoinedTrials sample = training.Sample(Math.Max(Options.Components, SampleCounts / training.NeuronCount));
        return sample == training && source is MixtureTrials all ? all : sample.Load();
    }

    private (JoinedTrials Training, JoinedTrials? HeldOut) HoldOut(JoinedTrials trials)
    {
        if (Options.HeldOut == 0) return (trials, null);
        CrossValidationFolds folds = new(trials.Conditions, (int)Math.Round(1 / Options.HeldOut), Context.Seed);
        JoinedTrials heldOut = trials.Select(folds.Test(0));
        return heldOut.Count > 0
            ? (trials.Select(folds.Training(0)), heldOut)
            : throw new MixtureDataException($"trials: found {trials.Count}, expected enough to hold {Options.HeldOut.ToString(CultureInfo.InvariantCulture)} of them out");
    }

    // Without a spike a parameter has no finite optimum: with von Mises tuning where the neuron never fires, with discrete tuning at each stimulus.
    private void WarnOfSilence(JoinedTrials trials)
    {
        MixtureTotals totals = MixtureTotals.Of(trials);
        bool isDiscrete = Options.Tuning == MixtureTuningKind.Discrete;
        int[] silent = isDiscrete
            ? [.. totals.Silent().Select(pair => pair.Neuron).Distinct().Order()]
            : [.. Enumerable.Range(0, totals.NeuronCount).Where(neuron => totals.CountsOf(neuron) == 0)];
        if (silent.Length == 0) return;
        string names = string.Join(", ", silent.Take(MostNames).Select(neuron => Collected.Names[neuron]));
        string more = silent.Length > MostNames ? $" and {silent.Length - MostNames} more" : "";
        Context.Warn($"neurons without a spike {(isDiscrete ? "at some stimulus" : "in all trials")}: {names}{more}; their parameters there have no finite optimum and stop at a bound");
    }

    private static string PhaseOf(MixtureEpoch epoch) => epoch.Phase == MixtureModelKind.Poisson ? "poisson" : "com-based";

    private async ValueTask EmitAsync(Emitter emitter, MixtureReport report)
    {
        List<CurvesSchema.Row> ascent = [.. _fit!.Trace.Select(epoch => new CurvesSchema.Row("log_likelihood", PhaseOf(epoch), epoch.Epoch, epoch.LogLikelihood, double.NaN))];
        if (Options.HeldOut > 0) ascent.AddRange(_fit.Trace.Select(epoch => new CurvesSchema.Row("held_out_log_likelihood", PhaseOf(epoch), epoch.Epoch, epoch.HeldOut, double.NaN)));
        await emitter.EmitAsync(CurvesSchema.Batch(_ascent, ascent), 0).ConfigureAwait(false);
        await emitter.EmitAsync(ScoresSchema.Batch(_scores, report.Scores()), 1).ConfigureAwait(false);
        await emitter.EmitAsync(CurvesSchema.Batch(_tuning, report.TuningCurves()), 2).ConfigureAwait(false);
        await emitter.EmitAsync(CurvesSchema.Batch(_weights, report.Weights()), 3).ConfigureAwait(false);
        await emitter.EmitAsync(CurvesSchema.Batch(_means, report.TrialMeans()), Means).ConfigureAwait(false);
        if (report.Information() is { Count: > 0 } information) await emitter.EmitAsync(CurvesSchema.Batch(_information, information), 4).ConfigureAwait(false);
    }

    // Pairs of neurons are many: rows are made only where somebody reads them.
    private async ValueTask EmitAsync(Emitter emitter, MixtureComparison comparison)
    {
        if (emitter.IsConnected(Empirical) && comparison.EmpiricalInformation() is { Count: > 0 } empirical) await emitter.EmitAsync(CurvesSchema.Batch(_information, empirical), Empirical).ConfigureAwait(false);
        if (emitter.IsConnected(Fano)) await emitter.EmitAsync(CurvesSchema.Batch(_fano, comparison.FanoFactors()), Fano).ConfigureAwait(false);
        if (emitter.IsConnected(Noise)) await emitter.EmitAsync(CurvesSchema.Batch(_noise, comparison.NoiseCorrelations()), Noise).ConfigureAwait(false);
    }
}
