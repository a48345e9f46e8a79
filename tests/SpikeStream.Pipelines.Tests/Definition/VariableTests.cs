using System.Text;
using System.Text.Json;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Pipelines.Tests.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Definition;

public sealed class VariableTests
{
    private const string Read = """{ "id": "read", "type": "numbers", "rows": "${rows}" }""";
    private const string Out = """{ "id": "out", "type": "text", "from": "read", "path": "o-${rows}.txt" }""";

    private const string Settings = """
        "settings": { "paper": { "description": "as published", "rows": 300 }, "quick": { "rows": 3 } },
        """;

    [Fact]
    public void A_text_that_is_only_a_variable_takes_its_type_and_a_longer_text_its_digits()
    {
        PipelineDefinition pipeline = Parse(TestRun.Json(Read, "", Out, """ "variables": { "rows": 12 }, """));

        RowsOf(pipeline).ShouldBe(12);
        ((TextSinkOptions)pipeline.Nodes[1].Options).Path.ShouldBe("o-12.txt");
    }

    [Fact]
    public void Lists_flags_and_null_can_be_variables()
    {
        PipelineDefinition pipeline = Parse(TestRun.Json(
            """{ "id": "read", "type": "everything", "binWidth": "${width} ms", "units": "${units}", "limit": "${limit}" }""",
            "", """{ "id": "out", "type": "text", "from": "read", "path": "o.txt" }""",
            """ "variables": { "units": [1, "${one}"], "one": 1, "width": 2, "limit": null }, """));

        var options = (EverythingOptions)pipeline.Nodes[0].Options;
        options.Units.ShouldBe([1, 1]);
        options.BinWidth.Seconds.ShouldBe(0.002);
        options.Limit.ShouldBeNull();
    }

    [Fact]
    public void A_setting_is_laid_over_the_variables_and_an_override_over_both()
    {
        string json = TestRun.Json(Read, "", Out, """ "variables": { "rows": 12 }, """ + Settings);

        RowsOf(Parse(json)).ShouldBe(12);
        RowsOf(Parse(json, "paper")).ShouldBe(300);
        RowsOf(Parse(json, "paper", "variables.rows=5")).ShouldBe(5);
        RowsOf(Parse(json, null, "variables.rows=6")).ShouldBe(6);
    }

    [Fact]
    public void The_resolved_pipeline_holds_values_and_no_variables_and_reads_to_the_same()
    {
        PipelineDefinition pipeline = Parse(TestRun.Json(Read, "", Out, """ "variables": { "rows": 12 }, """ + Settings), "paper");

        using JsonDocument resolved = JsonDocument.Parse(pipeline.ResolvedJson);
        resolved.RootElement.GetProperty("sources")[0].GetProperty("rows").GetInt32().ShouldBe(300);
        resolved.RootElement.TryGetProperty("variables", out _).ShouldBeFalse();
        resolved.RootElement.TryGetProperty("settings", out _).ShouldBeFalse();
        Parse(pipeline.ResolvedJson).ResolvedJson.ShouldBe(pipeline.ResolvedJson);
        pipeline.Setting.ShouldBe("paper");
        pipeline.Settings.ShouldBe(["paper", "quick"]);
        JsonDocument.Parse(pipeline.VariablesJson).RootElement.GetProperty("rows").GetInt32().ShouldBe(300);
    }

    [Fact]
    public async Task The_record_of_a_run_names_the_setting_and_its_values()
    {
        using TestRun run = new();

        await run.RunAsync(Parse(TestRun.Json(Read, "", Out, """ "variables": { "rows": 12 }, """ + Settings), "quick"));

        using JsonDocument record = JsonDocument.Parse(run.Output("run.json"));
        record.RootElement.GetProperty("setting").GetString().ShouldBe("quick");
        record.RootElement.GetProperty("variables").GetProperty("rows").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData("\"variables\": { \"rows\": \"x\" },", "$.sources[0].rows (from $.variables.rows, line 1): found \"x\", expected a whole number")]
    [InlineData("\"variables\": { \"rows\": -5 },", "$.sources[0].rows (from $.variables.rows, line 1): found -5, expected a whole number of at least 0")]
    [InlineData("\"variables\": { \"row\": 5 },", "$.sources[0].rows: unknown variable \"${rows}\"; did you mean \"row\"?")]
    [InlineData("\"variables\": { \"rows\": {} },", "$.variables.rows: found an object, expected a number, a text, true, false, null or a list of them")]
    [InlineData("\"variables\": { \"rows\": [1] },", "$.sinks[0].path: the variable \"${rows}\" is a list of 1, which cannot be part of a text; use it alone")]
    [InlineData("\"variables\": 3,", "$.variables: found 3, expected an object of variables")]
    [InlineData("\"variables\": { \"rows\": 1, \"data\": \"x\" },", "$.variables.data: ${data} is a folder in every pipeline; choose another name")]
    [InlineData("\"variables\": { \"rows\": 1, \"description\": \"x\" },", "$.variables.description: a variable cannot be called \"description\": in a setting that is the description; choose another name")]
    [InlineData("\"variables\": { \"rows\": 1, \"a b\": 2 },", "$.variables['a b']: found the name \"a b\", expected letters, digits, - and _")]
    [InlineData("\"variables\": { \"rows\": \"${other}\", \"other\": \"${rows}\" },", "$.variables.other: the variable \"rows\" contains itself: rows -> other -> rows")]
    [InlineData("\"variables\": { \"rows\": 1 }, \"settings\": { \"paper\": { \"row\": 2 } },", "$.settings.paper.row: unknown variable \"row\"; did you mean \"rows\"?")]
    [InlineData("\"variables\": { \"rows\": 1 }, \"settings\": { \"paper\": 2 },", "$.settings.paper: found 2, expected an object with values for variables")]
    [InlineData("\"variables\": { \"rows\": 1 }, \"settings\": { \"paper\": { \"description\": 2 } },", "$.settings.paper.description: found 2, expected a text")]
    [InlineData("\"variables\": { \"rows\": 1 }, \"settings\": [],", "$.settings: found a list of 0, expected an object of settings")]
    public void A_wrong_variable_says_where_it_is_used_and_where_it_comes_from(string more, string fault) =>
        Faults(TestRun.Json(Read, "", Out, more)).ShouldContain("test.json:1 " + fault);

