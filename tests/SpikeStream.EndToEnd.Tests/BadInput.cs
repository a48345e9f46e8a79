
namespace SpikeStream.EndToEnd.Tests;

/// <summary>Every kind of bad input ends with one clear line, exit code 2 and nothing under a final name.</summary>
public sealed class BadInput
{
    private const string BinStage = """{ "id": "counts", "type": "bin", "from": "spikes", "width": "1 ms", "units": "0-3" },""";
    private const string Spikes = "time,unit\n0.1,0\n0.2,1\n0.3,0\n";

    [Fact]
    public void A_missing_file_is_named() =>
        Refuse(Pipeline("absent.csv"), Spikes, "absent.csv");

    [Fact]
    public void An_empty_file_is_refused() =>
        Refuse(Pipeline("spikes.csv"), "", "spikes.csv", "empty");

    [Fact]
    public void A_recording_without_rows_is_warned_of()
    {
        using TemporaryFolder folder = new();
        folder.Write("spikes.csv", "time,unit\n");
        CommandResult result = SpikeStreamCommand.Run(folder.Path, "run", folder.Write("pipeline.json", Pipeline("spikes.csv", "0-1", "2-3")), "--out", folder["run"]);
        result.ShouldSucceed().Errors.ShouldContain("spikes.csv: the recording has no rows");
    }

    [Fact]
    public void A_truncated_arrow_file_is_refused()
    {
        using TemporaryFolder folder = new();
        byte[] whole = File.ReadAllBytes(Path.Combine(FitPipeline.Sample, "spikes.arrow"));
        File.WriteAllBytes(folder["spikes.arrow"], whole[..(whole.Length / 2)]);
        Refuse(folder, Pipeline("spikes.arrow", "0-437", "438-546"), "spikes.arrow", "truncated");
    }

    [Fact]
    public void A_text_in_a_number_column_is_placed_by_line_and_column() =>
        Refuse(Pipeline("spikes.csv"), "time,unit\n0.1,0\nnoon,1\n", "spikes.csv:3:1", "noon");

    [Fact]
    public void A_time_that_is_not_a_number_is_refused() =>
        Refuse(Pipeline("spikes.csv"), "time,unit\n0.1,0\nNaN,1\n", "spikes.csv:3:1", "NaN");

    [Fact]
    public void A_negative_time_is_refused() =>
        Refuse(Pipeline("spikes.csv"), "time,unit\n-0.1,0\n0.2,1\n", "spikes.csv:2:1", "-0.1");

    [Fact]
    public void A_decreasing_time_is_refused() =>
        Refuse(Pipeline("spikes.csv"), "time,unit\n0.2,0\n0.1,1\n", "spikes.csv:3", "0.1", "0.2");

    [Fact]
    public void A_unit_that_is_not_counted_is_named() =>
        Refuse(Pipeline("spikes.csv"), "time,unit\n0.1,0\n0.2,17\n", "unit 17", "0.2 s", "units 0 to 3");

    [Fact]
    public void A_unit_outside_the_population_map_is_named() =>
        Refuse(
            Pipeline("spikes.csv")
                .Replace(BinStage, "", StringComparison.Ordinal)
                .Replace("\"from\": \"counts\"", "\"from\": \"spikes\", \"width\": \"1 ms\"", StringComparison.Ordinal),
            "time,unit\n0.1,0\n0.2,17\n",
            "unit 17",
            "0.2 s",
            "activity");

    [Fact]
    public void A_table_and_the_data_of_a_figure_in_one_file_are_refused()
    {
        const string Sinks = """
            { "id": "rows", "type": "csv", "from": "spikes", "path": "raster.csv" },
            { "id": "figure", "type": "plot-raster", "from": "spikes", "path": "raster" }
            """;
        string pipeline = $$"""
            {
              "name": "clash", "seed": 1,
              "sources": [ { "id": "spikes", "type": "file", "path": "spikes.csv" } ],
              "sinks": [ {{Sinks}} ]
            }
            """;
        Refuse(pipeline, Spikes, "raster.csv", "rows (csv) writes too");
    }

    [Fact]
    public void A_population_without_units_is_named() =>
        Refuse(Pipeline("spikes.csv", "0-3", ""), Spikes, "populations.I");

