using System.Text.Json;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Tests.Mesoscopic;

public sealed class MesoscopicGradientTests
{
    private static readonly Dictionary<string, MesoscopicParameterKind> Kinds = new()
    {
        ["w"] = MesoscopicParameterKind.SynapticWeight,
        ["p"] = MesoscopicParameterKind.ConnectionProbability,
        ["R"] = MesoscopicParameterKind.MembraneResistance,
        ["u_rest"] = MesoscopicParameterKind.RestPotential,
        ["u_th"] = MesoscopicParameterKind.Threshold,
        ["u_r"] = MesoscopicParameterKind.ResetPotential,
        ["c"] = MesoscopicParameterKind.EscapeRate,
        ["Du"] = MesoscopicParameterKind.NoiseLevel,
        ["J_theta"] = MesoscopicParameterKind.AdaptationStrength,
        ["tau_m"] = MesoscopicParameterKind.MembraneTimeConstant,
        ["tau_s"] = MesoscopicParameterKind.SynapticTimeConstant,
        ["tau_theta"] = MesoscopicParameterKind.AdaptationTimeConstant,
    };

    public static TheoryData<string, UpdateConvention> Cases => MesoscopicForwardTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_by_every_parameter_equals_the_fixtures(string name, UpdateConvention convention)
    {
        Whole(name, convention, merge: false);
        Whole(name, convention, merge: true);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_of_a_window_takes_the_carried_state_as_a_constant(string name, UpdateConvention convention)
    {
        Window(name, convention, merge: false);
        Window(name, convention, merge: true);
    }

    private static void Whole(string name, UpdateConvention convention, bool merge)
    {
        Fixture fixture = Fixture.Read(name);
        JsonElement expected = fixture.Expected(convention);
        MesoscopicModel model = fixture.Model(convention, merge: merge);
        double[] coordinates = Coordinates.Initial(model);
        double found = model.LogLikelihoodAndNaturalGradient(
            model.CreateInitialState(coordinates), coordinates, fixture.Data, withAllParameters: true, out NaturalParameters? gradient);
        found.ShouldBe(expected.GetProperty("logL").GetDouble(), 1e-6);
        ShouldHaveGradient(gradient!, expected.GetProperty("grad"), model);
    }

    private static void Window(string name, UpdateConvention convention, bool merge)
    {
        Fixture fixture = Fixture.Read(name);
        JsonElement window = fixture.Expected(convention).GetProperty("window");
        int start = window.GetProperty("start").GetInt32();
        MesoscopicModel model = fixture.Model(convention, merge: merge);
        double[] coordinates = Coordinates.Initial(model);
        SequenceState state = model.CreateInitialState(coordinates);
        model.Advance(state, coordinates, fixture.Data.Slice(0, start));
        double found = model.LogLikelihoodAndNaturalGradient(
            state, coordinates, fixture.Data.Slice(start, window.GetProperty("length").GetInt32()), withAllParameters: true, out NaturalParameters? gradient);
        found.ShouldBe(window.GetProperty("logL").GetDouble(), 1e-6);
        ShouldHaveGradient(gradient!, window.GetProperty("grad"), model);
    }

    private static void ShouldHaveGradient(NaturalParameters found, JsonElement expected, MesoscopicModel model)
    {
        expected.EnumerateObject().Count().ShouldBeGreaterThan(6);
        foreach (JsonProperty property in expected.EnumerateObject())
        {
            double[] values = Fixture.Numbers(property.Value);
            double tolerance = 1e-7 * values.Max(Math.Abs);
            Span<double> own = found[Kinds[property.Name]];
            for (int i = 0; i < values.Length; i++)
            {
                // With fewer age bins this derivative is that of another kernel; nobody fits it.
                bool isAnother = property.Name == "J_theta" && model.Merging.IsMerged(i);
                if (!isAnother) own[i].ShouldBe(values[i], tolerance, $"derivative {i} by {property.Name}");
            }
        }
    }
}
