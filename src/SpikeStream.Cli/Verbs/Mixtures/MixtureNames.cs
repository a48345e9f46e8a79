namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary>The words of the command line, which are names of folders too, and those of pipelines.</summary>
internal static class MixtureNames
{
    /// <summary>Distributions of counts.</summary>
    public static IReadOnlyList<(string Word, string Value)> Models { get; } = [("poisson", "poisson"), ("com-based", "comBased")];

    /// <summary>How counts depend on the stimulus.</summary>
    public static IReadOnlyList<(string Word, string Value)> Tunings { get; } = [("discrete", "discrete"), ("von-mises", "vonMises")];
}
