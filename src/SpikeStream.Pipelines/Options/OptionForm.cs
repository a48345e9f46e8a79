namespace SpikeStream.Pipelines.Options;

/// <summary>How an option is written in JSON.</summary>
public enum OptionForm
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>A whole number.</summary>
    WholeNumber,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>A number with a unit, as a string.</summary>
    Quantity,

    /// <summary>A list.</summary>
    List,

    /// <summary>An object whose keys are names that the user chooses.</summary>
    Map,

    /// <summary>An object with known keys.</summary>
    Record,

    /// <summary>An object whose keys depend on its <c>type</c>.</summary>
    Variant,

    /// <summary>Any JSON; the node itself says what fits.</summary>
    Json,
}
