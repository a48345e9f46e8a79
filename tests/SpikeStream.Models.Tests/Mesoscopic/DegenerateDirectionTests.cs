using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Distributions;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Mesoscopic;

public sealed class DegenerateDirectionTests
{
    private static MesoscopicModel Model(params string[] free) => new(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions
    {
        AgeBins = 60,
        Free = free,
        Priors = new Dictionary<string, IPrior> { ["u_rest"] = new NormalPrior(20, 5), ["R"] = new NormalPrior(15, 5), ["p"] = new NormalPrior(-2, 1) },
    });

    [Fact]
    public void The_free_set_of_the_paper_is_not_degenerate()
    {
        MesoscopicModel paper = new(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { AgeBins = 60 });

        DegenerateDirection.Find(paper, hasInput: true).ShouldBeEmpty();
        DegenerateDirection.Correlated(paper).ShouldBe(["c[E] with J[E] with tau_theta[E]"]);
    }

    [Theory]
    [InlineData("w[E,E] p[E,E]", "w[E,E] p[E,E]", "only the product p·w enters for [E,E]")]
    [InlineData("u_th[E] c[E] w", "u_th[E] c[E]", "c·exp(-u_th/Delta_u)")]
    [InlineData("u_rest[I] u_th[I] u_r[I]", "u_rest[I] u_th[I] u_r[I]", "zero of voltage of I")]
    [InlineData("u_rest[I] c[I] u_r[I]", "u_rest[I] u_r[I] c[I]", "zero of voltage of I")]
    [InlineData("Delta_u[I] u_rest[I] u_th[I] w[I,E] w[I,I]", "w[I,E] w[I,I] u_rest[I] u_th[I] Delta_u[I]", "unit of voltage of I")]
    public void Exact_invariances_are_found_with_their_reason(string free, string expected, string reason)
    {
        DegenerateDirection direction = DegenerateDirection.Find(Model(free.Split(' ')), hasInput: false).ShouldHaveSingleItem();

        direction.Names.Order(StringComparer.Ordinal).ShouldBe(expected.Split(' ').Order(StringComparer.Ordinal));
        direction.Describe().ShouldContain(reason);
        direction.Describe().ShouldContain("fix one of them");
    }

    [Fact]
    public void With_an_input_the_fixed_resistance_sets_the_unit_of_voltage()
    {
        MesoscopicModel model = Model("Delta_u[I]", "u_rest[I]", "u_th[I]", "w[I,E]", "w[I,I]");

        DegenerateDirection.Find(model, hasInput: true).ShouldBeEmpty();
    }

    [Fact]
    public void A_parameter_without_effect_is_named()
    {
        DegenerateDirection.Find(Model("w", "R[E]"), hasInput: false).ShouldHaveSingleItem().Describe()
            .ShouldBe("the likelihood does not depend on R[E]: there is no external input; it will stay where its prior puts it: leave it out of the free parameters");
    }

    [Fact]
    public void The_information_has_no_curvature_along_a_direction_that_is_called_degenerate()
    {
        MesoscopicModel model = Model("u_th[E]", "c[E]", "w[E,E]");
        double[] z = FitStarts.Configured(model.Parameters);
        int[] counts = new int[2 * 600];
        model.Simulate(model.CreateInitialState(z), z, default, counts, new RandomStream(5, "test", "counts"));
        RecordingPosterior posterior = new(model, counts, default, 0);

        // c·exp(-u_th/Delta_u) stays what it is: u_th + 1 mV and ln c + 1/5.
        string[] names = [.. model.Parameters.Parameters.Select(parameter => parameter.Name)];
        double[] moved = [.. z];
        moved[Array.IndexOf(names, "u_th[E]")] += 1;
        moved[Array.IndexOf(names, "c[E]")] += 1.0 / 5;

        posterior.LogLikelihood(moved).ShouldBe(posterior.LogLikelihood(z), 1e-6);
    }
}
