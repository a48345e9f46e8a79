using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>A fit over collected counts: many starts, the best of them polished, one kept, and how well its parameters are known.</summary>
internal sealed class ArchiveFitRun : IFitProcedure, IDisposable
{
    private const int RowsPerBatch = 256;
    private const int CourseRows = 2000;

    private readonly FitStageOptions _options;
    private readonly FitSetup _setup;
    private readonly CountArchive _archive;
    private FitGroup? _group;
    private bool _keepsCourses;

    public ArchiveFitRun(FitStageOptions options, FitSetup setup)
    {
        _options = options;
        _setup = setup;
        _archive = new(setup.Data.Populations, setup.Data.HasInput, (long)setup.Options.MemoryLimit << 20, setup.Context.ScratchPath("counts.bin"));
    }

    public ValueTask AddAsync(int bins, Emitter emitter)
    {
        _archive.Append(_setup.Data.Counts(bins), _setup.Data.Inputs(bins));
        _setup.Context.Progress.Report(0, null, "collecting counts");
        return ValueTask.CompletedTask;
    }

    public async ValueTask<FitOutcome> CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        _archive.Seal();
        if (_group is null)
        {
            _setup.CheckLength(_archive.Stretches.Longest, _archive.Stretches.MissingBins > 0);
            _setup.Data.WarnOfMissing(_setup.Context, _setup.Fit.BurnInBins);
            _setup.Data.WarnOfSilence(_setup.Context);
            _keepsCourses = emitter.IsConnected(FitStage.TracesPort);
            _group = NewGroup();
        }

        FitGroup group = _group;
        FitRate rate = new(_setup.Context.Time, group.Starts.Sum(start => start.StepCount));
        await FitWork.RunAsync([group], _setup.Context, emitter, isPolish => Report(group, rate, isPolish), cancellationToken).ConfigureAwait(false);

