using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>How runs and populations share the columns of an ensemble of counts: the populations of the first run, then those of the second, and so on.</summary>
/// <param name="Runs">Number of runs; 1 for a recording.</param>
/// <param name="Populations">Populations of each run.</param>
/// <param name="Names">Name of each population, or null.</param>
/// <param name="Sizes">Neurons of each population, or null.</param>
public sealed record EnsembleLayout(int Runs, int Populations, IReadOnlyList<string>? Names, IReadOnlyList<int>? Sizes)
{
    /// <summary>Reads the layout of counts.</summary>
    /// <param name="schema">A schema of counts; metadata <see cref="RecordingMetadata.Runs"/> says the number of runs.</param>
    /// <returns>The layout.</returns>
    /// <exception cref="InvalidInputException">The columns are no whole number of runs, or the sizes of a population differ between runs.</exception>
    public static EnsembleLayout Of(Schema schema)
    {
        CountsSchema.Description counts = CountsSchema.Describe(schema);
        int runs = 1;
        if (RecordingMetadata.Find(schema, RecordingMetadata.Runs) is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out runs) || runs < 1 || counts.Units % runs != 0))
        {
            throw new InvalidInputException($"schema metadata {RecordingMetadata.Runs}: found \"{text}\", expected a number of runs that divides the {counts.Units} columns of the counts");
        }

        int populations = counts.Units / runs;
        for (int column = populations; counts.PopulationSizes is { } sizes && column < sizes.Count; column++)
        {
            if (sizes[column] != sizes[column % populations])
                throw new InvalidInputException($"schema metadata {RecordingMetadata.PopulationSizes}: found {sizes[column]} neurons in run {column / populations + 1}, population {column % populations + 1}, expected the {sizes[column % populations]} of the first run");
        }

        IReadOnlyList<string>? names = counts.UnitNames is { } all ? [.. all.Take(populations).Select(name => runs == 1 ? name : WithoutRun(name))] : null;
        return new(runs, populations, names, counts.PopulationSizes is { } neurons ? [.. neurons.Take(populations)] : null);
    }

    /// <summary>The name of a column: the population with the run's number, counted from 1.</summary>
    /// <param name="population">Name of the population.</param>
    /// <param name="run">The run, counted from 0.</param>
    /// <returns>Such as <c>E#1</c>.</returns>
    public static string ColumnName(string population, int run) => string.Create(CultureInfo.InvariantCulture, $"{population}#{run + 1}");

    /// <summary>Name of a population for messages and results.</summary>
    /// <param name="population">Index of the population.</param>
    /// <returns>Its name, or its number counted from 1.</returns>
    public string NameOf(int population) => Names?[population] ?? (population + 1).ToString(CultureInfo.InvariantCulture);

    private static string WithoutRun(string name) => name.EndsWith("#1", StringComparison.Ordinal) ? name[..^2] : name;
}
