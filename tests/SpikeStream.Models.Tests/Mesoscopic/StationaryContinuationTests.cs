using MathNet.Numerics.LinearAlgebra;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Tests.Mesoscopic;

/// <summary>Stationary states that Newton's method from 10 Hz does not find.</summary>
public sealed class StationaryContinuationTests
{
    private static readonly MesoscopicParameters Excited = MesoscopicDefaults.TwoPopulations with
    {
        SynapticWeight = [7.306536259767262, 2.492687494770267, 0.5178845294224369, 2.839775213767995],
        MembraneTimeConstant = [0.04874295282326171, 0.010380096700284473],
        EscapeRate = [3.6970169656132845, 14.573809426760274],
        NoiseLevel = [9.117695547132067, 1.3808601117880077],
        AdaptationStrength = [1.756586412218885, 0],
        AdaptationTimeConstant = [0.04403188887799599, 1],
    };

    private static readonly MesoscopicParameters Inhibited = MesoscopicDefaults.TwoPopulations with
    {
        SynapticWeight = [-4.758078688922182, -2.5864282708747015, 3.346276011727069, 3.622447453327042],
        MembraneTimeConstant = [0.003119745254485736, 0.005001781223929603],
        EscapeRate = [7.978686396634579, 3.198494565928447],
        NoiseLevel = [1.7964946067143495, 2.923399038470294],
        AdaptationStrength = [0.8702050241911158, 0],
        AdaptationTimeConstant = [1.7317491934795928, 1],
    };

    [Theory]
    [InlineData(true, 144.28, 500)]
    [InlineData(false, 2.96e-8, 335.8)]
    public void Populations_near_their_highest_rate_and_nearly_silent_ones_have_a_stationary_state(bool isExcited, double first, double second)
    {
        var model = new MesoscopicModel(isExcited ? Excited : Inhibited, new MesoscopicOptions { AgeBins = 700 });
        double[] activity = ShouldKeepItself(model, Coordinates.Initial(model), "");
        activity[0].ShouldBe(first, 2e-3 * first);
        activity[1].ShouldBe(second, 2e-3 * second);
    }

    [Theory]
    [InlineData(2, 40)]
    [InlineData(4, 10)]
    public void Draws_from_the_prior_have_a_stationary_state(int populations, int draws)
    {
        var model = new MesoscopicModel(populations == 2 ? MesoscopicDefaults.TwoPopulations : MesoscopicDefaults.FourPopulations);
        for (int draw = 0; draw < draws; draw++) ShouldKeepItself(model, FitStarts.FromPrior(model.Parameters, 1, "fit", draw), $"draw {draw}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Random_networks_have_a_stationary_state(int populations)
    {
        for (int seed = 0; seed < 8; seed++)
        {
            // One bin is refractory at least: the specification counts the stationary spikes of bin 0 before it may fire, the update after.
            MesoscopicParameters drawn = RandomModels.Parameters(new Random(seed), populations);
            drawn = drawn with { RefractoryPeriod = [.. drawn.RefractoryPeriod.Select(period => Math.Max(period, 0.002))] };
            var model = new MesoscopicModel(drawn, new MesoscopicOptions { AgeBins = 300 });
            ShouldKeepItself(model, Coordinates.Initial(model), $"seed {seed}");
        }
    }

    [Fact]
    public void The_curve_from_no_coupling_ends_where_the_published_networks_are_solved()
    {
        foreach (MesoscopicParameters parameters in new[] { MesoscopicDefaults.TwoPopulations, MesoscopicDefaults.FourPopulations })
        {
            var model = new MesoscopicModel(parameters);
            (MesoscopicWorkspace workspace, double[] activity) = Solved(model);
            Vector<double> logActivity = new StationaryContinuation(workspace.Coupling, workspace.Constants, model.IsAligned).Solve().ShouldNotBeNull();
            for (int a = 0; a < activity.Length; a++) Math.Exp(logActivity[a]).ShouldBe(activity[a], 1e-9 * activity[a]);
        }
    }

    [Fact]
    public void The_rate_at_a_drive_keeps_itself_and_its_slope_is_the_difference_quotient()
    {
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations);
        PopulationConstants[] constants = Solved(model).Workspace.Constants;
        foreach (PopulationConstants population in constants)
        {
            StationaryRate rate = new(population, model.IsAligned);
            StationaryAges ages = new(population, model.IsAligned);
            foreach (double drive in new[] { -400.0, -30, 0, 5, 60, 3000 })
            {
                rate.Solve(drive).ShouldBeTrue();
                (double logActivity, double slope) = (rate.LogActivity, rate.Slope);
                ages.Compute(Math.Exp(logActivity), drive);
                (Math.Exp(logActivity) * ages.MeanInterval).ShouldBe(1, 1e-10, $"drive {drive}");
                rate.Solve(drive + 1e-4).ShouldBeTrue();
                double above = rate.LogActivity;
                rate.Solve(drive - 1e-4).ShouldBeTrue();
                slope.ShouldBe((above - rate.LogActivity) / 2e-4, 1e-7, $"drive {drive}");
            }

            rate.Solve(-1e6).ShouldBeTrue();
            rate.LogActivity.ShouldBeLessThan(-1e5);
            rate.Solve(double.NaN).ShouldBeFalse();
        }
    }

    [Fact]
    public void Of_a_population_that_never_fires_all_neurons_are_free()
    {
        // Inhibited by 2000 mV and more.
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations with
        {
            SynapticWeight = [2.482, -500, 0, 0],
            NoiseLevel = [1, 5],
            RestPotential = [20, 25],
        });
        double[] coordinates = Coordinates.Initial(model);
        var state = (MesoscopicState)model.CreateStationaryState(coordinates);
        state.Populations[0].Pool.Activity.ShouldBe(0);
        state.Populations[0].Pool.Mean.ShouldBe(438);
        state.Populations[0].Pool.Variance.ShouldBe(219, 1);
        state.Populations[1].Pool.Activity.ShouldBeGreaterThan(5);
        ShouldKeepItself(model, coordinates, "");
    }

    [Fact]
    public void A_network_in_which_nobody_ever_fires_is_refused()
    {
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations with { RestPotential = [-9000, -9000] });
        string found = Should.Throw<NoStationaryStateException>(() => model.CreateStationaryState(Coordinates.Initial(model))).Message;
        found.ShouldStartWith("stationary state: found none but that nobody ever fires (at 10^-782, 10^-782 Hz)");
    }

    /// <summary>The activity of the stationary state, which the model must expect in the next bin.</summary>
    private static double[] ShouldKeepItself(MesoscopicModel model, double[] coordinates, string what)
    {
        var state = (MesoscopicState)model.CreateStationaryState(coordinates);
        double[] activity = [.. state.Populations.Select(population => population.Pool.Activity)], expected = new double[activity.Length];
        model.Advance(state, coordinates, new SequenceData(new int[activity.Length], default, activity.Length), expected);
        for (int a = 0; a < activity.Length; a++)
        {
            double spikes = activity[a] * model.Configured.NeuronCounts[a] * model.BinWidth;
            expected[a].ShouldBe(spikes, 1e-10 * spikes + 1e-290, $"{what}, population {a}");
        }

        return activity;
    }

    private static (MesoscopicWorkspace Workspace, double[] Activity) Solved(MesoscopicModel model)
    {
        var state = (MesoscopicState)model.CreateStationaryState(Coordinates.Initial(model));
        return (state.Workspace, [.. state.Populations.Select(population => population.Pool.Activity)]);
    }
}