    [Fact]
    public void An_unknown_key_suggests_the_nearest() =>
        Refuse(Pipeline("spikes.csv").Replace("\"width\"", "\"widht\"", StringComparison.Ordinal), Spikes, "widht", "width");

    [Fact]
    public void An_unknown_type_suggests_the_nearest() =>
        Refuse(Pipeline("spikes.csv").Replace("\"bin\"", "\"bim\"", StringComparison.Ordinal), Spikes, "bim", "bin");

    [Fact]
    public void An_unknown_unit_of_measure_is_refused() =>
        Refuse(Pipeline("spikes.csv").Replace("1 ms", "1 parsec", StringComparison.Ordinal), Spikes, "1 parsec", "ms");

    [Fact]
    public void A_bare_number_where_a_unit_is_needed_is_refused() =>
        Refuse(Pipeline("spikes.csv").Replace("\"1 ms\"", "1", StringComparison.Ordinal), Spikes, "width", "\"1 ms\"");

    [Fact]
    public void A_cycle_is_named() =>
        Refuse(Pipeline("spikes.csv").Replace("\"from\": \"spikes\"", "\"from\": \"activity\"", StringComparison.Ordinal), Spikes, "cycle", "counts", "activity");

    [Fact]
    public void Kinds_that_do_not_fit_are_refused() =>
        Refuse(Pipeline("spikes.csv").Replace("\"type\": \"bin\", \"from\": \"spikes\", \"width\": \"1 ms\", \"units\": \"0-3\"", "\"type\": \"average\", \"from\": \"spikes\", \"step\": \"1 ms\"", StringComparison.Ordinal), Spikes, "spikes", "series");

    [Fact]
    public void Two_sinks_with_one_path_are_refused() =>
        Refuse(
            Pipeline("spikes.csv").Replace("\"sinks\": [", "\"sinks\": [ { \"id\": \"second\", \"type\": \"csv\", \"from\": \"counts\", \"path\": \"activity.csv\" },", StringComparison.Ordinal),
            Spikes,
            "activity.csv");

    [Fact]
    public void An_output_folder_that_is_a_file_is_refused()
    {
        using TemporaryFolder folder = new();
        folder.Write("spikes.csv", Spikes);
        string pipeline = folder.Write("pipeline.json", Pipeline("spikes.csv"));
        string occupied = folder.Write("occupied", "");
        CommandResult result = SpikeStreamCommand.Run(folder.Path, "run", pipeline, "--out", occupied);
        result.ExitCode.ShouldBeOneOf(1, 2);
        result.ErrorLines.Count.ShouldBe(1, result.Errors);
        result.ErrorLines[0].ShouldContain("occupied");
        File.ReadAllText(occupied).ShouldBeEmpty();
    }

