using System.Text;
using System.Text.Json;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Execution;

public sealed class RunFolderTests : IDisposable
{
    private readonly TestRun _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task The_record_says_what_ran_on_what_and_how_it_ended()
    {
        string input = Path.Combine(_test.Folder, "input.csv");
        await File.WriteAllTextAsync(input, "abc");
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            $$"""{ "id": "read", "type": "everything", "file": "{{input}}" }""", "", """{ "id": "out", "type": "text", "from": "read", "path": "sub/o.txt" }"""));

        await _test.RunAsync(pipeline, time: new ManualTime());

        using JsonDocument record = JsonDocument.Parse(_test.Output("run.json"));
        JsonElement root = record.RootElement;
        root.GetProperty("outcome").GetString().ShouldBe("completed");
        root.GetProperty("seed").GetUInt64().ShouldBe(7UL);
        root.GetProperty("started")[0].GetDateTimeOffset().ShouldBe(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        root.GetProperty("inputs")[0].GetProperty("sha256").GetString().ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        root.GetProperty("inputs")[0].GetProperty("bytes").GetInt64().ShouldBe(3);
        root.GetProperty("nodes")[0].GetProperty("rowsOut").GetInt64().ShouldBe(1);
        root.GetProperty("pipeline").GetProperty("name").GetString().ShouldBe("test");
        root.GetProperty("versions").GetProperty("vectorBits").GetInt32().ShouldBeGreaterThanOrEqualTo(64);
        _test.Output("sub/o.txt").ShouldBe("1\nend\n");
        Directory.Exists(Path.Combine(_test.RunPath, "scratch")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_that_is_read_is_noted_with_the_bytes_and_the_hash_of_all_its_files()
    {
        string folder = Path.Combine(_test.Folder, "session");
        Directory.CreateDirectory(Path.Combine(folder, "inner"));
        await File.WriteAllTextAsync(Path.Combine(folder, "b.npy"), "abc");
        await File.WriteAllTextAsync(Path.Combine(folder, "inner", "a.npy"), "de");
        await _test.RunAsync(TestRun.Parse(TestRun.Json(
            $$"""{ "id": "read", "type": "everything", "file": "{{folder}}" }""", "", """{ "id": "out", "type": "text", "from": "read", "path": "o.txt" }""")), time: new ManualTime());

        using JsonDocument record = JsonDocument.Parse(_test.Output("run.json"));
        JsonElement input = record.RootElement.GetProperty("inputs")[0];
        input.GetProperty("path").GetString().ShouldBe(folder);
        input.GetProperty("bytes").GetInt64().ShouldBe(5);
        byte[] contents = Encoding.UTF8.GetBytes("b.npy\nabcinner/a.npy\nde");
        input.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(contents)));
    }

    [Fact]
    public void Run_folders_are_numbered()
    {
        string runs = Path.Combine(_test.Folder, "runs");
        using RunFolder first = RunFolder.Open("a", null, FolderMode.New, runs);
        using RunFolder second = RunFolder.Open("a", null, FolderMode.New, runs);

        Path.GetFileName(first.Path).ShouldBe("a-1");
        Path.GetFileName(second.Path).ShouldBe("a-2");
    }

    [Fact]
    public void A_folder_in_use_is_refused()
    {
        using RunFolder first = RunFolder.Open("a", _test.RunPath, FolderMode.New);

        InvalidInputException fault = Should.Throw<InvalidInputException>(() => RunFolder.Open("a", _test.RunPath, FolderMode.Resume));

        fault.Message.ShouldBe($"{_test.RunPath}: another run is writing to this folder; wait for it, or use another folder");
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_refused_and_not_overwritten_unless_it_holds_a_run()
    {
        Directory.CreateDirectory(_test.RunPath);
        File.WriteAllText(Path.Combine(_test.RunPath, "precious.txt"), "");

        Should.Throw<InvalidInputException>(() => RunFolder.Open("a", _test.RunPath, FolderMode.New)).Message.ShouldContain("use --resume");
        Should.Throw<InvalidInputException>(() => RunFolder.Open("a", _test.RunPath, FolderMode.Overwrite)).Message.ShouldContain("holds no run");
        Should.Throw<InvalidInputException>(() => RunFolder.Open("a", _test.RunPath, FolderMode.Resume)).Message.ShouldContain("no run to resume");
        File.Exists(Path.Combine(_test.RunPath, "precious.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_that_was_refused_before_it_kept_anything_gives_way_to_a_new_one()
    {
        await Should.ThrowAsync<InvalidInputException>(_test.RunAsync(Refused()));
        File.Exists(Path.Combine(_test.RunPath, "run.json")).ShouldBeTrue("it says why");

        (await _test.RunAsync(Small())).Outcome.ShouldBe(RunOutcome.Completed);

        using JsonDocument record = JsonDocument.Parse(_test.Output("run.json"));
        record.RootElement.GetProperty("started").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("precious.txt")]
    [InlineData("run.notes")]
    [InlineData("scratch/precious.txt")]
    [InlineData("checkpoints/checkpoint.bin")]
    [InlineData("mine/precious.txt")]
    public async Task A_refused_run_beside_which_something_else_lies_does_not_give_way(string name)
    {
        await Should.ThrowAsync<InvalidInputException>(_test.RunAsync(Refused()));
        string path = Path.Combine(_test.RunPath, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "");

        (await Should.ThrowAsync<InvalidInputException>(_test.RunAsync(Small()))).Message.ShouldContain("the folder is not empty");

        File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public async Task A_complete_run_is_not_resumed_but_can_be_overwritten()
    {
        await _test.RunAsync(Small());

        InvalidInputException fault = await Should.ThrowAsync<InvalidInputException>(_test.RunAsync(Small(), FolderMode.Resume));
        RunResult again = await _test.RunAsync(Small(), FolderMode.Overwrite);

        fault.Message.ShouldContain("complete, there is nothing to resume");
        again.Outcome.ShouldBe(RunOutcome.Completed);
    }

    [Fact]
    public async Task Files_may_go_to_another_folder_where_others_stay_and_the_run_folder_keeps_the_record()
    {
        string results = Path.Combine(_test.Folder, "results");
        Directory.CreateDirectory(results);
        await File.WriteAllTextAsync(Path.Combine(results, "precious.txt"), "");
        for (int time = 0; time < 2; time++)
        {
            using RunFolder folder = RunFolder.Open("test", _test.RunPath, RunFolder.ModeFor(_test.RunPath, Small()), outputFolder: results);
            (await PipelineRunner.RunAsync(Small(), new RunSettings { Folder = folder })).Outcome.ShouldBe(RunOutcome.Completed);
        }

        Directory.GetFiles(results).Select(Path.GetFileName).Order().ShouldBe(["o.txt", "precious.txt"]);
        Directory.GetFiles(_test.RunPath, "*.txt").ShouldBeEmpty();
        File.Exists(Path.Combine(_test.RunPath, "run.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task Files_of_a_replaced_run_in_another_folder_stay_until_the_new_run_is_complete()
    {
        string results = Path.Combine(_test.Folder, "results");
        PipelineDefinition first = Small("first.txt"), second = Small("second.txt");
        async Task<RunOutcome> RunAsync(PipelineDefinition pipeline, bool isStopped = false)
        {
            using CancellationTokenSource stop = new();
            if (isStopped) await stop.CancelAsync();
            using RunFolder folder = RunFolder.Open("test", _test.RunPath, RunFolder.ModeFor(_test.RunPath, pipeline), outputFolder: results);
            return (await PipelineRunner.RunAsync(pipeline, new RunSettings { Folder = folder, HardStop = stop.Token })).Outcome;
        }

        (await RunAsync(first)).ShouldBe(RunOutcome.Completed);
        (await RunAsync(second, isStopped: true)).ShouldBe(RunOutcome.Interrupted);
        bool isThere = File.Exists(Path.Combine(results, "first.txt"));
        (await RunAsync(second)).ShouldBe(RunOutcome.Completed);

        isThere.ShouldBeTrue();
        Directory.GetFiles(results).Select(Path.GetFileName).ShouldBe(["second.txt"]);
        Directory.GetFiles(_test.RunPath).Select(Path.GetFileName).ShouldBe(["run.json"]);
    }

    [Fact]
    public async Task The_record_of_a_copied_folder_removes_nothing_where_it_came_from()
    {
        string original = Path.Combine(_test.Folder, "original"), copy = Path.Combine(_test.Folder, "copy");
        using (RunFolder folder = RunFolder.Open("test", Path.Combine(original, "run"), FolderMode.New, outputFolder: original))
            (await PipelineRunner.RunAsync(Small("first.txt"), new RunSettings { Folder = folder })).Outcome.ShouldBe(RunOutcome.Completed);
        Directory.CreateDirectory(Path.Combine(copy, "run"));
        File.Copy(Path.Combine(original, "run", "run.json"), Path.Combine(copy, "run", "run.json"));

        using (RunFolder folder = RunFolder.Open("test", Path.Combine(copy, "run"), FolderMode.Overwrite, outputFolder: copy))
            (await PipelineRunner.RunAsync(Small("second.txt"), new RunSettings { Folder = folder })).Outcome.ShouldBe(RunOutcome.Completed);

        File.Exists(Path.Combine(original, "first.txt")).ShouldBeTrue();
        Directory.GetFiles(copy).Select(Path.GetFileName).ShouldBe(["second.txt"]);
    }

    [Fact]
    public async Task An_interrupted_run_goes_on_where_pipeline_and_inputs_are_the_same_and_is_replaced_where_they_are_not()
    {
        RunFolder.ModeFor(_test.RunPath, Small()).ShouldBe(FolderMode.New);
        await InterruptAsync("mode");

        RunFolder.ModeFor(_test.RunPath, Live("mode", "from")).ShouldBe(FolderMode.Resume);
        RunFolder.ModeFor(_test.RunPath, Live("mode", "amount\": 2, \"from")).ShouldBe(FolderMode.Overwrite);
        File.Delete(Path.Combine(_test.RunPath, "checkpoints", "checkpoint.bin"));
        RunFolder.ModeFor(_test.RunPath, Live("mode", "from")).ShouldBe(FolderMode.Overwrite);
    }

    [Fact]
    public async Task An_interrupted_run_that_is_replaced_is_told_with_what_differs()
    {
        RunFolder.FindDiscarded(_test.RunPath, Small()).ShouldBeNull();
        await InterruptAsync("discarded");

        RunFolder.FindDiscarded(_test.RunPath, Live("discarded", "from")).ShouldBeNull();
        RunFolder.FindDiscarded(_test.RunPath, Live("discarded", "amount\": 2, \"from")).ShouldNotBeNull().Differences.ShouldBe(["stages[0].amount"]);
        File.Delete(Path.Combine(_test.RunPath, "checkpoints", "checkpoint.bin"));
        RunFolder.FindDiscarded(_test.RunPath, Live("discarded", "amount\": 2, \"from")).ShouldBeNull();
    }

    [Fact]
    public async Task A_process_killed_before_its_first_record_can_be_resumed()
    {
        Directory.CreateDirectory(Path.Combine(_test.RunPath, "checkpoints"));
        await File.WriteAllTextAsync(Path.Combine(_test.RunPath, "run.lock"), "");
        await File.WriteAllTextAsync(Path.Combine(_test.RunPath, "run.log"), "started");

        (await _test.RunAsync(Small(), FolderMode.Resume)).Outcome.ShouldBe(RunOutcome.Completed);
    }

    [Fact]
    public async Task A_checkpoint_of_another_pipeline_is_refused_and_says_what_differs()
    {
        await InterruptAsync("other-pipeline");

        InvalidInputException fault = await Should.ThrowAsync<InvalidInputException>(_test.RunAsync(Live("other-pipeline", "amount\": 2, \"from"), FolderMode.Resume));

        fault.Message.ShouldBe($"{_test.RunPath}: the checkpoint is of another pipeline: stages[0].amount was nothing and is 2; use the same pipeline, or start anew with --overwrite");
    }

    [Fact]
    public async Task Parallelism_and_checkpoints_may_change_across_a_resume()
    {
        await InterruptAsync("free-to-change");
        Gate.Named("free-to-change").Open();

        RunResult result = await _test.RunAsync(Live("free-to-change", "from", "parallelism=2", "checkpoints.every=1 s", "description=other"), FolderMode.Resume);

        result.Outcome.ShouldBe(RunOutcome.Completed);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_refused()
    {
        await InterruptAsync("damaged");
        string path = Path.Combine(_test.RunPath, "checkpoints", "checkpoint.bin");
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        InvalidInputException fault = await Should.ThrowAsync<InvalidInputException>(_test.RunAsync(Live("damaged", "from"), FolderMode.Resume));

        fault.Message.ShouldBe($"{path}: the checkpoint is damaged (its checksum does not match); remove it to start anew");
    }

    [Fact]
    public async Task Progress_is_told_at_a_steady_pace_and_at_the_end()
    {
        ManualTime time = new();
        List<RunProgress> reports = [];
        Gate gate = Gate.Named("progress");
        gate.Open(3);
        Task<RunResult> running = _test.RunAsync(Live("progress", "from"), time: time, progress: new Listener(reports.Add));
        for (int i = 0; i < 4; i++) await gate.WhenArrivedAsync();
        int before = reports.Count;
        time.Advance(TimeSpan.FromMilliseconds(100));
        RunProgress middle = reports[^1];
        gate.Open();
        await running;

        before.ShouldBe(0);
        middle.Nodes[0].Done.ShouldBe(3);
        middle.Elapsed.ShouldBe(TimeSpan.FromMilliseconds(100));
        reports.Count.ShouldBe(2);
        reports[^1].Nodes[0].RowsOut.ShouldBe(5);
    }

    private async Task InterruptAsync(string gate)
    {
        using CancellationTokenSource interrupt = new();
        Gate.Named(gate).Open(2);
        Task<RunResult> running = _test.RunAsync(Live(gate, "from"), interrupt: interrupt.Token);
        for (int i = 0; i < 3; i++) await Gate.Named(gate).WhenArrivedAsync();
        await interrupt.CancelAsync();
        (await running).Outcome.ShouldBe(RunOutcome.Interrupted);
    }

    private static PipelineDefinition Small(string path = "o.txt") => TestRun.Parse(TestRun.Json(
        """{ "id": "read", "type": "numbers" }""", "", $$"""{ "id": "out", "type": "text", "from": "read", "path": "{{path}}" }"""));

    // Its file would lie below another file: that is found before anything is written.
    private PipelineDefinition Refused()
    {
        string file = Path.Combine(_test.Folder, "file");
        File.WriteAllText(file, "");
        return Small(Path.Combine(file, "o.txt"));
    }

    private static PipelineDefinition Live(string gate, string from, params IReadOnlyList<string> settings) => TestRun.Parse(
        TestRun.Json(
            $$"""{ "id": "read", "type": "live", "rows": 5, "gate": "{{gate}}" }""",
            $$"""{ "id": "more", "type": "add", "{{from}}": "read" }""",
            """{ "id": "out", "type": "text", "from": "more", "path": "o.txt" }"""),
        settings);

    private sealed class Listener(Action<RunProgress> action) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => action(value);
    }
}
