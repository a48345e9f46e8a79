using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using SpikeStream.Pipelines.Definition;

namespace SpikeStream.Pipelines.Execution;

/// <summary>Writes <c>run.json</c>: what ran, on what, when, and how it ended. Replaced atomically at the start and at the end.</summary>
internal sealed class RunRecord
{
    internal static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string _path;
    private readonly PipelineDefinition _pipeline;
    private readonly TimeProvider _time;
    private readonly List<DateTimeOffset> _starts;

    public RunRecord(RunFolder folder, PipelineDefinition pipeline, TimeProvider time)
    {
        _path = folder.RecordPath;
        _pipeline = pipeline;
        _time = time;
        _starts = [.. folder.IsResumed ? EarlierStarts(_path) : [], time.GetUtcNow()];
    }

    public IReadOnlyDictionary<string, string>? InputHashes { get; set; }

    public void Write(RunOutcome outcome, InputInventory inputs, IReadOnlyList<NodeStatus> nodes, IReadOnlyList<string> warnings, IReadOnlyList<string> files, string? fault = null)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("name", _pipeline.Options.Name);
            json.WriteString("outcome", outcome.ToString().ToLowerInvariant());
            if (fault is not null) json.WriteString("fault", fault);
            json.WriteString("file", _pipeline.File);
            if (_pipeline.Setting is { } setting) json.WriteString("setting", setting);
            if (_pipeline.VariablesJson != "{}")
            {
                json.WritePropertyName("variables");
                json.WriteRawValue(_pipeline.VariablesJson);
            }

            if (_pipeline.Session is { } session) json.WriteString("session", session.Name);
            json.WriteNumber("seed", _pipeline.Options.Seed);
            json.WriteStartArray("started");
            foreach (DateTimeOffset start in _starts) json.WriteStringValue(start);
            json.WriteEndArray();
            if (outcome != RunOutcome.Running) json.WriteString("ended", _time.GetUtcNow());
            WriteVersions(json);
            WriteInputs(json, inputs);
            WriteNodes(json, nodes);
            WriteList(json, "files", files);
            WriteList(json, "warnings", warnings);
            json.WritePropertyName("pipeline");
            json.WriteRawValue(_pipeline.ResolvedJson);
            json.WriteEndObject();
        }

        AtomicFile.Write(_path, [.. buffer.ToArray(), (byte)'\n']);
    }

    internal static void WriteVersions(Utf8JsonWriter json)
    {
        json.WriteStartObject("versions");
        json.WriteString("spikestream", typeof(RunRecord).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteString("system", RuntimeInformation.OSDescription);
        json.WriteString("architecture", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
        json.WriteNumber("processors", Environment.ProcessorCount);
        json.WriteNumber("vectorBits", Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64);
        json.WriteEndObject();
    }

    private void WriteInputs(Utf8JsonWriter json, InputInventory inputs)
    {
        json.WriteStartArray("inputs");
        foreach ((string path, long length) in inputs.Lengths)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteNumber("bytes", length);
            if (InputHashes is { } hashes) json.WriteString("sha256", hashes[path]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNodes(Utf8JsonWriter json, IReadOnlyList<NodeStatus> nodes)
    {
        json.WriteStartArray("nodes");
        foreach (NodeStatus node in nodes)
        {
            json.WriteStartObject();
            json.WriteString("id", node.Id);
            json.WriteNumber("rowsIn", node.RowsIn);
            json.WriteNumber("batchesIn", node.BatchesIn);
            json.WriteNumber("rowsOut", node.RowsOut);
            json.WriteNumber("batchesOut", node.BatchesOut);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    internal static IReadOnlyList<DateTimeOffset> EarlierStarts(string path)
    {
        if (!File.Exists(path)) return [];
        using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. record.RootElement.GetProperty("started").EnumerateArray().Select(start => start.GetDateTimeOffset())];
    }
}
