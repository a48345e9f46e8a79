namespace SpikeStream.Models.Fitting;

/// <summary>
/// Fits a model to a recording in memory from several starts, in bounded parallel, many passes each. Every start is a
/// <see cref="SequentialMinibatchFit"/>; the results do not depend on the parallelism or on being interrupted and resumed.
/// </summary>
public sealed class ArchiveFit
{
    // Rows are pushed in pieces, so that a start holds a short window and not a copy of the recording.
    private const int PushBins = 4096;

    private readonly ISequenceModel _model;
    private readonly ArchiveFitOptions _options;
    private readonly ReadOnlyMemory<int> _counts;
    private readonly ReadOnlyMemory<double> _inputs;
    private readonly int _populationCount;
    private readonly int _binCount;

    /// <summary>Prepares a fit.</summary>
    /// <param name="model">The model; shared by all starts.</param>
    /// <param name="options">Starts, limits, criterion.</param>
    /// <param name="counts">Spike counts, [bin, population].</param>
    /// <param name="inputs">External input, [bin, population], or empty.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the recording is too short for one step.</exception>
    public ArchiveFit(ISequenceModel model, ArchiveFitOptions options, ReadOnlyMemory<int> counts, ReadOnlyMemory<double> inputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _model = model;
        _counts = counts;
        _inputs = inputs;
        _populationCount = model.PopulationNames.Count;
        _binCount = new SequenceData(counts.Span, inputs.Span, _populationCount).BinCount;
        if (_binCount < options.Fit.MinimumBins)
        {
            throw new ArgumentException(
                $"found a recording of {_binCount} bins, expected at least {options.Fit.MinimumBins} (burn-in {options.Fit.BurnInBins}, then room for a batch burn-in and a batch): "
                + "record longer or shorten the burn-in",
                nameof(counts));
        }

        _options = options with { Fit = options.Fit with { DataLength = options.Fit.DataLength ?? _binCount - options.Fit.BurnInBins } };
    }

    /// <summary>The coordinates that a start begins from.</summary>
    /// <param name="index">Number of the start.</param>
    /// <returns>One coordinate per parameter.</returns>
    public double[] InitialCoordinates(int index) => index == 0 && _options.StartSource == StartSource.ConfiguredThenPrior
        ? FitStarts.Configured(_model.Parameters)
        : FitStarts.FromPrior(_model.Parameters, _options.Fit.Seed, _options.Fit.Stage, index);

    /// <summary>Runs all starts to their end.</summary>
    /// <param name="observer">What to tell; null for nothing.</param>
    /// <param name="resumeFrom">States that <see cref="ArchiveFitObserver.Checkpoint"/> gave, by number of the start; null to begin all anew.</param>
    /// <param name="cancellationToken">Stops each start after its current step, with a checkpoint.</param>
    /// <returns>All starts and the best.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidDataException">A state to resume from is not of this fit.</exception>
    public ArchiveFitResult Run(
        ArchiveFitObserver? observer = null,
        IReadOnlyDictionary<int, byte[]>? resumeFrom = null,
        CancellationToken cancellationToken = default)
    {
        var results = new StartResult[_options.StartCount];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = _options.Parallelism };
        try
        {
            Parallel.For(0, results.Length, parallel, index =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                results[index] = RunStart(index, observer ?? new ArchiveFitObserver(), resumeFrom?.GetValueOrDefault(index), cancellationToken);
            });
        }
        catch (AggregateException faults)
        {
            // The first true fault is worth more than a cancellation.
            Exception first = faults.Flatten().InnerExceptions.FirstOrDefault(e => e is not OperationCanceledException) ?? faults.Flatten().InnerExceptions[0];
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }

        StartResult? best = results.Where(start => start.Failure is null).MaxBy(Score);
        return new ArchiveFitResult(results, best);
    }

    private double Score(StartResult start) => _options.Criterion == StartCriterion.LogPosterior ? start.LogPosterior : start.LogLikelihood;

    private StartResult RunStart(int index, ArchiveFitObserver observer, byte[]? resumeFrom, CancellationToken cancellationToken)
    {
        double[] initial = InitialCoordinates(index);
        SequentialMinibatchFit fit = new(_model, _options.Fit with { StartIndex = index }, initial);
        if (resumeFrom is not null)
        {
            using BinaryReader reader = new(new MemoryStream(resumeFrom));
            fit.Restore(reader);
        }

        while (!fit.IsFinished && fit.Epoch < _options.MaximumEpochs)
        {
            while (!fit.IsFinished && fit.TryStep(out FitStep? step))
            {
                observer.StepTaken?.Invoke(index, step);
                if (cancellationToken.IsCancellationRequested)
                {
                    observer.Checkpoint?.Invoke(index, State(fit));
                    cancellationToken.ThrowIfCancellationRequested();
                }

                if (step.Step % _options.CheckpointInterval == 0) observer.Checkpoint?.Invoke(index, State(fit));
            }

            if (fit.IsFinished) break;
            int received = checked((int)fit.BinsReceived);
            if (received < _binCount) fit.Push(Data.Slice(received, Math.Min(PushBins, _binCount - received)));
            else fit.EndPass();
        }

        observer.Checkpoint?.Invoke(index, State(fit));
        double logLikelihood = fit.Failure is null
            ? SequenceLikelihood.Evaluate(_model, fit.Coordinates, Data, _options.Fit.BurnInBins, cancellationToken: cancellationToken)
            : double.NaN;
        string? failure = fit.Failure ?? (double.IsFinite(logLikelihood) ? null : $"the log likelihood of all data at the end is {logLikelihood}");
        StartResult result = new(
            index, initial, fit.Coordinates.ToArray(), fit.NaturalValues(), logLikelihood, logLikelihood + _model.Parameters.LogPrior(fit.Coordinates), fit.StepCount, failure);
        observer.StartEnded?.Invoke(result);
        return result;
    }

    private SequenceData Data => new(_counts.Span, _inputs.Span, _populationCount);

    private static byte[] State(SequentialMinibatchFit fit)
    {
        MemoryStream memory = new();
        using BinaryWriter writer = new(memory);
        fit.Save(writer);
        writer.Flush();
        return memory.ToArray();
    }
}
