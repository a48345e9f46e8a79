using System.Text.Json;
using SpikeStream.Pipelines.Plots;

namespace SpikeStream.Cli.Tests;

public sealed class PipelineVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _pipeline;

    public PipelineVerbTests()
    {
        _folder.Write("spikes.csv", "time,unit\n0.0005,0\n0.0015,1\n0.0025,0\n");
        _pipeline = _folder.Write("pipeline.json", """
            {
              "name": "small",
              "description": "Counts of two units.",
              "seed": 7,
              "sources": [ { "id": "spikes", "type": "file", "path": "${data}/spikes.csv" } ],
              "stages": [ { "id": "counts", "type": "bin", "from": "spikes", "width": "1 ms", "unitCount": 2 } ],
              "sinks": [ { "id": "table", "type": "csv", "from": "counts", "path": "counts.csv" } ]
            }
            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_valid_pipeline_is_said_to_be_valid() =>
        Invocation.Run("validate", _pipeline, "--data", _folder.Path).ShouldSucceed().ShouldBe($"{_pipeline}: valid (1 source, 1 stage, 1 sink)\n");

    [Fact]
    public void All_faults_of_a_pipeline_are_told_one_line_each()
    {
        string bad = _folder.Write("bad.json", File.ReadAllText(_pipeline)
            .Replace("\"width\": \"1 ms\"", "\"widht\": \"1 ms\"", StringComparison.Ordinal)
            .Replace("\"csv\"", "\"cvs\"", StringComparison.Ordinal));
        Invocation validation = Invocation.Run("validate", bad, "--data", _folder.Path);
        validation.ExitCode.ShouldBe(2);
        string[] lines = validation.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBeGreaterThanOrEqualTo(2);
        lines.ShouldAllBe(line => line.StartsWith($"error: {bad}:", StringComparison.Ordinal));
        validation.Errors.ShouldContain("did you mean \"width\"?");
        validation.Errors.ShouldContain("did you mean \"csv\"?");
    }

    [Fact]
    public void A_setting_changes_the_variables_and_an_unknown_one_is_a_fault_of_usage()
    {
        string named = _folder.Write("named.json", File.ReadAllText(_pipeline)
            .Replace("\"1 ms\"", "\"${width}\"", StringComparison.Ordinal)
            .Replace("\"seed\"", "\"variables\": { \"width\": \"1 ms\" }, \"settings\": { \"coarse\": { \"width\": \"2 ms\" } }, \"seed\"", StringComparison.Ordinal));

        Invocation.Run("validate", named, "--data", _folder.Path).ShouldSucceed().ShouldBe($"{named}: valid (1 source, 1 stage, 1 sink); settings: coarse\n");
        Invocation.Run("validate", named, "--data", _folder.Path, "--setting", "coarse").ShouldSucceed().ShouldBe($"{named}: valid (1 source, 1 stage, 1 sink), setting coarse\n");
        Invocation.Run("run", named, "--data", _folder.Path, "--setting", "coarse", "--dry-run").ShouldSucceed().ShouldContain("\"width\": \"2 ms\"");
        Invocation.Run("graph", named, "--setting", "coarse").ShouldSucceed();
        Invocation.Run("run", named, "--data", _folder.Path, "--setting", "corse").ShouldRefuse($"--setting corse: {named} has no such setting; did you mean \"coarse\"? It has coarse");
    }

    [Fact]
    public void A_missing_pipeline_is_one_line() =>
        Invocation.Run("validate", _folder["absent.json"]).ShouldRefuse($"{_folder["absent.json"]}: no such pipeline file");

    [Fact]
    public void The_graph_is_drawn_as_text() =>
        Invocation.Run("graph", _pipeline).ShouldSucceed().ShouldBe("""
            small (seed 7)
            Counts of two units.

            spikes (file)
            └─ any → counts (bin)
               └─ counts → table (csv)

            """);

    [Fact]
    public void The_graph_is_written_in_the_language_of_graphviz()
    {
        Invocation.Run("graph", _pipeline, "-o", _folder["graph.dot"]).ShouldSucceed();
        string dot = File.ReadAllText(_folder["graph.dot"]);
        dot.ShouldStartWith("digraph \"small\" {");
        dot.ShouldContain("\"spikes\" -> \"counts\"");
    }

    [SkippableFact]
    public void The_graph_is_drawn_as_a_picture_and_nothing_else_is_left()
    {
        Skip.If(DrawingProgram.FindExecutable("dot") is null, "Graphviz is not installed.");
        Invocation.Run("graph", _pipeline, "-o", _folder["graph.svg"]).ShouldSucceed();
        File.ReadAllText(_folder["graph.svg"]).ShouldContain("</svg>");
        _folder.Files.ShouldBe(["graph.svg", "pipeline.json", "spikes.csv"]);
    }

    [Fact]
    public void A_picture_of_an_unknown_format_is_refused() =>
        Invocation.Run("graph", _pipeline, "-o", "graph.gif").ShouldRefuse("--output graph.gif: found the ending \".gif\", expected .svg, .png or .dot");

    [Fact]
    public void The_schema_is_json_that_knows_every_stage()
    {
        string schema = Invocation.Run("schema").ShouldSucceed();
        using JsonDocument document = JsonDocument.Parse(schema);
        schema.ShouldContain("\"population-average\"");
        Invocation.Run("schema", "-o", _folder["schema.json"]).ShouldSucceed();
        File.ReadAllText(_folder["schema.json"]).ShouldBe(schema);
    }

    [Fact]
    public void The_stages_are_listed_and_explained()
    {
        string list = Invocation.Run("stages").ShouldSucceed();
        list.ShouldContain("Sources:\n");
        list.ShouldContain("\n  bin ");
        string bin = Invocation.Run("stages", "bin").ShouldSucceed();
        bin.ShouldStartWith("bin (stage)\n");
        bin.ShouldContain("takes ");
        bin.ShouldContain("gives ");
        bin.ShouldContain("\n  width: a duration");
    }

    [Fact]
    public void A_dry_run_prints_the_pipeline_as_it_would_run_and_writes_nothing()
    {
        string resolved = Invocation.Run("run", _pipeline, "--data", _folder.Path, "--set", "stages.counts.width=2 ms", "--out", _folder["run"], "--dry-run").ShouldSucceed();
        using JsonDocument document = JsonDocument.Parse(resolved);
        resolved.ShouldContain("\"2 ms\"");
        Directory.Exists(_folder["run"]).ShouldBeFalse();
    }

    [Fact]
    public void A_run_writes_its_folder_and_says_where()
    {
        string output = Invocation.Run("run", _pipeline, "--data", _folder.Path, "--out", _folder["run"]).ShouldSucceed();
        output.ShouldContain(_folder["run"]);
        output.ShouldContain("counts.csv");
        File.Exists(Path.Combine(_folder["run"], "counts.csv")).ShouldBeTrue();
        File.ReadAllText(Path.Combine(_folder["run"], "run.log")).ShouldContain("Run completed");

        Invocation again = Invocation.Run("run", _pipeline, "--data", _folder.Path, "--out", _folder["run"]);
        again.ExitCode.ShouldBe(2);
        again.Errors.ShouldContain("--overwrite");
        Invocation.Run("run", _pipeline, "--data", _folder.Path, "--out", _folder["run"], "--overwrite", "--quiet").ShouldSucceed().ShouldBeEmpty();
    }

    [Fact]
    public void The_mended_pipeline_runs_in_the_folder_of_a_refused_run()
    {
        string[] run = ["run", _pipeline, "--data", _folder.Path, "--out", _folder["run"]];
        Invocation.Run([.. run, "--set", "sources.spikes.units=id == 17"]).ExitCode.ShouldBe(2);
        Invocation.Run(run).ShouldSucceed();
    }

    [Fact]
    public void Sessions_that_were_all_refused_give_way_to_the_mended_pipeline()
    {
        string sessions = _folder.Write("sessions.json", File.ReadAllText(_pipeline)
            .Replace("${data}/spikes.csv", "${session}", StringComparison.Ordinal)
            .Replace("\"seed\"", "\"sessions\": { \"path\": \"${data}/*.csv\" }, \"seed\"", StringComparison.Ordinal));
        string[] run = ["run", sessions, "--data", _folder.Path, "--out", _folder["run"]];
        Invocation.Run([.. run, "--set", "sources.spikes.units=id == 17"]).ExitCode.ShouldBe(1);
        Invocation.Run(run).ShouldSucceed();
    }

    [Fact]
    public void Several_files_for_one_source_are_answered_with_sessions()
    {
        string several = _folder.Write("several.json", File.ReadAllText(_pipeline).Replace("spikes.csv", "*.csv", StringComparison.Ordinal));
        Invocation.Run("validate", several, "--data", _folder.Path).Errors.ShouldContain($"for several use \"sessions\": {{ \"path\": \"{_folder.Path}/*.csv\" }} and \"path\": \"${{session}}\"");
    }

    [Fact]
    public void A_unit_of_time_is_understood_in_both_spellings_everywhere()
    {
        foreach (string word in new[] { "ms", "milliseconds" })
        {
            Invocation.Run("validate", _pipeline, "--data", _folder.Path, "--set", $"sources.spikes.timeUnit={word}").ShouldSucceed();
            Invocation.Run("info", _folder["spikes.csv"], "--time-unit", word).ShouldSucceed();
        }
    }

    [Fact]
    public void There_is_nothing_to_resume_in_an_empty_folder() =>
        Invocation.Run("run", _pipeline, "--data", _folder.Path, "--out", _folder["run"], "--resume").Errors.ShouldContain("no run to resume");
}
