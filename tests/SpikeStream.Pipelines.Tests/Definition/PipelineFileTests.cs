using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Definition;

public sealed class PipelineFileTests
{
    private const string Read = """{ "id": "read", "type": "numbers" }""";
    private const string Out = """{ "id": "out", "type": "text", "from": "read", "path": "o.txt" }""";

    [Fact]
    public void Text_that_is_no_json_names_line_and_byte() =>
        Faults("{\n  \"name\": }")[0].ShouldStartWith("test.json:2 $ byte 11: not valid JSON: '}' is an invalid start of a value");

    [Fact]
    public void Comments_and_trailing_commas_are_allowed() =>
        TestRun.Parse($$"""
            // a comment
            { "name": "a", "seed": 1, /* another */ "sources": [{{Read}},], "sinks": [{{Out}}], }
            """).Nodes.Count.ShouldBe(2);

    [Fact]
    public void A_key_given_twice_is_refused() =>
        Faults("""{ "name": "a", "name": "b" }""").ShouldBe(["""test.json:1 $.name: the key "name" is already given on line 1; keep one"""]);

    [Fact]
    public void Every_fault_of_a_file_is_reported_at_once() => Faults("""
            { "nam": "a",
              "seed": -1,
              "sources": [ { "id": "read", "type": "number", "rows": 3 } ],
              "sinks": [ { "id": "out", "type": "text", "from": "raed", "pth": "x" } ] }
            """).ShouldBe([
        """test.json:1 $.nam: unknown key "nam"; did you mean "name"?""",
        """test.json:2 $.seed: found -1, expected a whole number of at least 0 that fits 64 bits""",
        """test.json:3 $.sources[0].type: unknown type of source "number"; did you mean "numbers"?""",
        """test.json:4 $.sinks[0].pth: unknown key "pth"; did you mean "path"?""",
    ]);

    [Theory]
    [InlineData("""{ "id": "read", "type": "numbers", "rows": "5" }""", "$.sources[0].rows: found \"5\", expected a whole number")]
    [InlineData("""{ "id": "read", "type": "numbers", "rows": -5 }""", "$.sources[0].rows: found -5, expected a whole number of at least 0")]
    [InlineData("""{ "id": "read", "type": "numbers", "batchRows": 0 }""", "$.sources[0].batchRows: found 0, expected a whole number greater than 0")]
    [InlineData("""{ "id": "read", "type": "numbers", "rows": 1.5 }""", "$.sources[0].rows: found 1.5, expected a whole number that fits 32 bits")]
    [InlineData("""{ "id": "read", "type": "numbers", "rows": null }""", "$.sources[0].rows: found null, expected a whole number")]
    [InlineData("""{ "id": "read", "type": "sum" }""", "$.sources[0].type: unknown type of source \"sum\"; \"sum\" is a stage; move it there")]
    [InlineData("""{ "id": "re ad", "type": "numbers" }""", "$.sources[0].id: found \"re ad\", expected letters, digits, - and _")]
    [InlineData("""{ "type": "numbers" }""", "$.sources[0]: the key \"id\" is missing; expected a text")]
    public void A_wrong_option_says_where_what_and_what_was_expected(string source, string fault) =>
        Faults(TestRun.Json(source, "", Out))[0].ShouldBe("test.json:1 " + fault);

