namespace SpikeStream.Pipelines.Options;

/// <summary>The unit of a plain number, for help and schema; prefer a quantity type where the user should write the unit.</summary>
/// <param name="unit">Such as <c>rows</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnitAttribute(string unit) : Attribute
{
    /// <summary>The unit.</summary>
    public string Unit { get; } = unit;
}

/// <summary>The text names a file or folder to read: it must exist, and its hash goes into <c>run.json</c>. Relative to the working directory.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputPathAttribute : Attribute;

/// <summary>The text names a file to write, relative to the run folder; no two nodes may name the same.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OutputPathAttribute : Attribute;

/// <summary>The list or text may not be empty.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotEmptyAttribute : Attribute;

/// <summary>One of several forms of an abstract options record, chosen by the key <c>type</c>.</summary>
/// <param name="name">The value of <c>type</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class VariantAttribute(string name) : Attribute
{
    /// <summary>The value of <c>type</c>.</summary>
    public string Name { get; } = name;
}

/// <summary>Options whose values depend on each other check themselves after binding.</summary>
public interface ISelfChecked
{
    /// <summary>Finds what does not fit together.</summary>
    /// <returns>For each fault the option's key as in JSON (or "" for the whole), and what was found and expected.</returns>
    IEnumerable<(string Key, string Message)> Check();
}

/// <summary>A node without options.</summary>
public sealed record NoOptions;
