using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Numerics.Tests.Samplers;

public sealed class HamiltonianSamplerTests
{
    [Fact]
    public void A_chain_saved_anywhere_and_restored_goes_on_to_the_same_bits()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<PositiveInt>(), (seed, kind) =>
        {
            SamplerOptions options = Options(kind.Get % 4);
            int all = options.WarmUp + 20, cut = seed.Get * 7 % all;
            HamiltonianSampler whole = New(options, (ulong)seed.Get), first = New(options, (ulong)seed.Get), second = New(options, (ulong)seed.Get);
            for (int i = 0; i < cut; i++) first.Step();
            Copy(first, second);

            List<SamplerTransition> rest = [];
            for (int i = 0; i < all; i++)
            {
                SamplerTransition transition = whole.Step();
                if (i >= cut) rest.Add(transition);
            }

            Enumerable.Range(0, all - cut).Select(_ => second.Step()).ShouldBe(rest);
            second.Position.ToArray().ShouldBe(whole.Position.ToArray());
            second.Metric.Covariance.ToArray().ShouldBe(whole.Metric.Covariance.ToArray());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithReplay(9, 3));
    }

    [Fact]
    public void A_transition_that_is_cancelled_leaves_the_chain_where_it_was()
    {
        using CancellationTokenSource source = new();
        int left = int.MaxValue;
        WrittenDensity density = new(2, (position, gradient) =>
        {
            if (left-- == 0) source.Cancel();
            gradient[0] = -position[0];
            gradient[1] = -100 * position[1];
            return -0.5 * (position[0] * position[0] + 100 * position[1] * position[1]);
        });
        SamplerOptions options = new() { WarmUp = 30 };
        HamiltonianSampler cancelled = new(density, options, new RandomStream(1, "test", "chain"), [1, 1]);
        HamiltonianSampler whole = new(density, options, new RandomStream(1, "test", "chain"), [1, 1]);
        for (int i = 0; i < 10; i++) cancelled.Step();

        left = 1;
        Should.Throw<OperationCanceledException>(() => cancelled.Step(source.Token));

        cancelled.Iteration.ShouldBe(10);
        for (int i = 0; i < 40; i++) whole.Step();
        for (int i = 0; i < 30; i++) cancelled.Step();
        cancelled.Position.ToArray().ShouldBe(whole.Position.ToArray());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity)]
    public void A_start_without_density_is_refused(double value)
    {
        WrittenDensity density = new(1, (_, gradient) =>
        {
            gradient[0] = 0;
            return value;
        });

        ArithmeticException fault = Should.Throw<ArithmeticException>(() => new HamiltonianSampler(density, new(), new RandomStream(1, "test", "chain"), [0.5]).Step());

        fault.Message.ShouldContain("start of the chain");
        fault.Message.ShouldContain("(0.5)");
    }

    [Fact]
    public void A_start_without_gradient_is_refused()
    {
        WrittenDensity density = new(1, (_, gradient) =>
        {
            gradient[0] = double.NaN;
            return 0;
        });

        Should.Throw<ArithmeticException>(() => new HamiltonianSampler(density, new(), new RandomStream(1, "test", "chain"), [0]).Step()).Message.ShouldContain("gradient");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void The_edge_of_the_support_on_the_way_is_a_divergence_and_no_draw(double outside)
    {
        // A half-normal: the trajectory falls off at zero.
        WrittenDensity density = new(1, (position, gradient) =>
        {
            gradient[0] = position[0] > 0 ? -position[0] : double.NaN;
            return position[0] > 0 ? -0.5 * position[0] * position[0] : outside;
        });
        HamiltonianSampler sampler = new(density, new SamplerOptions { WarmUp = 100 }, new RandomStream(2, "test", "chain"), [1]);

        int divergences = 0;
        double sum = 0;
        for (int i = 0; i < 3100; i++)
        {
            SamplerTransition transition = sampler.Step();
            sampler.Position[0].ShouldBeGreaterThan(0);
            double.IsFinite(transition.LogDensity).ShouldBeTrue();
            if (i < 100) continue;
            if (transition.IsDivergent) divergences++;
            sum += sampler.Position[0] / 3000;
        }

        divergences.ShouldBeGreaterThan(100);
        sum.ShouldBe(Math.Sqrt(2 / Math.PI), 0.08);
    }

    [Fact]
    public void An_improper_density_is_refused_when_no_step_size_suits_it()
    {
        WrittenDensity flat = new(1, (_, gradient) =>
        {
            gradient[0] = 0;
            return 0;
        });

        Should.Throw<ArithmeticException>(() => new HamiltonianSampler(flat, new(), new RandomStream(1, "test", "chain"), [0]).Step()).Message.ShouldContain("step size");
    }

    [Fact]
    public void The_draws_of_a_chain_depend_on_its_names_alone()
    {
        SamplerOptions options = Options(0);
        HamiltonianSampler alone = New(options, 5), other = New(options, 6), again = New(options, 5);
        for (int i = 0; i < 60; i++)
        {
            alone.Step();
            other.Step();
        }

        for (int i = 0; i < 60; i++) again.Step();
        again.Position.ToArray().ShouldBe(alone.Position.ToArray());
        other.Position.ToArray().ShouldNotBe(alone.Position.ToArray());
    }

    [Fact]
    public void The_maximum_depth_cuts_trees_and_says_so()
    {
        (ILogDensity density, _) = Densities.RotatedGaussian([1, 1e-6], seed: 2);
        SamplerOptions options = new() { WarmUp = 0, Metric = MetricForm.Fixed, Trajectory = new NoUTurnOptions { MaximumTreeDepth = 3 } };
        HamiltonianSampler sampler = new(density, options, new RandomStream(1, "test", "chain"), [1, 2]);

        SamplerTransition[] transitions = [.. Enumerable.Range(0, 50).Select(_ => sampler.Step())];

        transitions.Max(transition => transition.LeapfrogSteps).ShouldBe(7);
        transitions.Count(transition => transition.IsCut).ShouldBeGreaterThan(25);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        static void Refused(SamplerOptions options, string name) =>
            Should.Throw<ArgumentOutOfRangeException>(() => New(options, 1)).ParamName.ShouldBe(name);

        Refused(new() { WarmUp = -1 }, "WarmUp");
        Refused(new() { TargetAcceptance = 1 }, "TargetAcceptance");
        Refused(new() { DivergenceThreshold = 0 }, "DivergenceThreshold");
        Refused(new() { InitialStepSize = 0 }, "InitialStepSize");
        Refused(new() { Trajectory = new NoUTurnOptions { MaximumTreeDepth = 0 } }, "MaximumTreeDepth");
        Refused(new() { Trajectory = new FixedPathOptions { PathLength = 0 } }, "PathLength");
        Should.Throw<ArgumentException>(() => EuclideanMetric.Dense(2, [1, 1, 1, 1])).Message.ShouldContain("positive definite");
        Should.Throw<ArgumentException>(() => EuclideanMetric.Diagonal([1, 0])).Message.ShouldContain("variance 0 of coordinate 1");
    }

    [Fact]
    public void A_state_of_another_dimension_is_refused()
    {
        using MemoryStream memory = new();
        HamiltonianSampler small = new(Densities.Banana(), new(), new RandomStream(1, "test", "chain"), [0, 0]);
        using (BinaryWriter writer = new(memory, System.Text.Encoding.UTF8, leaveOpen: true)) small.Save(writer);
        memory.Position = 0;
        using BinaryReader reader = new(memory);

        Should.Throw<InvalidDataException>(() => New(new(), 1).Restore(reader)).Message.ShouldContain("found 2 coordinates, expected 4");
    }

    private static SamplerOptions Options(int kind) => kind switch
    {
        0 => new() { WarmUp = 40 },
        1 => new() { WarmUp = 170, Metric = MetricForm.Diagonal },
        2 => new() { WarmUp = 20, Metric = MetricForm.Diagonal, Trajectory = new FixedPathOptions { PathLength = 1, StepScale = 0.1 } },
        _ => new() { WarmUp = 5, Metric = MetricForm.Fixed },
    };

    private static HamiltonianSampler New(SamplerOptions options, ulong seed)
    {
        (ILogDensity density, _) = Densities.RotatedGaussian([1, 0.5, 0.1, 0.01], seed: 8);
        return new(density, options, new RandomStream(seed, "test", "chain"), [1, 1, 1, 1]);
    }

    private static void Copy(HamiltonianSampler from, HamiltonianSampler to)
    {
        using MemoryStream memory = new();
        using (BinaryWriter writer = new(memory, System.Text.Encoding.UTF8, leaveOpen: true)) from.Save(writer);
        memory.Position = 0;
        using BinaryReader reader = new(memory);
        to.Restore(reader);
        memory.Position.ShouldBe(memory.Length);
    }
}
