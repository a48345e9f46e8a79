using System.Text.Json;
using SpikeStream.Numerics.Optimisers;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Tests.Optimisers;

public sealed class AdamTests
{
    [Fact]
    public void Every_step_equals_the_fixture()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "adam.json")));
        JsonElement root = document.RootElement;
        AdamOptions options = new()
        {
            LearningRate = root.GetProperty("learningRate").GetDouble(),
            Beta1 = root.GetProperty("beta1").GetDouble(),
            Beta2 = root.GetProperty("beta2").GetDouble(),
            Epsilon = root.GetProperty("epsilon").GetDouble(),
            GradientLimit = root.GetProperty("clip").GetDouble(),
        };
        double[] z = Doubles(root, "z0");
        Adam adam = new(z.Length, options);
        foreach (JsonElement step in root.GetProperty("steps").EnumerateArray())
        {
            adam.Step(z, Doubles(step, "gradient")).ShouldBe(step.GetProperty("rescale").GetDouble(), 1e-13);
            z.ShouldBe(Doubles(step, "z"), 1e-13);
            adam.Mean.ToArray().ShouldBe(Doubles(step, "m"), 1e-12);
            adam.Square.ToArray().ShouldBe(Doubles(step, "v"), 1e-12);
        }

        adam.StepCount.ShouldBe(8);
    }

    [Fact]
    public void Restoring_continues_to_the_bit()
    {
        RandomStream random = new(1, "test", "adam");
        double[][] gradients = [.. Enumerable.Range(0, 30).Select(_ => (double[])[random.NextNormal() * 200, random.NextNormal()])];
        double[] z = [1, 2];
        Adam adam = new(2, new AdamOptions());
        foreach (double[] g in gradients[..13]) adam.Step(z, [.. g]);
        MemoryStream memory = new();
        adam.Save(new BinaryWriter(memory));
        double[] resumedZ = [.. z];
        foreach (double[] g in gradients[13..]) adam.Step(z, [.. g]);
        memory.Position = 0;
        Adam resumed = new(2, new AdamOptions());
        resumed.Restore(new BinaryReader(memory));
        foreach (double[] g in gradients[13..]) resumed.Step(resumedZ, [.. g]);
        resumedZ.ShouldBe(z);
        memory.Position = 0;
        Should.Throw<InvalidDataException>(() => new Adam(3, new AdamOptions()).Restore(new BinaryReader(memory)));
    }

    [Fact]
    public void A_quadratic_is_minimised()
    {
        double[] z = [3, -2];
        Adam adam = new(2, new AdamOptions { LearningRate = 0.05 });
        for (int i = 0; i < 5000; i++) adam.Step(z, [2 * (z[0] - 1), 20 * (z[1] - 0.5)]);
        z.ShouldBe([1, 0.5], 1e-6);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam(1, new AdamOptions { LearningRate = double.NaN }));
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam(1, new AdamOptions { Beta1 = 1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam(1, new AdamOptions { Beta2 = -0.1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam(1, new AdamOptions { Epsilon = 0 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new Adam(1, new AdamOptions { GradientLimit = 0 }));
        Should.Throw<ArgumentException>(() => new Adam(2, new AdamOptions()).Step(new double[2], new double[3]));
    }

    private static double[] Doubles(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(x => x.GetDouble())];
}
