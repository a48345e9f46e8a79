using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Tests;

public sealed class ErrorReportTests
{
    [Fact]
    public void Bad_input_is_one_line_and_exit_code_2() =>
        Report(new InvalidInputException("spikes.csv:3:1: found \"noon\"\nexpected a time")).ShouldBe((2, "error: spikes.csv:3:1: found \"noon\" expected a time\n"));

    [Fact]
    public void Every_fault_of_a_pipeline_has_a_line_of_its_own() =>
        Report(new InvalidPipelineException([new InputFault("a.json:1 $.seed", "missing"), new InputFault("a.json:2 $.name", "missing")]))
            .ShouldBe((2, "error: a.json:1 $.seed: missing\nerror: a.json:2 $.name: missing\n"));

    [Fact]
    public void A_node_that_fails_is_exit_code_1() =>
        Report(new PipelineFaultException("fit", "at row 10", new IOException("No space left on device"))).ShouldBe((1, "error: \"fit\" failed at row 10: No space left on device\n"));

    [Fact]
    public void An_interrupted_command_is_exit_code_130()
    {
        using Interruption interruption = new();
        interruption.Request();
        Report(new OperationCanceledException(), interruption).ShouldBe((130, "interrupted\n"));
    }

    [Fact]
    public void A_fault_of_the_program_is_named_without_its_stack()
    {
        (int code, string text) = Report(new InvalidOperationException("odd"));
        code.ShouldBe(1);
        text.ShouldStartWith("error: this should not happen: InvalidOperationException: odd");
        text.Count(c => c == '\n').ShouldBe(1);
    }

    [Fact]
    public void The_details_are_told_on_demand()
    {
        using StringWriter errors = new();
        using CommandEnvironment environment = new() { Output = TextWriter.Null, Error = errors, Interruption = new Interruption() };
        ErrorReport.Write(new InvalidInputException("bad"), environment, isVerbose: true).ShouldBe(2);
        errors.ToString().ShouldStartWith("error: bad\nSpikeStream.Recordings.InvalidInputException: bad");
    }

    private static (int Code, string Text) Report(Exception fault, Interruption? interruption = null)
    {
        using StringWriter errors = new();
        using CommandEnvironment environment = new() { Output = TextWriter.Null, Error = errors, Interruption = interruption ?? new Interruption() };
        return (ErrorReport.Write(fault, environment, isVerbose: false), errors.ToString());
    }
}