        int kept = group.Kept ?? throw new FitFailedException(Failures(group));
        Tell(group, kept);
        await EmitEstimatesAsync(group, kept, emitter).ConfigureAwait(false);
        if (_keepsCourses) await EmitCoursesAsync(group, emitter).ConfigureAwait(false);
        return new(StartScores.Of(group, _archive.Stretches.CountedBins(_setup.Fit.BurnInBins)), group.Result(kept));
    }

    public void Save(BinaryWriter writer)
    {
        _archive.Save(writer);
        writer.Write(_group is not null);
        if (_group is null) return;
        writer.Write(_keepsCourses);
        _group.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        _archive.Restore(reader);
        if (!reader.ReadBoolean()) return;
        _keepsCourses = reader.ReadBoolean();
        _archive.Seal();
        _group = NewGroup();
        _group.Restore(reader);
    }

    public void Dispose() => _archive.Dispose();

    private FitGroup NewGroup()
    {
        // Where bins are missing the length that the schema states says too much.
        long? stated = _archive.Stretches.MissingBins > 0 ? _options.DataLength is null ? null : _setup.Fit.DataLength : _setup.Fit.DataLength;
        RecordingMemory memory = new(_archive, _setup.Data.Populations, _setup.Data.HasInput);
        int polished = _options.PolishedStarts;
        if (polished == 0 && _options.MeasuresInformation) polished = 1;
        if (polished > 0 && !memory.Fits)
        {
            _setup.Context.Warn($"the recording of {_archive.BinCount} bins is longer than what is polished in memory ({RecordingMemory.MostBytes >> 20} MiB): the estimate is that of the minibatches, without standard errors");
            polished = 0;
        }

        return new(new FitGroupSetup
        {
            Start = new()
            {
                Model = _setup.Model,
                Options = _setup.Fit with { DataLength = stated ?? _archive.Stretches.CountedBins(_setup.Fit.BurnInBins) },
                Order = _options.Minibatches,
                Archive = _archive,
                BinCount = _archive.BinCount,
                HasInputs = _setup.Data.HasInput,
                MaximumEpochs = _options.Epochs ?? int.MaxValue,
                ComparedSteps = _options.EarlyStop?.At ?? [],
                CourseRows = _keepsCourses ? CourseRows : 0,
            },
            InitialCoordinates = _setup.InitialCoordinates,
            Every = _options.Every,
            Keep = _options.Keep,
            KeptPart = _options.EarlyStop?.Keep ?? 1,
            PolishedStarts = polished,
            Polish = _options.PolishedStarts > 0 ? new MapPolishOptions() : new MapPolishOptions { MaximumRounds = 0 },
            Data = memory.First,
            Parallelism = _setup.Context.Parallelism,
        });
    }

    private void Report(FitGroup group, FitRate rate, bool isPolish)
    {
        long? total = _options.Iterations * group.Starts.Count;
        if (isPolish)
        {
            int evaluations = group.Polishes.Values.Sum(polish => polish.Evaluations);
            double best = group.Polishes.Values.Select(polish => polish.Best).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max();
            _setup.Context.Progress.Report(total ?? 0, total, string.Create(CultureInfo.InvariantCulture, $"polish: {evaluations} evaluations, log posterior {best:F2}"));
            return;
        }

        int ended = group.Starts.Count(start => start.HasEnded);
        string starts = group.Starts.Count == 1 ? "" : $"{ended} of {group.Starts.Count} starts done, ";
        int epoch = group.Starts.Where(start => !start.HasEnded).Select(start => start.Epoch).DefaultIfEmpty(group.Starts[^1].Epoch).Min();
        long steps = group.Starts.Sum(start => start.HasEnded && _options.Iterations is { } all ? all : start.StepCount);
        _setup.Context.Progress.Report(steps, total, $"{starts}pass {epoch + 1}, {rate.Describe(steps, total)}");
    }

    private void Tell(FitGroup group, int kept)
    {
        for (int i = 0; i < group.Starts.Count; i++)
        {
            if (group.Starts[i].Failure is { } reason) _setup.Context.Warn($"start {i + 1} failed: {reason}");
            if (group.Polishes.TryGetValue(i, out PolishWork? polish) && polish.Failure is { } fault) _setup.Context.Warn($"start {i + 1} was not polished: {fault}");
        }

        if (group.Starts.Count > 1) _setup.Context.Logger.Information("Kept start {Start} of {Starts}", kept + 1, group.Starts.Count);
        if (group.Result(kept) is not { } result || !group.IsPolished(kept)) return;
        _setup.Context.Logger.Information(
            "Polish: log posterior {Before} to {After} in {Evaluations} evaluations, gradient norm {Norm}",
            Math.Round(result.StartLogPosterior, 3), Math.Round(result.LogPosterior, 3), result.Evaluations, result.GradientNorm);
        if (!result.IsConverged) _setup.Context.Warn($"the polished estimate is not at the mode of the posterior: {result.Note}");
    }

    private async ValueTask EmitEstimatesAsync(FitGroup group, int kept, Emitter emitter)
    {
        EstimateTrace trace = group.Starts[kept].Trace;
        if (group.IsPolished(kept)) AddPolished(trace, group.Result(kept)!);
        for (int row = 0; row < trace.Rows; row += RowsPerBatch)
            await emitter.EmitAsync(trace.Batch(_setup.EstimatesSchema, row, Math.Min(RowsPerBatch, trace.Rows - row))).ConfigureAwait(false);
    }

    private async ValueTask EmitCoursesAsync(FitGroup group, Emitter emitter)
    {
        for (int i = 0; i < group.Starts.Count; i++)
        {
            EstimateTrace course = group.Starts[i].Course;
            if (group.IsPolished(i)) AddPolished(course, group.Result(i)!);
            for (int row = 0; row < course.Rows; row += RowsPerBatch)
                await emitter.EmitAsync(course.Batch(_setup.TracesSchema, row, Math.Min(RowsPerBatch, course.Rows - row), i + 1), FitStage.TracesPort).ConfigureAwait(false);
        }
    }

    /// <summary>The polish is the next step: its cost is that of all data, and each evaluation has consumed all of them.</summary>
    private void AddPolished(EstimateTrace trace, MapPolishResult result)
    {
        double[] values = new double[result.Coordinates.Length];
        _setup.Model.Parameters.ToNatural(result.Coordinates, values);
        (long step, double time, int epoch) = trace.Last;
        double consumed = (double)result.Evaluations * _archive.BinCount * _setup.Model.BinWidth;
        trace.AddResult(step + 1, time + consumed, epoch, -result.LogPosterior, result.GradientNorm, values);
    }

    private static string Failures(FitGroup group) => group.Starts.Count == 1
        ? $"the fit failed: {group.Starts[0].Failure}"
        : $"all {group.Starts.Count} starts failed; start 1: {group.Starts[0].Failure}";
}
