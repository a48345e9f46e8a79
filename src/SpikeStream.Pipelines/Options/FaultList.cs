namespace SpikeStream.Pipelines.Options;

/// <summary>Collects the faults and warnings of one pipeline file.</summary>
internal sealed class FaultList(string file)
{
    public List<InputFault> Faults { get; } = [];

    public List<InputFault> Warnings { get; } = [];

    public void Add(JsonPart part, string message) => Faults.Add(new(Locate(part), message));

    public void Add(string message) => Faults.Add(new(file, message));

    public void Warn(JsonPart part, string message) => Warnings.Add(new(Locate(part), message));

    public void ThrowIfAny()
    {
        if (Faults.Count > 0) throw new InvalidPipelineException(Faults);
    }

    private string Locate(JsonPart part)
    {
        string origin = part.Origin is { } text ? $" ({text})" : "";
        return part.Line > 0 ? $"{file}:{part.Line} {part.Path}{origin}" : $"{file} {part.Path}{origin}";
    }
}
