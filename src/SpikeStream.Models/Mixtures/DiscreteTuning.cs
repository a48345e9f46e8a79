namespace SpikeStream.Models.Mixtures;

/// <summary>A free row of base parameters for each stimulus.</summary>
/// <param name="Labels">The stimuli as text, in the order of the rows; distinct.</param>
public sealed record DiscreteTuning(IReadOnlyList<string> Labels) : MixtureTuning
{
    private const int NamedLabels = 10;

    /// <inheritdoc/>
    public override int RowCount => Labels.Count;

    /// <inheritdoc/>
    internal override StimulusFeatures Features(StimulusSet stimuli)
    {
        Dictionary<string, int> rows = [];
        for (int i = 0; i < Labels.Count; i++)
        {
            if (!rows.TryAdd(Labels[i], i)) throw new MixtureDataException($"labels: found \"{Labels[i]}\" twice, expected distinct labels");
        }

        int[] chosen = [.. stimuli.Labels.Select(label => rows.TryGetValue(label, out int row) ? row : throw new MixtureDataException($"stimulus \"{label}\" is unknown to the model; expected one of {Known()}", label))];
        return StimulusFeatures.OfRows(chosen, RowCount);
    }

    private string Known() => string.Join(", ", Labels.Take(NamedLabels).Select(label => $"\"{label}\"")) + (Labels.Count > NamedLabels ? $" and {Labels.Count - NamedLabels} others" : "");
}
