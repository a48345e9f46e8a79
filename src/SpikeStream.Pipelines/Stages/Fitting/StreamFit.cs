using SpikeStream.Models.Fitting;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>A fit in one pass: a step as soon as a minibatch is full, each estimate sent on at once.</summary>
internal sealed class StreamFit : IFitProcedure
{
    private readonly FitSetup _setup;
    private readonly SequentialMinibatchFit _fit;
    private readonly EstimateTrace _trace;
    private double _objective = double.NaN;
    private long _bins;
    private bool _hasStarted;

    public StreamFit(FitStageOptions options, FitSetup setup)
    {
        _setup = setup;
        _fit = new(setup.Model, setup.Fit, setup.InitialCoordinates[0]);
        _trace = new(setup.Model.Parameters.Count, options.Every, setup.Model.BinWidth);
    }

    public async ValueTask AddAsync(int bins, Emitter emitter)
    {
        if (!_hasStarted) _trace.AddStart(_fit.NaturalValues());
        _hasStarted = true;
        for (int done = 0; done < bins;)
        {
            done += Push(done, bins);
            await StepAsync(emitter).ConfigureAwait(false);
        }

        _bins += bins;
    }

    private async ValueTask StepAsync(Emitter emitter)
    {
        await EmitAsync(emitter).ConfigureAwait(false);
        if (_fit.Failure is { } failure) throw new FitFailedException(failure);
        while (_fit.TryStep(out FitStep? step))
        {
            if (step.Failure is not null) throw new FitFailedException(step.Failure);
            _objective = step.Objective;
            _trace.Add(step, step.BinsConsumed);
            await EmitAsync(emitter).ConfigureAwait(false);
            _setup.Context.Progress.Report(step.Step, _setup.Options.Iterations, "steps");
        }
    }

    public async ValueTask<FitOutcome> CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        if (_fit.StepCount == 0)
            _setup.Context.Warn($"no step was taken: {_bins} bins came, and burn-in, batch burn-in and one batch need {_setup.Fit.MinimumBins}");
        _setup.Data.WarnOfMissing(_setup.Context, _setup.Fit.BurnInBins);
        _setup.Data.WarnOfSilence(_setup.Context);
        _trace.AddLast();
        await EmitAsync(emitter).ConfigureAwait(false);
        return new([new("steps", "start 1", _fit.StepCount, double.NaN), new("objective", "start 1", _objective, double.NaN)]);
    }

    public void Save(BinaryWriter writer)
    {
        _fit.Save(writer);
        _trace.Save(writer);
        writer.Write(_objective);
        writer.Write(_bins);
        writer.Write(_hasStarted);
    }

    public void Restore(BinaryReader reader)
    {
        _fit.Restore(reader);
        _trace.Restore(reader);
        _objective = reader.ReadDouble();
        _bins = reader.ReadInt64();
        _hasStarted = reader.ReadBoolean();
    }

    /// <summary>Gives the fit the rows up to the next change between observed and missing.</summary>
    /// <returns>Their number.</returns>
    private int Push(int from, int bins)
    {
        int populations = _setup.Data.Populations;
        ReadOnlySpan<int> counts = _setup.Data.Counts(bins);
        bool isMissing = counts[from * populations] == SequenceStretches.Missing;
        int length = 1;
        while (from + length < bins && counts[(from + length) * populations] == SequenceStretches.Missing == isMissing) length++;
        if (isMissing) _fit.Skip(length);
        else _fit.Push(new SequenceData(counts, _setup.Data.Inputs(bins), populations).Slice(from, length));
        return length;
    }

    // A row is a batch of its own: a live reader gets it at once, and where batches end does not depend on how the bins came.
    private async ValueTask EmitAsync(Emitter emitter)
    {
        for (int row = 0; row < _trace.Rows; row++) await emitter.EmitAsync(_trace.Batch(_setup.EstimatesSchema, row, 1)).ConfigureAwait(false);
        _trace.Clear();
    }
}
