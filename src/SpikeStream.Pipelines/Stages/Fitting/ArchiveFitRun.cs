using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>A fit over collected counts: starts in bounded parallel, in units of time between which checkpoints are taken.</summary>
internal sealed class ArchiveFitRun : IFitProcedure, IDisposable
{
    private const int RowsPerBatch = 256;
    private static readonly TimeSpan UnitOfWork = TimeSpan.FromMilliseconds(100);

    private readonly FitSetup _setup;
    private readonly CountArchive _archive;
    private readonly List<ArchiveStart> _starts = [];

    public ArchiveFitRun(FitSetup setup)
    {
        _setup = setup;
        _archive = new(setup.Data.Populations, setup.Data.HasInput, (long)setup.Options.MemoryLimit << 20, setup.Context.ScratchPath("counts.bin"));
    }

    public ValueTask AddAsync(int bins, Emitter emitter)
    {
        _archive.Append(_setup.Data.Counts(bins), _setup.Data.Inputs(bins));
        _setup.Context.Progress.Report(0, null, "collecting counts");
        return ValueTask.CompletedTask;
    }

    public async ValueTask<IReadOnlyList<ScoresSchema.Row>> CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        Begin();
        TimeProvider clock = _setup.Context.Time;
        long began = clock.GetTimestamp(), stepsBefore = Steps;
        while (_starts.Exists(start => !start.IsDone))
        {
            await emitter.SafePointAsync().ConfigureAwait(false);
            List<ArchiveStart> active = [.. _starts.Where(start => !start.IsDone).Take(_setup.Context.Parallelism)];
            await Parallel.ForEachAsync(
                active,
                new ParallelOptions { MaxDegreeOfParallelism = _setup.Context.Parallelism, CancellationToken = cancellationToken },
                (start, token) =>
                {
                    start.Work(clock, UnitOfWork, token);
                    return ValueTask.CompletedTask;
                }).ConfigureAwait(false);
            DropTraces();
            ReportProgress((Steps - stepsBefore) / Math.Max(1e-9, clock.GetElapsedTime(began).TotalSeconds));
        }

        int kept = Best() ?? throw new FitFailedException(Failures());
        WarnOfFailures(kept);
        EstimateTrace trace = _starts[kept].Trace;
        for (int row = 0; row < trace.Rows; row += RowsPerBatch)
            await emitter.EmitAsync(trace.Batch(_setup.EstimatesSchema, row, Math.Min(RowsPerBatch, trace.Rows - row))).ConfigureAwait(false);
        return Scores(kept);
    }

    public void Save(BinaryWriter writer)
    {
        _archive.Save(writer);
        writer.Write(_starts.Count > 0);
        if (_starts.Count == 0) return;
        foreach (ArchiveStart start in _starts) start.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        _archive.Restore(reader);
        if (!reader.ReadBoolean()) return;
        MakeStarts();
        foreach (ArchiveStart start in _starts) start.Restore(reader);
    }

    public void Dispose() => _archive.Dispose();

    private long Steps => _starts.Sum(start => start.StepCount);

    private void Begin()
    {
        _archive.Seal();
        if (_starts.Count > 0) return;
        if (_archive.BinCount < _setup.Fit.MinimumBins)
        {
            double width = _setup.Model.BinWidth;
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"counts: found a recording of {_archive.BinCount * width:G6} s, expected at least {_setup.Fit.MinimumBins * width:G6} s for the burn-in, a batch burn-in and a batch; shorten \"burnIn\" or record longer"));
        }

        if (_setup.Model.AgeBins > _archive.BinCount)
            _setup.Context.Warn($"the {_setup.Model.AgeBins} age bins reach further back than the {_archive.BinCount} bins of the recording");
        MakeStarts();
    }

    private void MakeStarts()
    {
        FitOptions options = _setup.Fit with { DataLength = _setup.Fit.DataLength ?? _archive.BinCount - _setup.Fit.BurnInBins };
        for (int index = 0; index < _setup.InitialCoordinates.Count; index++)
        {
            _starts.Add(new(
                _setup.Model,
                options with { StartIndex = index },
                _setup.InitialCoordinates[index],
                _setup.Options.Epochs ?? int.MaxValue,
                _archive,
                _setup.Data.HasInput,
                _setup.Options.Every));
        }
    }

    private int? Best()
    {
        int? best = null;
        for (int i = 0; i < _starts.Count; i++)
        {
            if (!_starts[i].IsDone || _starts[i].Failure is not null) continue;
            if (best is not { } other || Value(_starts[i]) > Value(_starts[other])) best = i;
        }

        return best;
    }

    private double Value(ArchiveStart start) => _setup.Options.Keep == KeepCriterion.LogPosterior ? start.LogPosterior : start.LogLikelihood;

    // Only the trace of the start that is kept leaves; with many starts the others would fill the memory.
    private void DropTraces()
    {
        if (Best() is not { } best) return;
        for (int i = 0; i < _starts.Count; i++)
        {
            if (i != best && _starts[i].IsDone) _starts[i].Trace.Clear();
        }
    }

    private void ReportProgress(double rate)
    {
        int done = _starts.Count(start => start.IsDone);
        string starts = _starts.Count == 1 ? "" : $"{done} of {_starts.Count} starts done, ";
        int epoch = _starts.Where(start => !start.IsDone).Select(start => start.Epoch).DefaultIfEmpty(_starts[^1].Epoch).Min();
        long? total = _setup.Options.Iterations * _starts.Count;
        long steps = _starts.Sum(start => start.IsDone && _setup.Options.Iterations is { } all ? all : start.StepCount);
        _setup.Context.Progress.Report(steps, total, string.Create(CultureInfo.InvariantCulture, $"{starts}pass {epoch + 1}, {rate:F0} iterations/s"));
    }

    private void WarnOfFailures(int kept)
    {
        foreach ((ArchiveStart start, int index) in _starts.Select((start, index) => (start, index)))
        {
            if (start.Failure is not null) _setup.Context.Warn($"start {index + 1} failed: {start.Failure}");
        }

        if (_starts.Count > 1) _setup.Context.Logger.Information("Kept start {Start} of {Starts}", kept + 1, _starts.Count);
    }

    private string Failures() => _starts.Count == 1
        ? $"the fit failed: {_starts[0].Failure}"
        : $"all {_starts.Count} starts failed; start 1: {_starts[0].Failure}";

    private List<ScoresSchema.Row> Scores(int kept)
    {
        double bins = _archive.BinCount - _setup.Fit.BurnInBins;
        List<ScoresSchema.Row> rows = [];
        for (int i = 0; i < _starts.Count; i++)
        {
            ArchiveStart start = _starts[i];
            string name = $"start {i + 1}";
            rows.Add(new("log_likelihood_per_bin", name, start.LogLikelihood / bins, double.NaN));
            rows.Add(new("log_posterior", name, start.LogPosterior, double.NaN));
            rows.Add(new("objective", name, start.Objective, double.NaN));
            rows.Add(new("steps", name, start.StepCount, double.NaN));
            rows.Add(new("kept", name, i == kept ? 1 : 0, double.NaN));
        }

        return rows;
    }
}
