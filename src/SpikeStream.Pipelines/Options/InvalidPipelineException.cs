using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Options;

/// <summary>A pipeline file was refused; holds every fault found in it.</summary>
public sealed class InvalidPipelineException : InvalidInputException
{
    /// <summary>Refuses a pipeline.</summary>
    /// <param name="faults">All that is wrong, at least one.</param>
    public InvalidPipelineException(IReadOnlyList<InputFault> faults)
        : base(string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <inheritdoc/>
    public override string Message => string.Join(Environment.NewLine, Faults);

    /// <summary>All that is wrong, in the order of the file; one line of the message each.</summary>
    public IReadOnlyList<InputFault> Faults { get; }
}
