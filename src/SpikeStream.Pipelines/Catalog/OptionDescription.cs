using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>One option of a node, for help.</summary>
/// <param name="Key">The key in JSON; of nested options with dots, such as <c>optimiser.learningRate</c>.</param>
/// <param name="Form">How it is written.</param>
/// <param name="Expected">What is expected, in words.</param>
/// <param name="Unit">Unit of a plain number, or null.</param>
/// <param name="IsRequired">Whether the key must be there.</param>
/// <param name="Default">The default as written in JSON, or null where there is none.</param>
/// <param name="Range">The range in words, or null.</param>
/// <param name="Documentation">What it means.</param>
public sealed record OptionDescription(
    string Key, OptionForm Form, string Expected, string? Unit, bool IsRequired, string? Default, string? Range, string Documentation);
