using System.Text;
using System.Text.Json.Nodes;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class MixtureParameterFileTests
{
    private const string Text = """
        {"format":"conditional-mixture/1","tuning":"discrete","model":"com-based","labels":["a","b"],
        "base":[[1,2,3],[4,5,6]],"mix":[[0,1],[0,-1],[0,0.5]],"cat":[0,0.1],"shape":[-1,-2,-0.5]}
        """;

    [Fact]
    public void Files_read_back_exactly()
    {
        (MixtureParameters poisson, MixtureParameters comBased) = MixtureSynthesis.Draw(new() { Neurons = 3, Components = 2 });
        MixtureParameters discrete = Read(Text);
        foreach (MixtureParameters parameters in (MixtureParameters[])[poisson, comBased, discrete])
        {
            MixtureParameters read = MixtureParameterFile.Read(MixtureParameterFile.ToBytes(parameters, new JsonObject { ["epochs"] = 5 }), "parameters.dat");
            read.Model.ShouldBe(parameters.Model);
            read.Base.ShouldBe(parameters.Base);
            read.Mix.ShouldBe(parameters.Mix);
            read.Category.ShouldBe(parameters.Category);
            read.Shape.ShouldBe(parameters.Shape);
            if (parameters.Tuning is VonMisesTuning) read.Tuning.ShouldBe(parameters.Tuning);
            else ((DiscreteTuning)read.Tuning).Labels.ShouldBe(["a", "b"]);
        }
    }

    [Theory]
    [InlineData("conditional-mixture/1", "conditional-mixture/2", "p $.format: found \"conditional-mixture/2\", expected \"conditional-mixture/1\"")]
    [InlineData("discrete", "circular", "p $.tuning: found \"circular\", expected \"discrete\" or \"von-mises\"")]
    [InlineData("\"labels\"", "\"lables\"", "p $.lables: unknown key; did you mean \"labels\"?")]
    [InlineData("[4,5,6]", "[4,5]", "p $.base[1]: found a list of 2, expected a list of 3 numbers")]
    [InlineData("[0,-1]", "[0,\"x\"]", "p $.mix[1][1]: found \"x\", expected a number")]
    [InlineData("[0,-1]", "[1,-1]", "p: mix[1][0]: found 1, expected 0")]
    [InlineData("-0.5]", "0.5]", "p: shape[2]: found 0.5, expected at most 0")]
    [InlineData("\"a\",\"b\"", "\"a\",\"a\"", "p $.labels: found \"a\" twice, expected distinct labels")]
    [InlineData("\"a\",\"b\"", "\"a\"", "p: base: found 6 numbers, expected 1 rows of 3")]
    [InlineData("discrete", "von-mises", "p: the key \"period\" is missing")]
    public void Faults_are_refused_with_their_place(string found, string replacement, string message) =>
        Should.Throw<InvalidInputException>(() => Read(Text.Replace(found, replacement, StringComparison.Ordinal))).Message.ShouldBe(message);

    [Fact]
    public void What_is_no_json_is_refused_with_line_and_column()
    {
        Should.Throw<InvalidInputException>(() => Read("{\n \"format\":,")).Message.ShouldBe("p:2:11: no JSON (',' is an invalid start of a value); the file is cut or damaged, train again");
        Should.Throw<InvalidInputException>(() => MixtureParameterFile.Read(Path.Combine(Path.GetTempPath(), "spikestream-missing", "parameters.dat"))).Message.ShouldContain("parameters.dat");
    }

    private static MixtureParameters Read(string text) => MixtureParameterFile.Read(Encoding.UTF8.GetBytes(text), "p");
}
