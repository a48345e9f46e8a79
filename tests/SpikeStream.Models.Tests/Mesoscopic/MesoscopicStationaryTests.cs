using System.Text.Json;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Tests.Mesoscopic;

public sealed class MesoscopicStationaryTests
{
    private static readonly JsonElement Cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "mesogif", "stationary.json"))).RootElement;

    public static TheoryData<string> CaseNames => [.. Cases.EnumerateObject().Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public unsafe void The_stationary_state_equals_the_fixture(string name)
    {
        JsonElement expected = Cases.GetProperty(name);
        MesoscopicModel model = Model(expected);
        double[] coordinates = Coordinates.Initial(model);
        MesoscopicState state = (MesoscopicState)model.CreateStationaryState(coordinates);
        int ages = model.AgeBins;
        int[] bins = [.. Fixture.Numbers(expected.GetProperty("bins")).Select(bin => (int)bin)];
        double[] activity = Fixture.Numbers(expected.GetProperty("activity"));
        for (int a = 0; a < activity.Length; a++)
        {
            PopulationState population = state.Populations[a];
            ShouldBeClose(population.Pool.Activity, activity[a], $"activity {a}");
            ShouldBeClose(population.Pool.Potential, Fixture.Numbers(expected.GetProperty("h"))[a], $"h {a}");
            ShouldBeClose(population.Pool.Hazard / 0.0005, Fixture.Numbers(expected.GetProperty("lamfree"))[a], $"lamfree {a}");
            ShouldBeClose(population.Pool.Mean, Fixture.Numbers(expected.GetProperty("x"))[a], $"x {a}");
            ShouldBeClose(population.Pool.Variance, Fixture.Numbers(expected.GetProperty("z"))[a], $"z {a}");
            ShouldBeClose(population.Pool.Activity, Fixture.Numbers(expected.GetProperty("g"))[a], $"g {a}");
            double[] u = Fixture.Numbers(expected.GetProperty("u")), lam = Fixture.Numbers(expected.GetProperty("lam"));
            double[] m = Fixture.Numbers(expected.GetProperty("m")), v = Fixture.Numbers(expected.GetProperty("v"));
            for (int i = 0; i < bins.Length; i++)
            {
                int slot = population.Start + ages - 1 - bins[i], at = i * activity.Length + a;
                ShouldBeClose(population.Bins.Potential[slot], u[at], $"u[{bins[i]}][{a}]");
                ShouldBeClose(population.Bins.Hazard[slot] / 0.0005, lam[at], $"lam[{bins[i]}][{a}]");
                ShouldBeClose(population.Bins.Mean[slot], m[at], $"m[{bins[i]}][{a}]");
                ShouldBeClose(population.Bins.Variance[slot], v[at], $"v[{bins[i]}][{a}]");
            }

            // Everybody is somewhere: the oldest bin is in the free pool already.
            double neurons = model.Configured.NeuronCounts[a], sum = population.Pool.Mean;
            for (int age = 0; age < ages - 1; age++) sum += population.Bins.Mean[population.Start + ages - 1 - age];
            sum.ShouldBe(neurons * (1 - activity[a] * model.BinWidth), 1e-12 * neurons);
        }
    }

    [Theory]
    [InlineData("twoPopAligned")]
    [InlineData("fourPopAligned")]
    [InlineData("twoPopK60Aligned")]
    public void The_aligned_model_expects_the_stationary_activity_in_the_next_bin(string name)
    {
        MesoscopicModel model = Model(Cases.GetProperty(name));
        double[] coordinates = Coordinates.Initial(model), activity = Fixture.Numbers(Cases.GetProperty(name).GetProperty("activity"));
        double[] expected = new double[activity.Length];
        model.Advance(model.CreateStationaryState(coordinates), coordinates, new SequenceData(new int[activity.Length], default, activity.Length), expected);
        for (int a = 0; a < activity.Length; a++)
        {
            double spikes = activity[a] * model.Configured.NeuronCounts[a] * model.BinWidth;
            expected[a].ShouldBe(spikes, 1e-13 * spikes);
        }
    }

    [Fact]
    public void A_stationary_start_is_a_constant_in_gradients_and_survives_saving()
    {
        MesoscopicModel model = Model(Cases.GetProperty("twoPopK60Aligned"));
        double[] coordinates = Coordinates.Initial(model);
        int[] counts = [3, 1, 2, 0, 4, 1, 2, 2, 1, 1];
        SequenceState state = model.CreateStationaryState(coordinates), saved = model.CreateInitialState(coordinates);
        MemoryStream memory = new();
        state.Save(new BinaryWriter(memory));
        memory.Position = 0;
        saved.Restore(new BinaryReader(memory));
        double[] gradient = new double[coordinates.Length];
        model.LogLikelihoodAndGradient(saved, coordinates, new SequenceData(counts, default, 2), gradient);
        for (int i = 0; i < coordinates.Length; i++)
        {
            const double Step = 1e-5;
            double[] up = [.. coordinates], down = [.. coordinates];
            up[i] += Step;
            down[i] -= Step;
            double difference = (Value(up) - Value(down)) / (2 * Step);
            gradient[i].ShouldBe(difference, 1e-5 * Math.Max(1, Math.Abs(difference)), model.Parameters.Parameters[i].Name);
        }

        double Value(double[] at)
        {
            SequenceState start = model.CreateStationaryState(coordinates);
            return model.Advance(start, at, new SequenceData(counts, default, 2));
        }
    }

    private static MesoscopicModel Model(JsonElement one) => new(
        Fixture.ParametersOf(one.GetProperty("params")),
        new MesoscopicOptions { MergeOldAgeBins = false, AgeBins = one.GetProperty("K").GetInt32(), Convention = Enum.Parse<UpdateConvention>(one.GetProperty("convention").GetString()!) });

    private static void ShouldBeClose(double found, double expected, string what) =>
        found.ShouldBe(expected, Math.Max(1e-12, 1e-9 * Math.Abs(expected)), what);
}
