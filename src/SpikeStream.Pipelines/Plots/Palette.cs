namespace SpikeStream.Pipelines.Plots;

/// <summary>Colours that stay apart for colour-blind eyes and in grey print.</summary>
/// <remarks>Okabe and Ito (2008), Color Universal Design; yellow is left out, as it vanishes on white.</remarks>
internal static class Palette
{
    public const string Data = "#4d4d4d";
    public const string Truth = "#000000";
    public const string Prior = "#e3e9f0";
    public const string Quiet = "#777777";
    public const string Grid = "#e6e6e6";

    private static readonly string[] Colours =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c564b"];

    /// <summary>Number of colours.</summary>
    public static int Count => Colours.Length;

    /// <summary>The colour of the i-th of several things; colours repeat after seven.</summary>
    public static string Of(int index) => Colours[index % Colours.Length];
}
