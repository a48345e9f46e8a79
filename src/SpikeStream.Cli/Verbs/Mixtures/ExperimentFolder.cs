using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary>The layout <c>experiments/EXPERIMENT/DATASET</c>, a data set being a folder with <c>stimuli.csv</c> and <c>responses.csv</c>.</summary>
internal static class ExperimentFolder
{
    private const string Root = "experiments";
    private const int NamedFolders = 20;

    /// <summary>The folder of an experiment, which need not exist.</summary>
    /// <param name="directory">The folder that holds <c>experiments</c>; null for the working folder.</param>
    /// <param name="experiment">Its name.</param>
    public static string Experiment(string? directory, string experiment) => Path.Combine(Experiments(directory), Checked("experiment", experiment));

    /// <summary>The folder of a data set.</summary>
    /// <param name="directory">The folder that holds <c>experiments</c>; null for the working folder.</param>
    /// <param name="experiment">Name of the experiment.</param>
    /// <param name="dataSet">Name of the data set.</param>
    /// <exception cref="InvalidInputException">There is no such data set; names those that exist.</exception>
    public static string DataSet(string? directory, string experiment, string dataSet)
    {
        string root = Experiments(directory), folder = Experiment(directory, experiment);
        if (!Directory.Exists(root)) throw new InvalidInputException($"{root}: there is no such folder; make an experiment by \"spikestream synthesize\", or name the folder that holds {Root} by --directory");
        if (!Directory.Exists(folder)) throw new InvalidInputException($"{folder}: there is no experiment \"{experiment}\"; {Existing(root, _ => true)}");
        string data = Path.Combine(folder, Checked("data set", dataSet));
        if (IsDataSet(data)) return data;
        string what = Directory.Exists(data)
            ? $"found no {(File.Exists(Path.Combine(data, StimulusResponseFormat.Stimuli)) ? StimulusResponseFormat.Responses : StimulusResponseFormat.Stimuli)}, expected {StimulusResponseFormat.Stimuli} and {StimulusResponseFormat.Responses}"
            : $"there is no data set \"{dataSet}\"";
        throw new InvalidInputException($"{data}: {what}; {Existing(folder, IsDataSet)}");
    }

    private static string Experiments(string? directory) => directory is null ? Root : Path.Combine(directory, Root);

    private static bool IsDataSet(string folder) => File.Exists(Path.Combine(folder, StimulusResponseFormat.Stimuli)) && File.Exists(Path.Combine(folder, StimulusResponseFormat.Responses));

    private static string Existing(string folder, Func<string, bool> isOne)
    {
        string[] names = [.. Directory.EnumerateDirectories(folder).Where(isOne).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        if (names.Length == 0) return $"{folder} has none";
        string more = names.Length > NamedFolders ? $" and {names.Length - NamedFolders} others" : "";
        return $"{folder} has {string.Join(", ", names.Take(NamedFolders))}{more}";
    }

    /// <summary>A name that is one folder, and no variable of a pipeline.</summary>
    private static string Checked(string what, string name) =>
        name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', '\0', '$']) < 0
            ? name
            : throw new InvalidInputException($"{what}: found \"{name}\", expected the name of a folder, without / \\ and $");
}
