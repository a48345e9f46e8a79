using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>When units could have been seen to fire: outside of it the absence of spikes means nothing, and counts are null.</summary>
/// <remarks>
/// All stretches are half open, ordered and apart. In schema metadata: key <see cref="RecordingMetadata.Observed"/>, a JSON array of [start, stop] in s for all
/// units; key <see cref="RecordingMetadata.UnitObserved"/>, an array with such a list per unit, null for a unit that has no list of its own.
/// </remarks>
/// <param name="All">The stretches of all units; null where nothing restricts them.</param>
/// <param name="Units">The stretches of each unit by its number, besides those of all; null for a unit, or for the whole, without any.</param>
public sealed record Observation(IReadOnlyList<ObservationWindow>? All, IReadOnlyList<IReadOnlyList<ObservationWindow>?>? Units)
{
    /// <summary>What a schema says.</summary>
    /// <param name="schema">A schema of spikes or counts.</param>
    /// <returns>The stretches, or null where it says nothing.</returns>
    /// <exception cref="InvalidInputException">The metadata are malformed, out of order or overlapping.</exception>
    public static Observation? Read(Schema schema)
    {
        double[][]? all = Parse<double[][]>(schema, RecordingMetadata.Observed);
        double[]?[]?[]? units = Parse<double[]?[]?[]>(schema, RecordingMetadata.UnitObserved);
        if (all is null && units is null) return null;
        return new(
            all is null ? null : Stretches(all, RecordingMetadata.Observed),
            units is null ? null : [.. units.Select(unit => unit is null ? null : Stretches(unit, RecordingMetadata.UnitObserved))]);
    }

    /// <summary>The metadata entries that say this.</summary>
    /// <returns>Two entries; the value is null where there is nothing to say.</returns>
    public IEnumerable<KeyValuePair<string, string?>> ToMetadata()
    {
        yield return new(RecordingMetadata.Observed, All is null ? null : JsonSerializer.Serialize(Pairs(All)));
        yield return new(RecordingMetadata.UnitObserved, Units is null ? null : JsonSerializer.Serialize(Units.Select(unit => unit is null ? null : Pairs(unit))));
    }

    /// <summary>When a unit was observed.</summary>
    /// <param name="unit">Number of the unit.</param>
    /// <returns>What its own stretches and those of all have in common; null where nothing restricts it.</returns>
    public IReadOnlyList<ObservationWindow>? Of(int unit)
    {
        IReadOnlyList<ObservationWindow>? own = Units is not null && unit < Units.Count ? Units[unit] : null;
        if (own is null || All is null) return own ?? All;
        List<ObservationWindow> common = [];
        for (int i = 0, j = 0; i < own.Count && j < All.Count;)
        {
            double start = Math.Max(own[i].Start, All[j].Start), stop = Math.Min(own[i].Stop, All[j].Stop);
            if (start < stop) common.Add(new(start, stop));
            if (own[i].Stop < All[j].Stop) i++;
            else j++;
        }

        return common;
    }

    /// <summary>Whether the whole of a stretch was observed of a unit.</summary>
    /// <param name="unit">Number of the unit.</param>
    /// <param name="start">Start in s.</param>
    /// <param name="stop">Stop in s, after the start.</param>
    /// <returns>False where any part of it lies outside.</returns>
    public bool Covers(int unit, double start, double stop) =>
        Covers(All, start, stop) && Covers(Units is not null && unit < Units.Count ? Units[unit] : null, start, stop);

    /// <summary>Whether a list of stretches has one that contains another stretch whole.</summary>
    /// <param name="stretches">Ordered stretches; null for no restriction.</param>
    /// <param name="start">Start in s.</param>
    /// <param name="stop">Stop in s.</param>
    /// <returns>Whether it is contained.</returns>
    public static bool Covers(IReadOnlyList<ObservationWindow>? stretches, double start, double stop)
    {
        if (stretches is null) return true;
        int low = 0, high = stretches.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (stretches[middle].Stop <= start) low = middle + 1;
            else if (stretches[middle].Start > start) high = middle - 1;
            else return stretches[middle].Stop >= stop;
        }

        return false;
    }

    private static double[][] Pairs(IReadOnlyList<ObservationWindow> stretches) => [.. stretches.Select(stretch => new[] { stretch.Start, stretch.Stop })];

    private static T? Parse<T>(Schema schema, string key)
        where T : class
    {
        string? text = RecordingMetadata.Find(schema, key);
        if (text is null) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(text);
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException($"schema metadata {key}: found no stretches of time ({fault.Message}), expected JSON arrays of [start, stop] in s.", fault);
        }
    }

    private static List<ObservationWindow> Stretches(IEnumerable<double[]?> pairs, string key)
    {
        List<ObservationWindow> stretches = [];
        foreach (double[]? pair in pairs)
        {
            if (pair is not [double start, double stop] || !(start < stop) || (stretches.Count > 0 && start < stretches[^1].Stop))
                throw new InvalidInputException($"schema metadata {key}: found [{string.Join(", ", pair ?? [])}], expected [start, stop] with start before stop, after the stretch before it.");
            stretches.Add(new(start, stop));
        }

        return stretches;
    }
}
