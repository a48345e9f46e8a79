using System.Globalization;
using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Keys of the schema metadata that say what a table holds, and readers for their values.</summary>
public static class RecordingMetadata
{
    /// <summary>The kind, in lower case: <c>spikes</c>, <c>counts</c>, ...</summary>
    public const string Kind = "spikestream.kind";

    /// <summary>Bin width as text, such as <c>1 ms</c>.</summary>
    public const string BinWidthText = "spikestream.bin.width";

    /// <summary>Bin width in s, numerator of the exact fraction.</summary>
    public const string BinWidthNumerator = "spikestream.bin.width.numerator";

    /// <summary>Bin width in s, denominator of the exact fraction.</summary>
    public const string BinWidthDenominator = "spikestream.bin.width.denominator";

    /// <summary>Names of the units or populations: a JSON array of text.</summary>
    public const string UnitNames = "spikestream.unit.names";

    /// <summary>Properties of the units: a JSON object of columns, see <see cref="Recordings.UnitTable"/>.</summary>
    public const string UnitTable = "spikestream.unit.table";

    /// <summary>When all units were observed: a JSON array of [start, stop] in s, see <see cref="Observation"/>.</summary>
    public const string Observed = "spikestream.observed";

    /// <summary>When each unit was observed: a JSON array with a list of [start, stop] in s per unit, null for always.</summary>
    public const string UnitObserved = "spikestream.unit.observed";

    /// <summary>What the recording says of the session, such as its identifier and start: a JSON object of text.</summary>
    public const string Session = "spikestream.session";

    /// <summary>What an archive was imported from: a JSON array of objects with <c>path</c>, <c>bytes</c> and <c>sha256</c>.</summary>
    public const string Sources = "spikestream.sources";

    /// <summary>Numbers of neurons in each population: a JSON array of integers.</summary>
    public const string PopulationSizes = "spikestream.population.sizes";

    /// <summary>Names of the channels of a series: a JSON array of text.</summary>
    public const string ChannelNames = "spikestream.channel.names";

    /// <summary>Sampling step of a series as text, such as <c>1 ms</c>.</summary>
    public const string SamplingStepText = "spikestream.sampling.step";

    /// <summary>Sampling step in s, numerator of the exact fraction.</summary>
    public const string SamplingStepNumerator = "spikestream.sampling.step.numerator";

    /// <summary>Sampling step in s, denominator of the exact fraction.</summary>
    public const string SamplingStepDenominator = "spikestream.sampling.step.denominator";

    /// <summary>Start of the observation in s, where known.</summary>
    public const string Start = "spikestream.start";

    /// <summary>Stop of the observation in s, where known.</summary>
    public const string Stop = "spikestream.stop";

    /// <summary>Length of the observation in s, where known.</summary>
    public const string Duration = "spikestream.duration";

    /// <summary>Condition of each row, where rows are trials: a JSON array of text.</summary>
    public const string Conditions = "spikestream.conditions";

    /// <summary>Number of runs of an ensemble, where columns are the populations of the first run, then those of the second, and so on; one where absent.</summary>
    public const string Runs = "spikestream.runs";

    /// <summary>What the abscissa of curves is, such as <c>frequency</c>.</summary>
    public const string Abscissa = "spikestream.curve.abscissa";

    /// <summary>What the values of curves are, such as <c>power</c>.</summary>
    public const string Quantity = "spikestream.curve.quantity";

    /// <summary>On a field: the unit of measure of its values, such as <c>s</c> or <c>mV</c>.</summary>
    public const string FieldUnit = "unit";

    /// <summary>On a feed's schema: index of the first row that the feed sends.</summary>
    public const string FeedFirstRow = "spikestream.feed.firstRow";

    /// <summary>The kind's text in metadata.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>Lower case, such as <c>spikes</c>.</returns>
    public static string KindText(RecordingKind kind) => kind switch
    {
        RecordingKind.Spikes => "spikes",
        RecordingKind.Counts => "counts",
        RecordingKind.Series => "series",
        RecordingKind.Trials => "trials",
        RecordingKind.Estimates => "estimates",
        RecordingKind.Scores => "scores",
        RecordingKind.Posterior => "posterior",
        RecordingKind.Curves => "curves",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of recording."),
    };

    /// <summary>The kind that a schema declares.</summary>
    /// <param name="schema">Any schema.</param>
    /// <returns>The kind, or null where the metadata name none.</returns>
    /// <exception cref="InvalidInputException">The metadata name a kind that does not exist.</exception>
    public static RecordingKind? KindOf(Schema schema)
    {
        string? text = Find(schema, Kind);
        if (text is null) return null;
        foreach (RecordingKind kind in Enum.GetValues<RecordingKind>())
        {
            if (KindText(kind) == text) return kind;
        }

        throw new InvalidInputException(
            $"schema metadata {Kind}: found \"{text}\", expected one of {string.Join(", ", Enum.GetValues<RecordingKind>().Select(KindText))}.");
    }

