using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Optimisers;

namespace SpikeStream.Models.Tests.Fitting;

public sealed class RandomMinibatchFitTests
{
    private static readonly AutoregressivePoissonModel Model = new();
    private static readonly (int[] Counts, double[] Inputs) Recording = Model.Simulate(20_000, 0.5, 0.4, 1);

    private static readonly FitOptions Options = new()
    {
        BatchBins = 400,
        BurnInBins = 100,
        BatchBurnInBins = 40,
        BurnInNoise = 0.3,
        Seed = 9,
        MaximumSteps = 1500,
        Adam = new AdamOptions { LearningRate = 0.02, GradientLimit = double.PositiveInfinity },
        FinalLearningRate = 0.0005,
    };

    private static RandomMinibatchFit NewFit(AutoregressivePoissonModel? model = null) =>
        new(model ?? Model, Options, Recording.Counts.Length, FitStarts.Configured(Model.Parameters));

    private static FitStep Step(RandomMinibatchFit fit)
    {
        int first = (int)fit.NextBin;
        first.ShouldBeInRange(60, Recording.Counts.Length - fit.NextLength);
        return fit.Step(new SequenceData(Recording.Counts.AsSpan(first, fit.NextLength), Recording.Inputs.AsSpan(first, fit.NextLength), 1));
    }

    [Fact]
    public void The_parameters_of_a_simulation_are_recovered()
    {
        RandomMinibatchFit fit = NewFit();
        while (!fit.IsFinished) Step(fit);

        fit.Failure.ShouldBeNull();
        fit.NaturalValues()[0].ShouldBe(0.5, 0.03);
        fit.NaturalValues()[1].ShouldBe(0.4, 0.08);
    }

    [Fact]
    public void Positions_are_spread_over_the_data_after_the_burn_in()
    {
        RandomMinibatchFit fit = NewFit();
        List<long> positions = [];
        for (int i = 0; i < 400; i++)
        {
            positions.Add(fit.NextBin);
            Step(fit);
        }

        positions.Average().ShouldBe(9_800, 1200);
        positions.Min().ShouldBeLessThan(500);
        positions.Max().ShouldBeGreaterThan(19_000);
    }

    [Fact]
    public void Restoring_continues_to_the_bit()
    {
        RandomMinibatchFit whole = NewFit();
        for (int i = 0; i < 20; i++) Step(whole);
        MemoryStream memory = new();
        whole.Save(new BinaryWriter(memory));
        RandomMinibatchFit resumed = NewFit();
        memory.Position = 0;
        resumed.Restore(new BinaryReader(memory));
        memory.Position.ShouldBe(memory.Length);
        for (int i = 0; i < 20; i++) Step(resumed).Objective.ShouldBe(Step(whole).Objective);

        resumed.Coordinates.ToArray().ShouldBe(whole.Coordinates.ToArray());
    }

    [Fact]
    public void Parameters_without_a_stationary_state_end_the_fit_with_the_reason()
    {
        RandomMinibatchFit fit = NewFit(new AutoregressivePoissonModel { BreaksAbove = 0 });

        FitStep step = Step(fit);

        fit.IsFinished.ShouldBeTrue();
        step.Failure.ShouldNotBeNull().ShouldContain("stationary state: found none (bias[X] = 0.3");
    }

    [Fact]
    public void A_recording_that_is_too_short_is_refused()
    {
        Should.Throw<ArgumentException>(() => new RandomMinibatchFit(Model, Options, 150, FitStarts.Configured(Model.Parameters))).Message.ShouldContain("150 bins, expected at least");
    }
}
