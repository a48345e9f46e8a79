using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Fitting;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Fits sets of parameters to growing lengths of one recording: how many data a parameter needs.</summary>
/// <remarks>
/// Rene, Longtin and Macke (2020), Figure 4, appendix D, Tables 12 and 13. All fits of all sets and lengths are done from one work queue; the model and each start are those of the
/// stage <c>fit</c>. Targets of scores are <c>SET LENGTH PARAMETER</c>, such as <c>eta1 1.25 s w[E,E]</c>.
/// </remarks>
[Node("fit-study", "Fits sets of parameters to growing lengths of data: how many data a parameter needs")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts per population and bin")]
[Input("input", RecordingKind.Series, IsOptional = true, Summary = "external input per population, one row per bin; zero where left open")]
[Output("fits", RecordingKind.Scores, Summary = "how each fit ended, with its parameters")]
[Output("errors", RecordingKind.Scores, Summary = "relative error of the best fit of each set and length (D.1)")]
[Output("variations", RecordingKind.Scores, Summary = "coefficient of variation over the fits of each set and length, percent (D.2)")]
public sealed class FitStudyStage : Stage<FitStudyOptions>
{
    private const int InputPort = 1;
    private readonly List<StudyFit> _fits = [];
    private CountInput _data = null!;
    private CountArchive _archive = null!;
    private List<FitGroup> _groups = [];
    private bool _inputHasEnded;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _data = new CountInput(inputs[0], inputs.IsConnected(InputPort) ? inputs[InputPort] : null, allowsMissing: false);
        _archive = new(_data.Populations, _data.HasInput, (long)Options.MemoryLimit << 20, Context.ScratchPath("counts.bin"));
        foreach ((string subset, string[] free) in Options.Subsets)
        {
            foreach (Duration length in Options.Lengths) _fits.Add(Prepare(subset, free, length));
        }

        if (Options.Truth is null) Context.Warn("there is no \"truth\": relative errors are left out");
        return ValueTask.FromResult<IReadOnlyList<Schema>>([ScoresSchema.Create(), ScoresSchema.Create(), ScoresSchema.Create()]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == InputPort) _data.AddInput(batch);
        else _data.AddCounts(batch);
        Take();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override bool Accepts(int input) => _data.Accepts(input == InputPort);

    /// <inheritdoc/>
    public override ValueTask InputEndedAsync(int input, Emitter emitter, CancellationToken cancellationToken)
    {
        if (input == InputPort) _inputHasEnded = true;
        Take();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        _archive.Seal();
        long needed = _fits.Max(fit => fit.Bins);
        if (_archive.BinCount < needed)
            throw new InvalidInputException($"counts: found a recording of {_archive.BinCount * _data.BinWidth.Seconds:G6} s, expected at least {needed * _data.BinWidth.Seconds:G6} s for the burn-in and the longest of \"lengths\"; shorten \"lengths\" or record longer");
        if (_groups.Count == 0)
        {
            _data.WarnOfSilence(Context);
            _groups = NewGroups();
        }

        FitRate rate = new(Context.Time, Steps);
        await FitWork.RunAsync(_groups, Context, emitter, isPolish => Report(rate, isPolish), cancellationToken).ConfigureAwait(false);
        Tell();
        List<(StudyFit Fit, FitGroup Group)> done = [.. _fits.Zip(_groups)];
        await EmitAsync(emitter, [.. done.SelectMany(pair => pair.Fit.Fits(pair.Group))], 0).ConfigureAwait(false);
        await EmitAsync(emitter, [.. done.SelectMany(pair => pair.Fit.Errors(pair.Group))], 1).ConfigureAwait(false);
        await EmitAsync(emitter, [.. done.SelectMany(pair => pair.Fit.Variations(pair.Group))], 2).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _data.Save(writer);
        writer.Write(_inputHasEnded);
        _archive.Save(writer);
        writer.Write(_groups.Count > 0);
        foreach (FitGroup group in _groups) group.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _data.Restore(reader);
        _inputHasEnded = reader.ReadBoolean();
        _archive.Restore(reader);
        if (!reader.ReadBoolean()) return;
        _archive.Seal();
        _groups = NewGroups();
        foreach (FitGroup group in _groups) group.Restore(reader);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _archive?.Dispose();
        return base.DisposeAsync();
    }

    private long Steps => _groups.Sum(group => group.Starts.Sum(start => start.HasEnded ? Options.Iterations!.Value : start.StepCount));

    private StudyFit Prepare(string subset, string[] free, Duration length)
    {
        FitScope scope = new()
        {
            Free = free,
            FreeKey = $"subsets.{subset}",
            Starts = Options.Starts,
            DataLength = length,
            RandomName = $"{Context.Id}/{subset}/{Seconds(length)}",
            IsQuiet = length != Options.Lengths[0],
        };
        FitSetup setup = new(Options, scope, _data, Context);
        long bins = setup.Fit.BurnInBins + setup.Fit.DataLength!.Value;
        setup.CheckLength(bins);
        return new(subset, Seconds(length), setup, bins);
    }

    private List<FitGroup> NewGroups()
    {
        RecordingMemory memory = new(_archive, _data.Populations, _data.HasInput);
        if (Options.Polish > 0 && !memory.Fits) throw new InvalidInputException($"counts: found {_archive.BinCount} bins, more than what is polished in memory ({RecordingMemory.MostBytes >> 20} MiB); set \"polish\" to 0 or cut the recording by the stage slice");
        return
        [
            .. _fits.Select(fit => new FitGroup(new FitGroupSetup
            {
                Start = new()
                {
                    Model = fit.Setup.Model,
                    Options = fit.Setup.Fit,
                    Order = Options.Minibatches,
                    Archive = _archive,
                    BinCount = fit.Bins,
                    HasInputs = _data.HasInput,
                },
                InitialCoordinates = fit.Setup.InitialCoordinates,
                Every = int.MaxValue,
                Keep = Options.Keep,
                PolishedStarts = Options.Polish,
                Polish = new MapPolishOptions(),
                Data = memory.First,
                Parallelism = 1,
            })),
        ];
    }

    private void Report(FitRate rate, bool isPolish)
    {
        long total = Options.Iterations!.Value * _fits.Count * Options.Starts, steps = Steps;
        int fits = _groups.Sum(group => group.Starts.Count(start => start.HasEnded));
        string text = isPolish
            ? $"polish: {_groups.Sum(group => group.Polishes.Values.Count(polish => polish.IsDone))} of {_groups.Sum(group => group.Polishes.Count)} done"
            : $"{fits} of {_fits.Count * Options.Starts} fits done, {rate.Describe(steps, total)}";
        Context.Progress.Report(steps, total, text);
    }

    private void Tell()
    {
        foreach ((StudyFit fit, FitGroup group) in _fits.Zip(_groups))
        {
            ArchiveStart[] failed = [.. group.Starts.Where(start => start.Failure is not null)];
            if (failed.Length > 0) Context.Warn($"{fit.Subset}, {fit.Length}: {failed.Length} of {group.Starts.Count} fits failed; the first: {failed[0].Failure}");
        }
    }

    private void Take()
    {
        int bins = _data.Pair(_inputHasEnded);
        if (bins == 0) return;
        _fits[0].Setup.CheckCounts(_data, bins);
        _archive.Append(_data.Counts(bins), _data.Inputs(bins));
        _data.Remove(bins);
        Context.Progress.Report(0, null, "collecting counts");
    }

    private static string Seconds(Duration length) => length.Seconds.ToString("G12", CultureInfo.InvariantCulture) + " s";

    private static ValueTask EmitAsync(Emitter emitter, IReadOnlyList<ScoresSchema.Row> rows, int output) =>
        emitter.EmitAsync(ScoresSchema.Batch(ScoresSchema.Create(), rows), output);
}
