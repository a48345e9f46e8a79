using SpikeStream.Models.Fitting;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>One start of a fit over an archive: passes of minibatches, then the log likelihood of all data. Works in small units.</summary>
internal sealed class ArchiveStart
{
    // Rows are pushed in pieces, so that a start holds a short window and not a copy of the recording.
    private const int PushBins = 4096;

    private readonly ISequenceModel _model;
    private readonly FitOptions _options;
    private readonly int _maximumEpochs;
    private readonly CountArchive _archive;
    private readonly bool _hasInputs;
    private readonly SequentialMinibatchFit _fit;
    private int[] _counts = [];
    private double[] _inputs = [];
    private LikelihoodPass? _evaluation;

    public ArchiveStart(
        ISequenceModel model, FitOptions options, ReadOnlySpan<double> initial, int maximumEpochs, CountArchive archive, bool hasInputs, int every)
    {
        _model = model;
        _options = options;
        _maximumEpochs = maximumEpochs;
        _archive = archive;
        _hasInputs = hasInputs;
        _fit = new(model, options, initial);
        Trace = new(model.Parameters.Count, every, model.BinWidth);
        Trace.AddStart(_fit.NaturalValues());
    }

    /// <summary>The estimates so far.</summary>
    public EstimateTrace Trace { get; }

    /// <summary>Number of steps done.</summary>
    public long StepCount => _fit.StepCount;

    /// <summary>Number of the current pass, from 0.</summary>
    public int Epoch => _fit.Epoch;

    /// <summary>Whether it has ended and was evaluated, or failed.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Cost of the last minibatch, in nats; NaN before the first step.</summary>
    public double Objective { get; private set; } = double.NaN;

    /// <summary>Log likelihood of all data after the burn-in at the end; NaN before it and after a failure.</summary>
    public double LogLikelihood { get; private set; } = double.NaN;

    /// <summary>The same plus the log prior.</summary>
    public double LogPosterior { get; private set; } = double.NaN;

    private bool IsFitted => _fit.IsFinished || _fit.Epoch >= _maximumEpochs;

    /// <summary>Works until the time is used up; what comes out does not depend on how long that is.</summary>
    public void Work(TimeProvider clock, TimeSpan time, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        while (!IsDone && clock.GetElapsedTime(started) < time)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsFitted) Evaluate();
            else if (_fit.TryStep(out FitStep? step)) Take(step);
            else Feed();
        }
    }

    public void Save(BinaryWriter writer)
    {
        _fit.Save(writer);
        Trace.Save(writer);
        writer.Write(IsDone);
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
        IsDone = reader.ReadBoolean();
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
        Trace.Add(step, step.Epoch * _archive.BinCount + step.BinsConsumed);
    }

    private void Feed()
    {
        long received = _fit.BinsReceived;
        if (received >= _archive.BinCount)
        {
            _fit.EndPass();
            return;
        }

        int bins = (int)Math.Min(PushBins, _archive.BinCount - received);
        int populations = _model.PopulationNames.Count;
        if (_counts.Length == 0)
        {
            _counts = new int[PushBins * populations];
            _inputs = _hasInputs ? new double[_counts.Length] : [];
        }

        Span<int> counts = _counts.AsSpan(0, bins * populations);
        Span<double> inputs = _hasInputs ? _inputs.AsSpan(0, counts.Length) : default;
        _archive.Read(received, counts, inputs);
        _fit.Push(new SequenceData(counts, inputs, populations));
    }

    private void Evaluate()
    {
        _evaluation ??= NewEvaluation();
        if (!_evaluation.IsDone)
        {
            _evaluation.Advance();
            return;
        }

        Trace.AddLast();
        double value = _evaluation.LogLikelihood;
        _evaluation = null;
        if (!double.IsFinite(value))
        {
            Fail($"step {StepCount}: the log likelihood of all data is {value} at {ParameterText.Of(_model.Parameters, _fit.NaturalValues())}");
            return;
        }

        LogLikelihood = value;
        LogPosterior = value + _model.Parameters.LogPrior(_fit.Coordinates);
        IsDone = true;
    }

    private LikelihoodPass NewEvaluation() => new(_model, _fit.Coordinates, _archive, _hasInputs, _options.BurnInBins);

    private void Fail(string reason)
    {
        Failure = reason;
        IsDone = true;
    }
}
