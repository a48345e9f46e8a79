namespace SpikeStream.Pipelines.Definition;

/// <summary>The rule for names that appear in paths and port references.</summary>
internal static class NodeId
{
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= 100 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
