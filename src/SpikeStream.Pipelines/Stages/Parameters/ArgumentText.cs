namespace SpikeStream.Pipelines.Stages.Parameters;

/// <summary>The message of an argument's fault, for users: on one line, without the argument's name.</summary>
internal static class ArgumentText
{
    public static string OneLine(ArgumentException fault)
    {
        string text = fault.ParamName is null ? fault.Message : fault.Message.Replace($" (Parameter '{fault.ParamName}')", "", StringComparison.Ordinal);
        return string.Join("; ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }
}
