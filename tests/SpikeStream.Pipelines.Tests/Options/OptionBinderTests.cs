using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Pipelines.Tests.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Options;

public sealed class OptionBinderTests
{
    [Fact]
    public void Every_form_of_option_is_bound()
    {
        EverythingOptions options = Bind("""
            "binWidth": "0.5 ms", "start": "asGiven", "rate": 0.5, "limit": 9, "units": [3, 1], "loud": true,
            "populations": { "E": { "size": 438 }, "I": { "size": 109 } }, "drive": { "type": "sine", "frequency": "2 Hz" }
            """);

        options.BinWidth.ShouldBe(Duration.Parse("500 us"));
        options.Start.ShouldBe(StartRule.AsGiven);
        options.Rate.ShouldBe(0.5);
        options.Limit.ShouldBe(9);
        options.Units.ShouldBe([3, 1]);
        options.Loud.ShouldBeTrue();
        options.Populations["I"].Size.ShouldBe(109);
        options.Drive.ShouldBe(new SineDrive { Frequency = new Frequency(2) });
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        EverythingOptions options = Bind("");

        options.BinWidth.ShouldBe(Duration.Parse("1 ms"));
        options.Limit.ShouldBeNull();
        options.Units.ShouldBe([0]);
        options.Drive.ShouldBe(new ConstantDrive());
    }

    [Theory]
    [InlineData("milliseconds", SpikeTimeUnit.Milliseconds)]
    [InlineData("ms", SpikeTimeUnit.Milliseconds)]
    [InlineData("s", SpikeTimeUnit.Seconds)]
    [InlineData("samples", SpikeTimeUnit.Samples)]
    public void A_choice_is_understood_in_its_other_spelling_too(string word, SpikeTimeUnit unit) =>
        Enum.Parse<SpikeTimeUnit>(OptionShape.Of(typeof(SpikeTimeUnit)).Spellings[word]).ShouldBe(unit);

    [Theory]
    [InlineData("\"binWidth\": 1", ".binWidth: found 1, expected a duration with a unit (ms, us, µs, ns, s, min, h) such as \"1 ms\"; did you mean \"1 ms\"?")]
    [InlineData("\"binWidth\": \"1\"", ".binWidth: found \"1\", expected a duration with a unit (ms, us, µs, ns, s, min, h) such as \"1 ms\"")]
    [InlineData("\"binWidth\": \"1 MS\"", ".binWidth: found \"1 MS\", expected a duration with a unit (ms, us, µs, ns, s, min, h) such as \"1 ms\"; did you mean \"ms\"?")]
    [InlineData("\"binWidth\": \"0 ms\"", ".binWidth: found \"0 ms\", expected a quantity greater than 0")]
    [InlineData("\"start\": \"asgivn\"", ".start: found \"asgivn\", expected one of fromPrior, asGiven; did you mean \"asGiven\"?")]
    [InlineData("\"rate\": 1.5", ".rate: found 1.5, expected a number from 0 to 1")]
    [InlineData("\"rate\": 1e999", ".rate: found 1e999, expected a number that fits a double")]
    [InlineData("\"limit\": 0", ".limit: found 0, expected a whole number of at least 1")]
    [InlineData("\"units\": []", ".units: found nothing, expected at least one element")]
    [InlineData("\"units\": [1, -2]", ".units[1]: found -2, expected a whole number of at least 0")]
    [InlineData("\"units\": 3", ".units: found 3, expected a list, each element a whole number")]
    [InlineData("\"populations\": { \"E\": {} }", ".populations.E: the key \"size\" is missing; expected a whole number")]
    [InlineData("\"drive\": { \"type\": \"sin\" }", ".drive.type: unknown type \"sin\"; did you mean \"sine\"?")]
    [InlineData("\"drive\": { \"level\": 1 }", ".drive: the key \"type\" is missing; expected one of constant, sine")]
    [InlineData("\"drive\": { \"type\": \"constant\", \"lvl\": 1 }", ".drive.lvl: unknown key \"lvl\"; did you mean \"level\"?")]
    [InlineData("\"loud\": 1", ".loud: found 1, expected true or false")]
    [InlineData("\"limit\": 1, \"units\": [1, 2]", ".limit: found 1, expected at least as many as there are units (2)")]
    public void A_wrong_value_says_what_was_expected(string option, string fault) =>
        Should.Throw<InvalidPipelineException>(() => Bind(option)).Faults.Select(found => found.ToString()).ShouldBe(["test.json:1 $.sources[0]" + fault]);

    [Fact]
    public void A_file_that_is_not_there_is_refused_before_the_run() =>
        Should.Throw<InvalidPipelineException>(() => Bind("\"file\": \"nowhere/none.csv\"")).Message
            .ShouldStartWith("test.json:1 $.sources[0].file: found \"nowhere/none.csv\", but there is no such file or folder (looked for ");

    [Theory]
    [InlineData("binwdth", "binWidth")]
    [InlineData("strat", "start")]
    [InlineData("zzz", null)]
    [InlineData("N", null)]
    public void The_nearest_name_is_found_if_it_is_near(string name, string? nearest) =>
        NearestName.Find(name, ["binWidth", "start", "rate", "w"]).ShouldBe(nearest);

    private static EverythingOptions Bind(string options)
    {
        PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            $$"""{ "id": "a", "type": "everything", {{options.ReplaceLineEndings(" ")}} }""", "", """{ "id": "out", "type": "text", "from": "a", "path": "o.txt" }"""));
        return (EverythingOptions)pipeline.Nodes[0].Options;
    }
}
