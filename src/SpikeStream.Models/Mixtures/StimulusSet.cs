using System.Globalization;

namespace SpikeStream.Models.Mixtures;

/// <summary>The distinct stimuli of trials, in ascending order: of their numbers where all are numbers, else of their text. Immutable.</summary>
public sealed class StimulusSet
{
    private readonly Dictionary<string, int> _places;

    private StimulusSet(string[] labels, double[]? values)
    {
        (Labels, Values) = (labels, values);
        _places = labels.Select((label, place) => (label, place)).ToDictionary(pair => pair.label, pair => pair.place, StringComparer.Ordinal);
    }

    /// <summary>The stimuli as text.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The stimuli as numbers; null where one is none.</summary>
    public IReadOnlyList<double>? Values { get; }

    /// <summary>Number of distinct stimuli.</summary>
    public int Count => Labels.Count;

    /// <summary>Gathers the distinct labels.</summary>
    /// <param name="labels">Labels, such as one per trial.</param>
    /// <returns>The set.</returns>
    public static StimulusSet Of(IEnumerable<string> labels)
    {
        string[] distinct = [.. labels.Distinct(StringComparer.Ordinal)];
        double[] values = new double[distinct.Length];
        bool areNumbers = true;
        for (int i = 0; i < distinct.Length && areNumbers; i++)
            areNumbers = double.TryParse(distinct[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) && double.IsFinite(values[i]);
        if (areNumbers)
        {
            Array.Sort(values, distinct);
            return new(distinct, values);
        }

        Array.Sort(distinct, StringComparer.Ordinal);
        return new(distinct, null);
    }

    /// <summary>Gathers the distinct numbers.</summary>
    /// <param name="values">Stimuli.</param>
    /// <returns>The set; labels are the shortest texts that read back as the numbers.</returns>
    public static StimulusSet Of(IEnumerable<double> values) => Of(values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>Place of a label.</summary>
    /// <param name="label">The label.</param>
    /// <returns>Its place, or -1 where the set lacks it.</returns>
    public int IndexOf(string label) => _places.GetValueOrDefault(label, -1);

    /// <summary>The numbers, for models that need them.</summary>
    /// <returns>One per stimulus.</returns>
    /// <exception cref="MixtureDataException">A stimulus is no number.</exception>
    internal IReadOnlyList<double> RequireValues()
    {
        if (Values is { } values) return values;
        string name = Labels.First(label => !double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value));
        throw new MixtureDataException($"stimuli: found \"{name}\", expected numbers; use discrete tuning for stimuli that are names", name);
    }
}
