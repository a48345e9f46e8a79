using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Samplers;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>The polish of one estimate as work that can be interrupted, and the observed information at its end.</summary>
/// <param name="start">Fitting coordinates of the estimate.</param>
/// <param name="evaluators">Makes the evaluators of the posterior of all data, one per thread.</param>
/// <param name="options">When it ends.</param>
internal sealed class PolishWork(double[] start, Func<IReadOnlyList<ILogDensity>> evaluators, MapPolishOptions options) : IWorkItem
{
    private readonly RecordedEvaluations _evaluations = new();
    private IReadOnlyList<ILogDensity>? _evaluators;

    /// <inheritdoc/>
    public bool IsDone => Result is not null || Failure is not null;

    /// <summary>Where it came to; null before the end and where it failed.</summary>
    public MapPolishResult? Result { get; private set; }

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Gradients evaluated so far.</summary>
    public int Evaluations => _evaluations.Count;

    /// <summary>Highest log posterior seen so far.</summary>
    public double Best => _evaluations.Best;

    /// <inheritdoc/>
    public void Advance(WorkSignal signal)
    {
        _evaluators ??= evaluators();
        try
        {
            Result = MapPolish.Run([.. _evaluators.Select(evaluator => _evaluations.Over(evaluator, signal))], start, options, signal.CancellationToken);
            _evaluators = null;
        }
        catch (ArithmeticException fault)
        {
            Failure = fault.Message;
        }
        catch (Exception stop) when (IsPause(stop) && signal.IsPauseRequested && !signal.CancellationToken.IsCancellationRequested)
        {
            // What was evaluated is remembered; the search goes on from there after the pause.
        }
    }

    public void Save(BinaryWriter writer) => _evaluations.Save(writer);

    public void Restore(BinaryReader reader) => _evaluations.Restore(reader);

    private static bool IsPause(Exception fault) =>
        fault is OperationCanceledException || (fault is AggregateException several && several.Flatten().InnerExceptions.All(inner => inner is OperationCanceledException));
}
