namespace SpikeStream.Recordings;

/// <summary>An array of structs, often of one.</summary>
/// <param name="extent">Lengths along its axes.</param>
/// <param name="fields">Names of the fields.</param>
/// <param name="values">Values [struct, field].</param>
internal sealed class MatlabStructs(IReadOnlyList<long> extent, IReadOnlyList<string> fields, IReadOnlyList<MatlabValue> values) : MatlabValue(extent)
{
    private const int MostNames = 6;

    public IReadOnlyList<string> Fields => fields;

    public override string Class => fields.Count switch
    {
        0 => "struct",
        > MostNames => $"struct ({Names()}, ...)",
        _ => $"struct ({Names()})",
    };

    /// <summary>The value of a field.</summary>
    /// <param name="element">Index of the struct.</param>
    /// <param name="field">Index of the field.</param>
    public MatlabValue At(long element, int field) => values[checked((int)((element * fields.Count) + field))];

    /// <summary>Index of a field by its name, in its own case or else in another; -1 where there is none.</summary>
    public int Find(string name)
    {
        int another = -1;
        for (int field = 0; field < fields.Count; field++)
        {
            if (fields[field] == name) return field;
            if (another < 0 && string.Equals(fields[field], name, StringComparison.OrdinalIgnoreCase)) another = field;
        }

        return another;
    }

    /// <summary>A field of all structs: of one struct its value, of several a cell array of theirs.</summary>
    public MatlabValue Field(int field) =>
        Count == 1 ? At(0, field) : new MatlabCells(Extent, [.. Enumerable.Range(0, (int)Count).Select(element => At(element, field))]);

    private string Names() => string.Join(", ", fields.Take(MostNames).Select(MatlabFile.Shorten));
}