    [SkippableFact]
    public void A_full_disk_is_one_clear_line_and_leaves_nothing_under_a_final_name()
    {
        using TemporaryFolder folder = new();
        string disk = Directory.CreateDirectory(folder["disk"]).FullName;
        Skip.IfNot(Mount("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk), "a small tmpfs cannot be mounted here");
        try
        {
            // 60 s of 1 ms bins are more than the disk holds.
            folder.Write("spikes.csv", "time,unit\n0.1,0\n60,1\n");
            string pipeline = folder.Write("pipeline.json", Pipeline("spikes.csv"));
            SpikeStreamCommand.Run(folder.Path, "run", pipeline, "--out", Path.Combine(disk, "run")).ShouldRefuse(1, "space");
            File.Exists(Path.Combine(disk, "run", "activity.csv")).ShouldBeFalse();
        }
        finally
        {
            Mount("umount", disk);
        }
    }

    [Fact]
    public void A_model_with_a_refractory_period_below_the_time_step_is_refused() =>
        RefuseFit("\"t_ref\": [0.002, 0.002]", "\"t_ref\": [0.0005, 0.002]", 2, "t_ref");

    [Fact]
    public void A_prior_that_excludes_the_start_is_refused() =>
        RefuseFit("\"start\": \"configured\"", "\"start\": \"configured\", \"priors\": { \"w\": \"Uniform(100, 200)\" }", 2, "w[E,E]", "Uniform(100, 200)");

    [Fact]
    public void A_fit_that_leaves_the_numbers_says_at_which_values_and_keeps_the_checkpoint()
    {
        using TemporaryFolder folder = new();
        string pipeline = folder.Write("pipeline.json", ModelPipeline.Replace("\"learningRate\": 0.01", "\"learningRate\": 1e300", StringComparison.Ordinal));
        SpikeStreamCommand.Run(folder.Path, "run", pipeline, "--out", folder["run"]).ShouldRefuse(1, "w[E,E]");
        Directory.EnumerateFiles(folder["run"], "checkpoint*", SearchOption.AllDirectories).ShouldNotBeEmpty();
        File.Exists(folder["run", "estimates.arrow"]).ShouldBeFalse();
    }

    private static void Refuse(string pipeline, string spikes, params string[] parts)
    {
        using TemporaryFolder folder = new();
        folder.Write("spikes.csv", spikes);
        Refuse(folder, pipeline, parts);
    }

    private static void Refuse(TemporaryFolder folder, string pipeline, params string[] parts)
    {
        string file = folder.Write("pipeline.json", pipeline);
        SpikeStreamCommand.Run(folder.Path, "run", file, "--out", folder["run"]).ShouldRefuse(2, parts);
        File.Exists(folder["run", "activity.csv"]).ShouldBeFalse();
    }

    private static void RefuseFit(string found, string replacement, int exitCode, params string[] parts)
    {
        using TemporaryFolder folder = new();
        ModelPipeline.ShouldContain(found);
        string file = folder.Write("pipeline.json", ModelPipeline.Replace(found, replacement, StringComparison.Ordinal));
        SpikeStreamCommand.Run(folder.Path, "run", file, "--out", folder["run"]).ShouldRefuse(exitCode, parts);
        File.Exists(folder["run", "estimates.arrow"]).ShouldBeFalse();
    }

    private static bool Mount(string program, params string[] arguments)
    {
        try
        {
            using System.Diagnostics.Process process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Pipeline(string path, string excitatory = "0-1", string inhibitory = "2-3") =>
        $$"""
        {
          "name": "bad-input",
          "seed": 1,
          "sources": [ { "id": "spikes", "type": "file", "path": "{{path}}" } ],
          "stages": [
            {{BinStage}}
            { "id": "activity", "type": "population-average", "from": "counts", "populations": { "E": "{{excitatory}}", "I": "{{inhibitory}}" } }
          ],
          "sinks": [ { "id": "activity-file", "type": "csv", "from": "activity", "path": "activity.csv" } ]
        }
        """;

    private static string ModelPipeline { get; } =
        $$"""
        {
          "name": "bad-model",
          "seed": 1,
          "checkpoints": { "every": "10 ms" },
          "sources": [
            { "id": "spikes", "type": "file", "path": "{{FitPipeline.Sample}}/spikes.arrow" },
            { "id": "stimulus", "type": "file", "path": "{{FitPipeline.Sample}}/input.arrow" }
          ],
          "stages": [
            { "id": "activity", "type": "population-average", "from": "spikes", "width": "1 ms", "populations": { "E": "0-437", "I": "438-546" } },
            {
              "id": "fit", "type": "fit", "from": { "counts": "activity", "input": "stimulus" }, "mode": "archive", "model": "mesoscopic",
              "parameters": {
                "N": [438, 109], "R": [19, 11.964], "u_rest": [20, 19.5],
                "p": [[0.0497, 0.1350], [0.0794, 0.1597]], "w": [[2.482, -4.964], [1.245, -4.964]],
                "tau_m": [0.01, 0.01], "t_ref": [0.002, 0.002], "u_th": [15, 15], "u_r": [0, 0], "c": [10, 10], "Du": [5, 5],
                "Delta": [[0.001, 0.001], [0.001, 0.001]], "tau_s": [0.003, 0.006], "J_theta": [1.0, 0], "tau_theta": [1.0, 1.0]
              },
              "free": ["w"], "start": "configured", "learningRate": 0.01, "iterations": 50
            }
          ],
          "sinks": [ { "id": "estimates", "type": "arrow", "from": "fit", "path": "estimates.arrow" } ]
        }
        """;
}