    [Theory]
    [InlineData("""{ "id": "x", "type": "add", "from": "raed" }""", "$.stages[0].from: unknown node \"raed\"; did you mean \"read\"?")]
    [InlineData("""{ "id": "x", "type": "add", "from": "read.even" }""", "$.stages[0].from: read (numbers) has no output \"even\"; expected one of out")]
    [InlineData("""{ "id": "x", "type": "add", "from": "out" }""", "$.stages[0].from: out (text) is a sink and gives nothing")]
    [InlineData("""{ "id": "x", "type": "add", "from": 3 }""", "$.stages[0].from: found 3, expected \"node\", \"node.port\", or an object of input ports")]
    [InlineData("""{ "id": "x", "type": "add" }""", "$.stages[0]: the input \"in\" of x (add) is not connected; say where it comes from by \"from\": \"node\"")]
    [InlineData("""{ "id": "x", "type": "zip", "from": "read" }""", "$.stages[0]: the input \"right\" of x (zip) is not connected; say where it comes from by \"from\": {\"right\": \"node\"}")]
    [InlineData("""{ "id": "x", "type": "zip", "from": { "left": "read", "rihgt": "read" } }""", "$.stages[0].from.rihgt: x (zip) has no input \"rihgt\"; did you mean \"right\"?")]
    [InlineData("""{ "id": "read", "type": "add", "from": "read" }""", "$.stages[0].id: the id \"read\" is already taken by $.sources[0]; every node needs its own")]
    [InlineData("""{ "id": "x", "type": "spikes-only", "from": "read" }""", "$.stages[0].from: read (numbers) gives counts on \"out\", but x (spikes-only) takes spikes on \"in\"")]
    public void A_wrong_connection_is_refused(string stage, string fault) =>
        Faults(TestRun.Json(Read, stage, Out)).ShouldContain("test.json:1 " + fault);

    [Fact]
    public void A_kind_is_followed_through_stages_that_give_on_what_they_get() =>
        Faults(TestRun.Json(Read, """{ "id": "a", "type": "pass", "from": "read" }, { "id": "b", "type": "pass", "from": "a" }, { "id": "x", "type": "spikes-only", "from": "b" }""", Out))
            .ShouldBe(["""test.json:1 $.stages[2].from: b (pass) gives counts on "out", but x (spikes-only) takes spikes on "in" """.TrimEnd()]);

    [Fact]
    public void A_cycle_names_its_nodes() =>
        Faults(TestRun.Json(Read, """{ "id": "a", "type": "zip", "from": { "left": "read", "right": "c" } }, { "id": "b", "type": "add", "from": "a" }, { "id": "c", "type": "add", "from": "b" }""", Out))
            .ShouldBe(["test.json:1 $.stages[0]: the graph has a cycle: a -> b -> c -> a; data flow one way, from sources to sinks"]);

    [Fact]
    public void A_node_that_takes_from_itself_is_a_cycle() =>
        Faults(TestRun.Json(Read, """{ "id": "a", "type": "add", "from": "a" }""", Out))[0].ShouldContain("the graph has a cycle: a -> a;");

    [Fact]
    public void Two_sinks_with_one_path_are_refused() =>
        Faults(TestRun.Json(Read, "", Out + """, { "id": "out2", "type": "text", "from": "read", "path": "./o.txt" }"""))
            .ShouldBe(["""test.json:1 $.sinks[1].path: found "./o.txt", which $.sinks[0].path writes too; give each file a name of its own"""]);

    [Fact]
    public void A_pipeline_without_sources_or_sinks_is_refused()
    {
        IReadOnlyList<string> faults = Faults("""{ "name": "a", "seed": 1, "sources": [] }""");

        faults.ShouldBe([
            "test.json:1 $.sources: no sources: a pipeline needs at least one, or nothing is read",
            "test.json:1 $: no sinks: a pipeline needs at least one, or nothing is kept",
        ]);
    }

    [Fact]
    public void An_output_that_nobody_reads_is_a_warning() =>
        TestRun.Parse(TestRun.Json(Read, """{ "id": "a", "type": "add", "from": "read" }""", Out)).Warnings
            .Select(warning => warning.ToString()).ShouldBe(["test.json:1 $.stages[0]: nobody reads the output of a (add)"]);

    [Theory]
    [InlineData("sources.read.rows=77", 77)]
    [InlineData("sources[0].rows=78", 78)]
    [InlineData("$.sources[0].rows=79", 79)]
    public void A_value_can_be_set_from_the_command_line(string setting, int rows) =>
        ((Nodes.NumberSourceOptions)TestRun.Parse(TestRun.Json(Read, "", Out), setting).Nodes[0].Options).Rows.ShouldBe(rows);