    [Fact]
    public void A_fault_in_a_value_of_a_setting_or_of_the_command_line_says_so()
    {
        string json = TestRun.Json(Read, "", Out, """ "variables": { "rows": 12 }, "settings": { "paper": { "rows": -1 } }, """);

        Faults(json, "paper").ShouldBe(["test.json:1 $.sources[0].rows (from $.settings.paper.rows, line 1): found -1, expected a whole number of at least 0"]);
        Faults(json, null, "variables.rows=no").ShouldBe(["test.json:1 $.sources[0].rows (from $.variables.rows (--set)): found \"no\", expected a whole number"]);
        Faults(json, null, "variables.rwos=1").ShouldBe(["test.json: --set variables.rwos=1: there is no variable \"rwos\"; did you mean \"rows\"?"]);
    }

    [Theory]
    [InlineData("papr", "--setting papr: test.json has no such setting; did you mean \"paper\"? It has paper (as published), quick")]
    [InlineData("other-thing", "--setting other-thing: test.json has no such setting; it has paper (as published), quick")]
    public void An_unknown_setting_is_refused_with_the_list(string setting, string message) =>
        Should.Throw<InvalidInputException>(() => Parse(TestRun.Json(Read, "", Out, """ "variables": { "rows": 12 }, """ + Settings), setting)).Message.ShouldBe(message);

    [Fact]
    public void A_setting_asked_of_a_file_without_settings_is_refused() =>
        Should.Throw<InvalidInputException>(() => Parse(TestRun.Json("""{ "id": "read", "type": "numbers" }""", "", """{ "id": "out", "type": "text", "from": "read", "path": "o" }"""), "paper"))
            .Message.ShouldBe("--setting paper: test.json has no settings; leave the option out");

    [Fact]
    public void A_variable_that_nobody_reads_is_a_warning_unless_an_override_hides_its_use()
    {
        string json = TestRun.Json(Read, "", Out, """ "variables": { "rows": 12, "more": 1 }, """);

        Parse(json).Warnings.Select(warning => warning.ToString()).ShouldBe(["""test.json:1 $.variables.more: nobody reads the variable "more" """.TrimEnd()]);
        Parse(json, null, "sources.read.rows=3", "sinks.out.path=o").Warnings.Count.ShouldBe(1);
    }

    [Fact]
    public void The_folder_of_the_pipeline_file_is_a_variable()
    {
        string json = TestRun.Json("""{ "id": "read", "type": "numbers" }""", "", """{ "id": "out", "type": "text", "from": "read", "path": "${pipeline}/o.txt" }""");
        LoadSettings settings = new() { Registry = TestRun.Registry, WorkingFolder = "/here" };

        PipelineDefinition pipeline = PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "pipelines/a.json", settings);

        ((TextSinkOptions)pipeline.Nodes[1].Options).Path.ShouldBe(Path.GetFullPath("/here/pipelines") + "/o.txt");
    }

    private static int RowsOf(PipelineDefinition pipeline) => ((NumberSourceOptions)pipeline.Nodes[0].Options).Rows;

    private static PipelineDefinition Parse(string json, string? setting = null, params IReadOnlyList<string> overrides) =>
        PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", new LoadSettings { Registry = TestRun.Registry, Setting = setting, Overrides = overrides });

    private static IReadOnlyList<string> Faults(string json, string? setting = null, params IReadOnlyList<string> overrides) =>
        [.. Should.Throw<InvalidPipelineException>(() => Parse(json, setting, overrides)).Faults.Select(fault => fault.ToString())];
}
