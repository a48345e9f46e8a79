using System.Globalization;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Reads lists of units as people write them: <c>0-437, 500, tetrode-3</c>.</summary>
/// <remarks>
/// An element that is a unit's name means that unit; else it is a unit's number; else a range of two of those, both ends included.
/// </remarks>
internal sealed class UnitList
{
    /// <summary>Numbers above this are taken for a slip: tables by unit would not fit in memory.</summary>
    private const uint LargestUnit = 1 << 24;

    private readonly Dictionary<string, uint> _units = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string>? _names;

    /// <summary>Prepares for units with or without names.</summary>
    /// <param name="names">Name of each unit by its number, or null.</param>
    public UnitList(IReadOnlyList<string>? names)
    {
        _names = names;
        for (int unit = 0; unit < names?.Count; unit++) _units.TryAdd(names[unit], (uint)unit);
    }

    /// <summary>Reads a list.</summary>
    /// <param name="text">Names, numbers and ranges with commas between.</param>
    /// <param name="option">The option that the text is of, for messages.</param>
    /// <returns>The units in the order of the text.</returns>
    /// <exception cref="InvalidInputException">An element is no unit, or a unit is there twice.</exception>
    public IReadOnlyList<uint> Read(string text, string option)
    {
        List<uint> units = [];
        HashSet<uint> seen = [];
        foreach (string element in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            (uint first, uint last) = ReadElement(element, option);
            for (uint unit = first; unit <= last; unit++)
            {
                if (!seen.Add(unit)) throw new InvalidInputException($"{option}: found unit {NameOf(unit)} twice, expected each unit once.");
                units.Add(unit);
            }
        }

        return units;
    }

    /// <summary>A unit's name, or its number where it has none.</summary>
    /// <param name="unit">Number of the unit.</param>
    /// <returns>Text.</returns>
    public string NameOf(uint unit) => unit < _names?.Count ? _names[(int)unit] : unit.ToString(CultureInfo.InvariantCulture);

    private (uint First, uint Last) ReadElement(string element, string option)
    {
        if (TryFind(element, out uint single)) return (Check(single, element, option), single);
        for (int dash = element.IndexOf('-'); dash >= 0; dash = element.IndexOf('-', dash + 1))
        {
            if (!TryFind(element[..dash].Trim(), out uint first) || !TryFind(element[(dash + 1)..].Trim(), out uint last)) continue;
            if (last < first) throw new InvalidInputException($"{option}: found the range \"{element}\", expected its first unit before its last.");
            return (Check(first, element, option), Check(last, element, option));
        }

        string hint = _names is null
            ? "expected unit numbers such as \"0-437, 500\"; the units of this recording have no names."
            : $"expected names or numbers of units; {NearestName.Suggest(element, [.. _names.Take(20)])}";
        throw new InvalidInputException($"{option}: found \"{element}\", {hint}");
    }

    private bool TryFind(string text, out uint unit) =>
        _units.TryGetValue(text, out unit) || uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out unit);

    private uint Check(uint unit, string element, string option)
    {
        if (_names is not null && unit >= _names.Count)
            throw new InvalidInputException($"{option}: found unit {unit} in \"{element}\", expected units of the recording, 0 to {_names.Count - 1}.");
        if (unit > LargestUnit) throw new InvalidInputException($"{option}: found unit {unit} in \"{element}\", expected at most {LargestUnit}.");
        return unit;
    }
}
