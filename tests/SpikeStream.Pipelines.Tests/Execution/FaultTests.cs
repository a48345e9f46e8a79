using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Execution;

public sealed class FaultTests : IDisposable
{
    private readonly TestRun _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task A_fault_in_the_source_names_it_and_its_position()
    {
        PipelineFaultException fault = await FailAsync(source: "\"faultAt\": 6");

        fault.NodeId.ShouldBe("read");
        fault.Message.ShouldBe("\"read\" failed reading on from position 6: InvalidOperationException: row 6 is broken");
    }

    [Fact]
    public async Task A_fault_in_a_stateless_stage_names_it_and_the_rows_of_its_batch()
    {
        PipelineFaultException fault = await FailAsync(add: "\"faultAt\": 7");

        fault.NodeId.ShouldBe("more");
        fault.Message.ShouldBe("\"more\" failed in rows 6..8 arriving on \"in\": InvalidOperationException: cannot add to 7");
    }

    [Fact]
    public async Task A_full_disk_is_one_line_with_the_sink()
    {
        PipelineFaultException fault = await FailAsync(sink: "\"faultAt\": 8");

        fault.NodeId.ShouldBe("out");
        fault.Message.ShouldBe("\"out\" failed in rows 6..8 arriving on \"in\": No space left on device");
    }

    [Fact]
    public async Task Bad_input_found_in_the_data_stays_bad_input_and_names_the_node()
    {
        PipelineDefinition pipeline = Pipeline("", "\"faultAt\": 2, \"faultIsBadInput\": true", "");

        InvalidInputException fault = await Should.ThrowAsync<InvalidInputException>(_test.RunAsync(pipeline));

        fault.Message.ShouldBe("more (add): found the number 2, expected any other");
    }

    [Fact]
    public async Task After_a_fault_the_record_says_failed_and_no_file_has_its_final_name()
    {
        await FailAsync(add: "\"faultAt\": 7");

        string record = _test.Output("run.json");
        record.ShouldContain("\"outcome\": \"failed\"");
        record.ShouldContain("cannot add to 7");
        File.Exists(Path.Combine(_test.RunPath, "out.txt")).ShouldBeFalse();
        File.Exists(Path.Combine(_test.RunPath, "out.txt.partial")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_is_refused_before_reading()
    {
        Directory.CreateDirectory(_test.Folder);
        await File.WriteAllTextAsync(Path.Combine(_test.Folder, "file"), "");
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            """{ "id": "read", "type": "numbers" }""", "", """{ "id": "out", "type": "text", "from": "read", "path": "../file/out.txt" }"""));

        InvalidInputException fault = await Should.ThrowAsync<InvalidInputException>(_test.RunAsync(pipeline));

        fault.Message.ShouldContain("cannot be written");
    }

    private async Task<PipelineFaultException> FailAsync(string source = "", string add = "", string sink = "") =>
        await Should.ThrowAsync<PipelineFaultException>(_test.RunAsync(Pipeline(source, add, sink)));

    private static PipelineDefinition Pipeline(string source, string add, string sink) => TestRun.Parse(TestRun.Json(
        $$"""{ "id": "read", "type": "numbers", {{source}} }""",
        $$"""{ "id": "more", "type": "add", "from": "read", {{add}} }""",
        $$"""{ "id": "out", "type": "text", "from": "more", "path": "out.txt", {{sink}} }"""));
}
