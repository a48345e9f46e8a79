using System.Text;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Tests.Definition;

/// <summary>The section <c>sessions</c> of a pipeline file.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikestream-sessions-").FullName;

    public SessionTests()
    {
        foreach (string name in new[] { "b.csv", "a.csv", "B2.csv", "a.txt", ".hidden.csv" }) File.WriteAllText(Path.Combine(_folder, name), "time,unit\n0.5,0\n");
        Directory.CreateDirectory(Path.Combine(_folder, "day.1"));
    }

    [Fact]
    public void Sessions_come_in_the_ordinal_order_of_their_names_and_nodes_are_bound_to_one()
    {
        PipelineDefinition pipeline = Parse("""{ "path": "${folder}/*.csv" }""");
        pipeline.Sessions.Select(session => session.Name).ShouldBe(["B2", "a", "b"]);
        pipeline.Session!.Name.ShouldBe("B2");
        pipeline.InputPaths.ShouldBe([Path.Combine(_folder, "B2.csv")]);
        PipelineDefinition other = Parse("""{ "path": "${folder}/*.csv" }""", session: "b");
        other.InputPaths.ShouldBe([Path.Combine(_folder, "b.csv")]);
        other.ResolvedJson.ShouldContain("of session b");
        Should.Throw<Recordings.InvalidInputException>(() => Parse("""{ "path": "${folder}/*.csv" }""", session: "z")).Message.ShouldContain("there is no session \"z\"");
    }

    [Fact]
    public void The_seed_of_a_session_is_its_own_whatever_other_sessions_there_are()
    {
        ulong[] seeds = [.. new[] { "B2", "a", "b" }.Select(name => Parse("""{ "path": "${folder}/*.csv" }""", session: name).RunSeed)];
        seeds.Distinct().Count().ShouldBe(3);
        File.Delete(Path.Combine(_folder, "B2.csv"));
        Parse("""{ "path": "${folder}/*.csv" }""", session: "a").RunSeed.ShouldBe(seeds[1]);
        // Results that were made once must come again: the rule does not change.
        SessionSeed.Of(1, "a").ShouldBe(8907433973984533951UL);
        SessionSeed.Of(2, "a").ShouldNotBe(SessionSeed.Of(1, "a"));
    }

    [Fact]
    public void A_folder_means_all_that_it_holds_and_folders_are_sessions_too()
    {
        foreach (string file in Directory.GetFiles(_folder, "a.*")) File.Delete(file);
        Parse("""{ "path": "${folder}" }""").Sessions.Select(session => session.Name).ShouldBe(["B2", "b", "day.1"]);
    }

    [Theory]
    [InlineData("""{ "path": "${folder}/*.nwb" }""", "test.json:1 $.sessions.path", "no file or folder there is like that (looked for *.nwb in ")]
    [InlineData("""{ "path": "${folder}/a.*" }""", "$.sessions.path", "found \"a.csv\" and \"a.txt\", which would both be the session \"a\"")]
    [InlineData("""{ "path": "${folder}/*/spikes.csv" }""", "$.sessions.path", "expected * and ? in the last part only")]
    [InlineData("""{ "paths": "${folder}/*.csv" }""", "$.sessions.paths", "unknown key")]
    [InlineData("""{ "path": "${folder}/*.csv", "as": "recording" }""", "$.sessions", "nobody reads ${recording}")]
    [InlineData("\"*.csv\"", "$.sessions", "found \"*.csv\"")]
    public void What_is_no_sessions_is_refused_with_its_place(string sessions, string place, string message)
    {
        InvalidPipelineException refusal = Should.Throw<InvalidPipelineException>(() => Parse(sessions));
        refusal.Faults.ShouldContain(fault => fault.Location.Contains(place, StringComparison.Ordinal) && fault.Message.Contains(message, StringComparison.Ordinal), string.Join("\n", refusal.Faults));
    }

    [Fact]
    public void A_file_outside_of_the_folder_of_a_session_is_refused()
    {
        InvalidPipelineException refusal = Should.Throw<InvalidPipelineException>(() => Parse("""{ "path": "${folder}/*.csv" }""", output: "../all.csv"));
        refusal.Faults.ShouldHaveSingleItem().Message.ShouldContain("which every session would write");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PipelineDefinition Parse(string sessions, string? session = null, string output = "out.csv")
    {
        string json = $$"""
            { "name": "test", "seed": 1, "variables": { "folder": {{System.Text.Json.JsonSerializer.Serialize(_folder)}} }, "description": "of session ${session-name}", "sessions": {{sessions}},
              "sources": [{ "id": "spikes", "type": "file", "path": "${session}" }], "sinks": [{ "id": "out", "type": "csv", "from": "spikes", "path": "{{output}}" }] }
            """;
        return PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", new LoadSettings { Session = session });
    }
}
