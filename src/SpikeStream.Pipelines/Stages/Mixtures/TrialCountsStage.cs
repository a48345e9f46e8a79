using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>A stage that takes counts and conditions of trials, in any order, and works when it has all of them.</summary>
/// <typeparam name="TOptions">Options of the stage.</typeparam>
public abstract class TrialCountsStage<TOptions> : Stage<TOptions>
    where TOptions : class
{
    private const int Counts = 0;
    private const int Trials = 1;

    // What a message of the models may begin with.
    private static readonly string[] Subjects = ["trials: ", "stimuli: ", "period: ", "prior: ", "training: "];

    /// <summary>What has come; there once <see cref="Collect"/> was called.</summary>
    private protected CollectedTrials Collected { get; private set; } = null!;

    /// <inheritdoc/>
    public sealed override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == Trials) Collected.AddTrials(batch.Records);
        else Collected.AddCounts(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <summary>Checks the inputs, the counts and then the trials.</summary>
    /// <param name="inputs">Their schemas.</param>
    /// <param name="condition">The column, or columns, that hold the stimulus.</param>
    /// <param name="memoryLimit">MiB of counts to keep in memory at most; null for no limit.</param>
    /// <exception cref="InvalidInputException">They are something else, or the column is missing.</exception>
    private protected void Collect(NodeInputs inputs, string condition, int? memoryLimit = null) =>
        Collected = new(inputs[Counts], inputs[Trials], condition, (long?)memoryLimit << 20, Context.ScratchPath("trials.bin"));

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Collected?.Dispose();
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    /// <summary>All trials that have a condition, in the order of their numbers; a warning tells of the others.</summary>
    /// <exception cref="InvalidInputException">Counts and trials do not belong together, or none has a condition.</exception>
    private protected JoinedTrials Join()
    {
        JoinedTrials trials = Collected.Join();
        if (Collected.Skipped > 0) Context.Warn($"{Collected.Skipped} trials have no condition and are left out");
        return trials;
    }

    /// <summary>A fault of the trials or of an option, in one line; of a stimulus with its first trial.</summary>
    private protected InvalidInputException Refusal(MixtureDataException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        bool hasSubject = Subjects.Any(subject => fault.Message.StartsWith(subject, StringComparison.Ordinal));
        if (fault.Stimulus is not { } stimulus || Collected.FirstTrialOf(stimulus) is not { } trial) return new(hasSubject ? fault.Message : $"trials: {fault.Message}", fault);
        return new InvalidTrialException(trial, hasSubject ? fault.Message[(fault.Message.IndexOf(' ') + 1)..] : fault.Message, fault);
    }

    /// <summary>The same where parameters were read, which may be at fault too.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="path">The file of parameters, as the option says it.</param>
    private protected InvalidInputException Refusal(MixtureDataException fault, string path)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault.Message.StartsWith("parameters:", StringComparison.Ordinal) ? new($"{path}: {fault.Message}", fault) : Refusal(fault);
    }

    /// <summary>Reads a mixture of the neurons of the counts.</summary>
    /// <param name="path">A file of parameters, as the option says it.</param>
    /// <exception cref="InvalidInputException">The file is none, or has another number of neurons.</exception>
    private protected MixtureParameters ReadParameters(string path)
    {
        MixtureParameters parameters = MixtureParameterFile.Read(Context.InputPath(path));
        return parameters.NeuronCount == Collected.Names.Count
            ? parameters
            : throw new InvalidInputException($"{path}: found {parameters.NeuronCount} neurons, expected the {Collected.Names.Count} of the trials");
    }
}