    /// <summary>One value of the schema metadata.</summary>
    /// <param name="schema">Any schema.</param>
    /// <param name="key">The key.</param>
    /// <returns>The value, or null.</returns>
    public static string? Find(Schema schema, string key)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.Metadata is not null && schema.Metadata.TryGetValue(key, out string? value) ? value : null;
    }

    /// <summary>A length of time of the metadata, from the exact fraction or else from the text.</summary>
    /// <param name="schema">Any schema.</param>
    /// <param name="textKey">Key of the text; the fraction's keys are this with <c>.numerator</c> and <c>.denominator</c>.</param>
    /// <returns>The length, or null where there is none.</returns>
    /// <exception cref="InvalidInputException">The value is no positive length of time.</exception>
    public static BinWidth? FindWidth(Schema schema, string textKey)
    {
        string? numerator = Find(schema, textKey + ".numerator");
        string? denominator = Find(schema, textKey + ".denominator");
        if (numerator is not null && denominator is not null)
        {
            if (long.TryParse(numerator, NumberStyles.None, CultureInfo.InvariantCulture, out long n) && n >= 1
                && long.TryParse(denominator, NumberStyles.None, CultureInfo.InvariantCulture, out long d) && d >= 1)
            {
                return new BinWidth(n, d);
            }

            throw new InvalidInputException($"schema metadata {textKey}: found the fraction \"{numerator}\"/\"{denominator}\", expected two positive integers.");
        }

        string? text = Find(schema, textKey);
        if (text is null) return null;
        return BinWidth.TryParse(text, out BinWidth width)
            ? width
            : throw new InvalidInputException($"schema metadata {textKey}: found \"{text}\", expected a length of time such as \"1 ms\".");
    }

    /// <summary>A list of names of the metadata.</summary>
    /// <param name="schema">Any schema.</param>
    /// <param name="key">The key.</param>
    /// <returns>The names, or null where there are none.</returns>
    /// <exception cref="InvalidInputException">The value is no JSON array of text.</exception>
    public static IReadOnlyList<string>? FindNames(Schema schema, string key) => FindList<string>(schema, key, "a JSON array of text");

    /// <summary>A list of integers of the metadata.</summary>
    /// <param name="schema">Any schema.</param>
    /// <param name="key">The key.</param>
    /// <returns>The numbers, or null where there are none.</returns>
    /// <exception cref="InvalidInputException">The value is no JSON array of integers.</exception>
    public static IReadOnlyList<int>? FindIntegers(Schema schema, string key) => FindList<int>(schema, key, "a JSON array of integers");

    /// <summary>A number of the metadata.</summary>
    /// <param name="schema">Any schema.</param>
    /// <param name="key">The key.</param>
    /// <returns>The number, or null where there is none.</returns>
    /// <exception cref="InvalidInputException">The value is no finite number.</exception>
    public static double? FindNumber(Schema schema, string key)
    {
        string? text = Find(schema, key);
        if (text is null) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new InvalidInputException($"schema metadata {key}: found \"{text}\", expected a number.");
    }

    /// <summary>A schema with some metadata added or replaced, in the order of their keys so that the bytes of a file are the same every time.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="entries">Entries to set; a null value removes the key.</param>
    /// <returns>The new schema.</returns>
    public static Schema With(Schema schema, params IEnumerable<KeyValuePair<string, string?>> entries)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(entries);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in schema.Metadata ?? new Dictionary<string, string>()) metadata[key] = value;
        foreach ((string key, string? value) in entries)
        {
            if (value is null) metadata.Remove(key);
            else metadata[key] = value;
        }

        return new Schema(schema.FieldsList, metadata);
    }

    internal static IEnumerable<KeyValuePair<string, string?>> Width(string textKey, BinWidth? width)
    {
        yield return new(textKey, width?.ToString());
        yield return new(textKey + ".numerator", width?.Numerator.ToString(CultureInfo.InvariantCulture));
        yield return new(textKey + ".denominator", width?.Denominator.ToString(CultureInfo.InvariantCulture));
    }

    internal static string? Json<T>(IReadOnlyList<T>? values) => values is null ? null : JsonSerializer.Serialize(values);

    internal static string? Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    private static List<T>? FindList<T>(Schema schema, string key, string expected)
    {
        string? text = Find(schema, key);
        if (text is null) return null;
        try
        {
            List<T>? values = JsonSerializer.Deserialize<List<T>>(text);
            if (values is not null && !values.Contains(default!) || values is not null && typeof(T).IsValueType) return values;
        }
        catch (JsonException)
        {
            // Told below, with the key and the value.
        }

        throw new InvalidInputException($"schema metadata {key}: found \"{text}\", expected {expected}.");
    }
}