    [Fact]
    public void What_was_set_is_kept_in_the_resolved_pipeline_and_needs_no_quotes()
    {
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(Read, "", Out), "checkpoints.every=20 ms", "name=other");

        pipeline.Options.Checkpoints.Every.Seconds.ShouldBe(0.02);
        pipeline.Options.Name.ShouldBe("other");
        pipeline.ResolvedJson.ShouldContain("20 ms");
    }

    [Theory]
    [InlineData("sources.reed.rows=1", "test.json: --set sources.reed.rows=1: $.sources has no \"reed\"; did you mean \"read\"?")]
    [InlineData("source.read.rows=1", "test.json: --set source.read.rows=1: $ has no \"source\"; did you mean \"sources\"?")]
    [InlineData("sources.read.rows", "test.json: --set sources.read.rows: expected path=value, such as stages.fit.iterations=100")]
    [InlineData("sources.read.rwos=1", "test.json $.sources[0].rwos (--set): unknown key \"rwos\"; did you mean \"rows\"?")]
    [InlineData("checkpoints.every=5", "test.json $.checkpoints.every (--set): found 5, expected a duration with a unit (ms, us, µs, ns, s, min, h) such as \"1 ms\"; did you mean \"5 ms\"?")]
    public void A_wrong_setting_is_refused(string setting, string fault) =>
        Should.Throw<InvalidPipelineException>(() => TestRun.Parse(TestRun.Json(Read, "", Out), setting)).Faults.Select(found => found.ToString()).ShouldBe([fault]);

    [Fact]
    public void Variables_are_expanded_and_unknown_ones_refused()
    {
        LoadSettings settings = new() { Registry = TestRun.Registry, DataFolder = "/data" };
        string json = TestRun.Json(Read, "", """{ "id": "out", "type": "text", "from": "read", "path": "${data}/o.txt" }""");

        PipelineDefinition pipeline = PipelineFile.Parse(System.Text.Encoding.UTF8.GetBytes(json), "test.json", settings);

        ((Nodes.TextSinkOptions)pipeline.Nodes[1].Options).Path.ShouldBe("/data/o.txt");
        Faults(json.Replace("${data}", "${date}", StringComparison.Ordinal))
            .ShouldBe(["""test.json:1 $.sinks[0].path: unknown variable "${date}"; did you mean "data"?"""]);
    }

    [Fact]
    public void A_missing_pipeline_file_is_one_line() =>
        Should.Throw<InvalidInputException>(() => PipelineFile.Load("nowhere/none.json")).Message.ShouldBe("nowhere/none.json: no such pipeline file");

    [Fact]
    public void The_data_folder_is_found_beside_the_pipeline()
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("spikestream-data-");
        Directory.CreateDirectory(Path.Combine(root.FullName, "pipelines"));
        Directory.CreateDirectory(Path.Combine(root.FullName, "sample-data"));
        string file = Path.Combine(root.FullName, "pipelines", "a.json");
        File.WriteAllText(file, TestRun.Json(Read, "", """{ "id": "out", "type": "text", "from": "read", "path": "${samples}" }, { "id": "second", "type": "text", "from": "read", "path": "${data}/a" }"""));
        string? set = Environment.GetEnvironmentVariable("SPIKESTREAM_DATA");
        PipelineDefinition pipeline = PipelineFile.Load(file, new LoadSettings { Registry = TestRun.Registry, WorkingFolder = root.FullName });

        string samples = Path.Combine(root.FullName, "sample-data");
        ((Nodes.TextSinkOptions)pipeline.Nodes[1].Options).Path.ShouldBe(samples);
        ((Nodes.TextSinkOptions)pipeline.Nodes[2].Options).Path.ShouldBe((string.IsNullOrEmpty(set) ? samples : Path.GetFullPath(set, root.FullName)) + "/a");
        root.Delete(recursive: true);
    }

    private static IReadOnlyList<string> Faults(string json) =>
        [.. Should.Throw<InvalidPipelineException>(() => TestRun.Parse(json)).Faults.Select(fault => fault.ToString())];
}
