using System.Text.Json;
using SpikeStream.Pipelines.Definition;

namespace SpikeStream.Pipelines.Execution;

/// <summary>Writes the <c>run.json</c> of a run over sessions: what ran, over which, and how each ended. Each session has its own beside its files.</summary>
internal sealed class SessionsRecord(RunFolder folder, PipelineDefinition pipeline, TimeProvider time)
{
    private readonly List<DateTimeOffset> _starts = [.. folder.IsResumed ? RunRecord.EarlierStarts(folder.RecordPath) : [], time.GetUtcNow()];

    public void Write(RunOutcome outcome, IReadOnlyList<SessionResult> sessions, IReadOnlyList<string> files)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, RunRecord.Indented))
        {
            json.WriteStartObject();
            json.WriteString("name", pipeline.Options.Name);
            json.WriteString("outcome", Text(outcome));
            json.WriteString("file", pipeline.File);
            if (pipeline.Setting is { } setting) json.WriteString("setting", setting);
            json.WriteNumber("seed", pipeline.Options.Seed);
            json.WriteStartArray("started");
            foreach (DateTimeOffset start in _starts) json.WriteStringValue(start);
            json.WriteEndArray();
            if (outcome != RunOutcome.Running) json.WriteString("ended", time.GetUtcNow());
            RunRecord.WriteVersions(json);
            json.WriteStartArray("sessions");
            foreach (SessionResult session in sessions) Write(json, session);
            json.WriteEndArray();
            RunRecord.WriteList(json, "files", files);
            json.WriteEndObject();
        }

        AtomicFile.Write(folder.RecordPath, [.. buffer.ToArray(), (byte)'\n']);
    }

    private void Write(Utf8JsonWriter json, SessionResult session)
    {
        json.WriteStartObject();
        json.WriteString("session", session.Name);
        json.WriteString("path", session.Path);
        json.WriteString("outcome", session.Outcome == RunOutcome.Running ? "waiting" : Text(session.Outcome));
        if (session.Fault is { } fault) json.WriteString("fault", fault);
        json.WriteString("folder", Path.GetRelativePath(folder.Path, session.Folder).Replace('\\', '/'));
        json.WriteEndObject();
    }

    private static string Text(RunOutcome outcome) => outcome.ToString().ToLowerInvariant();
}
