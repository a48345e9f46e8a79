using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Which units belong to which population, read from an option.</summary>
internal sealed class PopulationMap
{
    /// <summary>Reads and checks the option.</summary>
    /// <param name="populations">Units by name of the population, in order.</param>
    /// <param name="unitNames">Name of each unit by its number, or null.</param>
    /// <exception cref="InvalidInputException">A population has no units, or a unit is in two, or is none of the recording.</exception>
    public PopulationMap(IReadOnlyDictionary<string, string> populations, IReadOnlyList<string>? unitNames)
    {
        UnitList list = new(unitNames);
        Dictionary<uint, string> owners = [];
        foreach ((string name, string text) in populations)
        {
            string option = $"populations.{name}";
            IReadOnlyList<uint> units = list.Read(text, option);
            if (units.Count == 0) throw new InvalidInputException($"{option}: found a population without units, expected units such as \"0-437\".");
            foreach (uint unit in units)
            {
                if (!owners.TryAdd(unit, name))
                    throw new InvalidInputException($"{option}: found unit {list.NameOf(unit)}, which is in population {owners[unit]} already, expected each unit in one population.");
            }

            Units.Add(units);
            Names.Add(name);
        }
    }

    /// <summary>Names of the populations.</summary>
    public List<string> Names { get; } = [];

    /// <summary>The units of each population.</summary>
    public List<IReadOnlyList<uint>> Units { get; } = [];

    /// <summary>Number of units of each population.</summary>
    public IReadOnlyList<int> Sizes => [.. Units.Select(units => units.Count)];

    /// <summary>Refuses a table of counts with units that are in no population.</summary>
    /// <param name="unitCount">Units of the table.</param>
    /// <param name="unitNames">Their names, or null.</param>
    /// <exception cref="InvalidInputException">There are such units, or a population has a unit that the table does not.</exception>
    public void CheckCovers(int unitCount, IReadOnlyList<string>? unitNames)
    {
        HashSet<uint> known = [.. Units.SelectMany(units => units)];
        UnitList list = new(unitNames);
        if (known.Max() >= unitCount)
            throw new InvalidInputException($"populations: found unit {known.Max()}, expected units of the counts, 0 to {unitCount - 1}.");
        string[] outside = [.. Enumerable.Range(0, unitCount).Where(unit => !known.Contains((uint)unit)).Select(unit => list.NameOf((uint)unit))];
        if (outside.Length > 0)
        {
            throw new InvalidInputException(
                $"populations: found {outside.Length} units in no population ({string.Join(", ", outside.Take(5))}{(outside.Length > 5 ? ", ..." : "")}), expected every unit in one; or state \"others\": \"ignore\".");
        }
    }

    /// <summary>Each population's units as runs of neighbouring columns.</summary>
    /// <returns>First column and length of each run, by population.</returns>
    public (int First, int Length)[][] Runs()
    {
        var runs = new (int, int)[Units.Count][];
        for (int population = 0; population < runs.Length; population++)
        {
            List<(int First, int Length)> found = [];
            foreach (uint unit in Units[population].Order())
            {
                if (found.Count > 0 && found[^1].First + found[^1].Length == (int)unit) found[^1] = (found[^1].First, found[^1].Length + 1);
                else found.Add(((int)unit, 1));
            }

            runs[population] = [.. found];
        }

        return runs;
    }
}
