using System.Globalization;
using Apache.Arrow;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks.Figures;

/// <summary>Draws of a posterior, kept for a figure.</summary>
internal sealed class PosteriorTrace
{
    private readonly IReadOnlyList<string> _names;
    private readonly SortedDictionary<int, List<double>> _chains = [];

    /// <summary>Prepares it for a schema.</summary>
    /// <param name="schema">A schema of a posterior.</param>
    /// <param name="wanted">Names of the parameters to keep; null for all.</param>
    /// <exception cref="InvalidInputException">There is no such parameter.</exception>
    public PosteriorTrace(Schema schema, IReadOnlyList<string>? wanted)
    {
        IReadOnlyList<string> names = PosteriorSchema.Describe(schema);
        foreach (string name in wanted ?? [])
        {
            if (!names.Any(known => Matches(known, name)))
                throw new InvalidInputException($"parameters: found \"{name}\", which is none of the posterior's: {string.Join(", ", names)}");
        }

        _names = [.. names.Where(known => wanted is null || wanted.Any(name => Matches(known, name)))];
        Parameters = [.. _names.Select(name => Describe(schema.GetFieldByName(name)!))];
    }

    /// <summary>The parameters with their units and true values.</summary>
    public IReadOnlyList<TracedParameter> Parameters { get; }

    /// <summary>Values [draw, parameter] of each chain.</summary>
    public IReadOnlyList<ReadOnlyMemory<double>> Chains => [.. _chains.Values.Select(chain => (ReadOnlyMemory<double>)chain.ToArray())];

    /// <summary>Values [draw, parameter] of all chains.</summary>
    public double[] All => [.. _chains.Values.SelectMany(chain => chain)];

    public void Add(RecordBatch records)
    {
        ReadOnlySpan<int> chains = Columns.Values<int>(records, PosteriorSchema.Chain);
        double[][] values = [.. _names.Select(name => PosteriorSchema.Parameter(records, name).ToArray())];
        for (int row = 0; row < records.Length; row++)
        {
            if (!_chains.TryGetValue(chains[row], out List<double>? chain)) _chains[chains[row]] = chain = [];
            foreach (double[] column in values) chain.Add(column[row]);
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_chains.Count);
        foreach ((int number, List<double> chain) in _chains)
        {
            writer.Write(number);
            writer.Write(chain.Count);
            foreach (double value in chain) writer.Write(value);
        }
    }

    public void Restore(BinaryReader reader)
    {
        int chains = reader.ReadInt32();
        for (int c = 0; c < chains; c++)
        {
            int number = reader.ReadInt32(), length = reader.ReadInt32();
            List<double> chain = new(length);
            for (int i = 0; i < length; i++) chain.Add(reader.ReadDouble());
            _chains[number] = chain;
        }
    }

    // "w" means all of w[...].
    private static bool Matches(string known, string name) => known == name || known.StartsWith(name + "[", StringComparison.Ordinal);

    private static TracedParameter Describe(Field field)
    {
        string? Text(string key) => field.Metadata is { } metadata && metadata.TryGetValue(key, out string? value) ? value : null;
        double? truth = Text("truth") is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
        return new(field.Name, Text(RecordingMetadata.FieldUnit) ?? "", truth);
    }
}
