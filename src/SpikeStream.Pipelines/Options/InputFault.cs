namespace SpikeStream.Pipelines.Options;

/// <summary>One thing that is wrong in a pipeline file.</summary>
/// <param name="Location">File, line and JSON path.</param>
/// <param name="Message">What was found, what was expected, what to do.</param>
public sealed record InputFault(string Location, string Message)
{
    /// <summary>One line for the user.</summary>
    /// <returns>Location and message.</returns>
    public override string ToString() => $"{Location}: {Message}";
}
