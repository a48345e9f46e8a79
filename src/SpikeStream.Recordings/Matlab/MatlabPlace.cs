namespace SpikeStream.Recordings;

/// <summary>An array that has been chosen.</summary>
/// <param name="Path">Where it is, as MATLAB writes it.</param>
/// <param name="Value">The array.</param>
/// <param name="IsTransposed">Whether rows and columns are to be swapped.</param>
internal sealed record MatlabPlace(string Path, MatlabValue Value, bool IsTransposed)
{
    /// <summary>Last name of the path with its indices.</summary>
    public string Label => Path[(Path.LastIndexOf('.') + 1)..].TrimEnd('\'');

    /// <summary>Last name of the path.</summary>
    public string Name => Label.Split('{', '(')[0];
}
