using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class FitRefusalTests
{
    private const string Archive = FitRun.Short + """, "mode": "archive", "iterations": 20 """;

    [Theory]
    [InlineData("\"halfBin\": 77", "found 0.5 in population \"E\" in the bin at 0.077 s")]
    [InlineData("\"missingBin\": 900", "found bin 901 at 0.901 s after bin 899, expected bin 900")]
    [InlineData("\"fullBin\": 1500", "found 61 spikes of population \"E\" in the bin at 1.5 s, expected at most its 60 neurons")]
    [InlineData("\"sizes\": [60, 41]", "found N = 40 for population \"I\", expected the 41 neurons of the counts")]
    [InlineData("\"bins\": 200", "burnIn: found 200 ms, which leaves nothing of a recording of 0.2 s")]
    [InlineData("\"bins\": 200, \"saysLength\": false", "found a recording of 0.2 s, expected at least")]
    public async Task Counts_that_no_model_can_take_are_refused(string counts, string message) =>
        (await FitRun.RefusalAsync(FitRun.Pipeline(Archive, counts))).ShouldContain(message);

    [Theory]
    [InlineData("\"shiftMilliseconds\": 0.25", "found a row at 0.00025 s for the bin at 0 s")]
    [InlineData("\"rows\": 3000", "it has no row for the bin at 3 s")]
    [InlineData("\"stepMilliseconds\": 2", "found a sampling step of 2 ms, expected the bin width 1 ms")]
    public async Task Input_of_other_times_is_refused(string input, string message) =>
        (await FitRun.RefusalAsync(FitRun.Pipeline(Archive, input: input))).ShouldContain(message);

    [Theory]
    [InlineData("\"t_ref\": [0.002, 0.002]", "\"t_ref\": [0.0005, 0.002]", "t_ref[E]: found 0.0005, expected at least the bin width")]
    [InlineData("\"u_th\": [15, 15]", "\"u_th\": [15]", "parameters.u_th: found a list of 1, expected a list of 2 numbers")]
    [InlineData("\"tau_m\"", "\"taum\"", "parameters.taum: unknown key; did you mean \"tau_m\"?")]
    [InlineData("\"c\": [10, 10]", "\"c\": [10, \"x\"]", "parameters.c[1]: found \"x\", expected a number")]
    [InlineData("\"N\": [60, 40]", "\"N\": [2000000000, 40]", "parameters.N: found 2000000000, expected a whole number of neurons from 1 to 1000000000")]
    [InlineData("\"t_ref\": [0.002, 0.002]", "\"t_ref\": [1e9, 0.002]", "t_ref[E]: found 1000000000, expected less than 1000 s, 1000000 bins of 0.001 s")]
    [InlineData("\"Delta\": [[0.001,", "\"Delta\": [[1e9,", "Delta[E,E]: found 1000000000, expected less than 1000 s")]
    public async Task Parameters_that_make_no_model_are_refused(string found, string replacement, string message) =>
        (await FitRun.RefusalAsync(FitRun.Pipeline(Archive, parameters: FitNetwork.Json.Replace(found, replacement, StringComparison.Ordinal)))).ShouldContain(message);

    [Theory]
    [InlineData("\"priors\": { \"w\": \"Uniform(100, 200)\" }", "start: w[E,E] = 2.5 mV is where its prior Uniform(100, 200) has no mass")]
    [InlineData("\"priors\": { \"w\": \"Cauchy(0, 1)\" }", "priors.w: found \"Cauchy(0, 1)\", expected Normal(mean, standard deviation)")]
    [InlineData("\"priors\": { \"w\": \"Normal(0, -1)\" }", "expected a positive standard deviation")]
    [InlineData("\"priors\": { \"w\": \"Gamma(2, 1)\" }", "priors.w: found \"Gamma(2, 1)\", expected Normal(mean, standard deviation) or Uniform(lower, upper)")]
    [InlineData("\"priors\": { \"u_th[E]\": \"Gamma(2, 1)\" }", "priors.u_th[E]: found \"Gamma(2, 1)\", expected Normal")]
    [InlineData("\"dataLength\": \"0 s\"", "dataLength")]
    public async Task Priors_and_lengths_that_do_not_fit_are_refused(string option, string message) =>
        (await Record.ExceptionAsync(() => FitRun.RefusalAsync(FitRun.Pipeline(Archive + ", " + option))) is { } fault
            ? fault.Message
            : await FitRun.RefusalAsync(FitRun.Pipeline(Archive + ", " + option))).ShouldContain(message);

    [Fact]
    public async Task An_archive_fit_without_an_end_is_refused() =>
        (await Should.ThrowAsync<Recordings.InvalidInputException>(() => Task.FromResult(FitRun.Pipeline(FitRun.Short)))).Message.ShouldContain("the fit would never end");

    [Fact]
    public async Task A_stream_of_unknown_length_is_refused() =>
        (await FitRun.RefusalAsync(FitRun.Pipeline(FitRun.Short + """, "mode": "stream" """, "\"saysLength\": false"))).ShouldContain("dataLength");

    [Theory]
    [InlineData("archive")]
    [InlineData("stream")]
    public async Task A_fit_that_leaves_the_numbers_says_at_which_values(string mode)
    {
        using TestRun run = new();
        string fit = FitRun.Short + $$""", "mode": "{{mode}}", "iterations": 20, "learningRate": 1e300 """;
        PipelineFaultException fault = await Should.ThrowAsync<PipelineFaultException>(
            () => run.RunAsync(FitRun.Pipeline(fit, "\"batchRows\": 10", more: """ "checkpoints": { "everyBatches": 2 },""")));
        fault.Message.ShouldContain("w[E,E] = ");
        fault.Message.ShouldContain("tau_m[I] = ");
        run.Outputs().ShouldBeEmpty();
        // A stream fails too early to be sure that a checkpoint was written before.
        if (mode == "archive") Directory.EnumerateFiles(run.RunPath, "*checkpoint*", SearchOption.AllDirectories).ShouldNotBeEmpty();
    }
}
