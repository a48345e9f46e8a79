using SpikeStream.Models.Fitting;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>One start of a fit over an archive: minibatches, then the log likelihood of all data. Works in small units.</summary>
/// <remarks>At the steps where starts are compared it evaluates all data, too, and rests until it is told to go on or to stop.</remarks>
internal sealed class ArchiveStart : IWorkItem
{
    private readonly ArchiveStartSetup _setup;
    private readonly IMinibatchFit _fit;
    private readonly MinibatchFeed _feed;
    private LikelihoodPass? _evaluation;
    private int _comparison;
    private bool _isCompared;

    public ArchiveStart(ArchiveStartSetup setup, ReadOnlySpan<double> initial, int every)
    {
        _setup = setup;
        _fit = setup.NewFit(initial);
        _feed = new(setup, _fit);
        Trace = new(setup.Model.Parameters.Count, every, setup.Model.BinWidth);
        Trace.AddStart(_fit.NaturalValues());
        Course = new(setup.Model.Parameters.Count, 1, setup.Model.BinWidth, setup.CourseRows);
        if (setup.CourseRows > 0) Course.AddStart(_fit.NaturalValues());
    }

    /// <summary>The estimates so far.</summary>
    public EstimateTrace Trace { get; }

    /// <summary>The estimates so far, thinned so that those of all starts can be kept.</summary>
    public EstimateTrace Course { get; }

    public ArchiveStartSetup Setup => _setup;

    /// <summary>Number of steps done.</summary>
    public long StepCount => _fit.StepCount;

    /// <summary>Number of the current pass, from 0.</summary>
    public int Epoch => _fit.Epoch;

    /// <summary>The current fitting coordinates.</summary>
    public double[] Coordinates => _fit.Coordinates.ToArray();

    /// <inheritdoc/>
    public bool IsDone => HasEnded || IsWaiting;

    /// <summary>Whether it has ended and was evaluated, was stopped, or failed.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether it has reached a step at which starts are compared and waits for the others.</summary>
    public bool IsWaiting => _isCompared && !HasEnded;

    /// <summary>Whether it was ended early because others were better.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Cost of the last minibatch, in nats; NaN before the first step.</summary>
    public double Objective { get; private set; } = double.NaN;

    /// <summary>Log likelihood of all data after the burn-in when it was last evaluated; NaN before it and after a failure.</summary>
    public double LogLikelihood { get; private set; } = double.NaN;

    /// <summary>The same plus the log prior.</summary>
    public double LogPosterior { get; private set; } = double.NaN;

    private bool IsFitted => _fit.IsFinished || _fit.Epoch >= _setup.MaximumEpochs;

    private bool IsAtComparison => _comparison < _setup.ComparedSteps.Count && _fit.StepCount >= _setup.ComparedSteps[_comparison];

    /// <inheritdoc/>
    public void Advance(WorkSignal signal)
    {
        if (_evaluation is not null || IsFitted || IsAtComparison) Evaluate();
        else if (_feed.TryStep(out FitStep? step)) Take(step);
    }

    /// <summary>After a comparison: goes on to the next.</summary>
    public void GoOn()
    {
        _isCompared = false;
        _comparison++;
    }

    /// <summary>After a comparison: ends here.</summary>
    public void Stop()
    {
        IsStopped = true;
        End();
    }

    public void Save(BinaryWriter writer)
    {
        _fit.Save(writer);
        Trace.Save(writer);
        Course.Save(writer);
        writer.Write(HasEnded);
        writer.Write(IsStopped);
        writer.Write(_comparison);
        writer.Write(_isCompared);
        writer.Write(Failure ?? "");
        writer.Write(Objective);
        writer.Write(LogLikelihood);
        writer.Write(LogPosterior);
        writer.Write(_evaluation is not null);
        _evaluation?.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        _fit.Restore(reader);
        Trace.Restore(reader);
        Course.Restore(reader);
        HasEnded = reader.ReadBoolean();
        IsStopped = reader.ReadBoolean();
        _comparison = reader.ReadInt32();
        _isCompared = reader.ReadBoolean();
        string failure = reader.ReadString();
        Failure = failure.Length == 0 ? null : failure;
        Objective = reader.ReadDouble();
        LogLikelihood = reader.ReadDouble();
        LogPosterior = reader.ReadDouble();
        if (!reader.ReadBoolean()) return;
        _evaluation = NewEvaluation();
        _evaluation.Restore(reader);
    }

    private void Take(FitStep step)
    {
        if (step.Failure is not null)
        {
            Fail(step.Failure);
            return;
        }

        Objective = step.Objective;
        long consumed = _feed.BinsOfEarlierPasses(step) + step.BinsConsumed;
        Trace.Add(step, consumed);
        if (_setup.CourseRows > 0) Course.Add(step, consumed);
    }

    private void Evaluate()
    {
        if (_fit.Failure is not null)
        {
            Fail(_fit.Failure);
            return;
        }

        try
        {
            _evaluation ??= NewEvaluation();
        }
        catch (NoStationaryStateException none)
        {
            Fail($"step {StepCount}: {none.Message} ({ParameterText.Of(_setup.Model.Parameters, _fit.NaturalValues())})");
            return;
        }

        if (!_evaluation.IsDone)
        {
            _evaluation.Advance();
            return;
        }

        double value = _evaluation.LogLikelihood;
        _evaluation = null;
        if (!double.IsFinite(value))
        {
            Fail($"step {StepCount}: the log likelihood of all data is {value} at {ParameterText.Of(_setup.Model.Parameters, _fit.NaturalValues())}");
            return;
        }

        LogLikelihood = value;
        LogPosterior = value + _setup.Model.Parameters.LogPrior(_fit.Coordinates);
        if (IsFitted) End();
        else _isCompared = true;
    }

    private void End()
    {
        Trace.AddLast();
        Course.AddLast();
        HasEnded = true;
    }

    private LikelihoodPass NewEvaluation() =>
        new(_setup.Model, _fit.Coordinates, _setup.Archive, _setup.HasInputs, _setup.Options.BurnInBins, _setup.BinCount);

    private void Fail(string reason)
    {
        Failure = reason;
        LogLikelihood = LogPosterior = double.NaN;
        End();
    }
}
