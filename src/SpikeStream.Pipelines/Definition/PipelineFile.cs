using System.Text;
using System.Text.Json;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Definition;

/// <summary>Reads and checks pipeline files; every fault of a file is reported together, before any batch is read.</summary>
public static class PipelineFile
{
    private const int MaximumLength = 16 << 20;
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a pipeline file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">Overrides, data folder, registry.</param>
    /// <returns>The checked pipeline.</returns>
    /// <exception cref="InvalidPipelineException">The file has faults.</exception>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static PipelineDefinition Load(string path, LoadSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] text;
        try
        {
            FileInfo info = new(path);
            if (info.Exists && info.Length > MaximumLength) throw new InvalidInputException($"{path}: {info.Length} bytes are too long for a pipeline file; expected at most {MaximumLength}");
            text = File.ReadAllBytes(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"{path}: no such pipeline file", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: cannot be read: {fault.Message}", fault);
        }

        return Parse(text, path, settings);
    }

    /// <summary>Reads a pipeline from text.</summary>
    /// <param name="text">UTF-8 JSON; comments and trailing commas are allowed.</param>
    /// <param name="file">The name to show in messages.</param>
    /// <param name="settings">Overrides, data folder, registry.</param>
    /// <returns>The checked pipeline.</returns>
    /// <exception cref="InvalidPipelineException">The text has faults.</exception>
    public static PipelineDefinition Parse(ReadOnlySpan<byte> text, string file, LoadSettings? settings = null)
    {
        settings ??= new LoadSettings();
        FaultList faults = new(file);
        JsonPart? root = JsonPartReader.Read(text, "$", faults);
        faults.ThrowIfAny();
        if (root!.Kind != JsonValueKind.Object) faults.Add(root, $"found {root.Describe()}, expected an object with name, seed, sources, stages and sinks");
        faults.ThrowIfAny();
        VariableSettings named = new(root, faults);
        named.Lay(settings.Setting, file);
        HashSet<string> read = VariableExpansion.NamesRead(root);
        foreach (string setting in settings.Overrides) SettingOverride.Apply(root, setting, faults);
        string variables = root.Find(VariableSettings.VariablesKey) is { } part ? Render(part) : "{}";
        IReadOnlyList<SessionInput> sessions = SessionSearch.Find(root, file, settings, read, faults);
        SessionInput? session = settings.Session is { } wanted ? sessions.FirstOrDefault(candidate => candidate.Name == wanted) : sessions is [var first, ..] ? first : null;
        if (settings.Session is not null && session is null) throw new InvalidInputException($"{file}: there is no session \"{settings.Session}\" any more");
        // Without a session its variables are unknown, which would be told once more wherever they are used.
        if (session is null && root.Find(SessionSearch.Key) is not null) faults.ThrowIfAny();
        if (session is not null) settings = SessionSearch.With(settings, root, session);
        VariableExpansion.Apply(root, file, settings, read, faults);
        PipelineDefinition pipeline = new PipelineBinder(file, settings, faults).Bind(root, Render(root));
        pipeline.Setting = settings.Setting;
        pipeline.Settings = named.Names;
        pipeline.VariablesJson = variables;
        pipeline.Sessions = sessions;
        pipeline.Session = session;
        return pipeline;
    }

    private static string Render(JsonPart root)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Indented)) root.Write(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
