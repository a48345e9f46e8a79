using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Optimisers;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Fitting;

public sealed class SequentialMinibatchFitTests
{
    private static readonly AutoregressivePoissonModel Model = new();
    private static readonly (int[] Counts, double[] Inputs) Recording = Model.Simulate(4000, 0.5, 0.4, 1);

    private static readonly FitOptions Options = new()
    {
        BatchBins = 20,
        BurnInBins = 1200,
        BatchBurnInBins = 30,
        BurnInNoise = 0.3,
        DataLength = 2800,
        Seed = 9,
        StartIndex = 2,
        Adam = new AdamOptions { LearningRate = 0.02 },
    };

    private static SequenceData Rows(int start, int length) => new(Recording.Counts.AsSpan(start, length), Recording.Inputs.AsSpan(start, length), 1);

    private static SequentialMinibatchFit NewFit(FitOptions? options = null) => new(Model, options ?? Options, FitStarts.Configured(Model.Parameters));

    private static List<FitStep> Steps(SequentialMinibatchFit fit)
    {
        List<FitStep> steps = [];
        while (fit.TryStep(out FitStep? step)) steps.Add(step);
        return steps;
    }

    private static byte[] Save(SequentialMinibatchFit fit)
    {
        MemoryStream memory = new();
        fit.Save(new BinaryWriter(memory));
        return memory.ToArray();
    }

    private static string Text(IEnumerable<FitStep> steps)
        => string.Join('\n', steps.Select(s => $"{s.Step} {s.Epoch} {s.BinsConsumed} {s.Objective:R} {s.GradientNorm:R} {string.Join(' ', s.Values.Select(v => v.ToString("R")))}"));

    [Fact]
    public void Steps_follow_the_algorithm_draw_by_draw()
    {
        SequentialMinibatchFit fit = NewFit();
        fit.Push(Rows(0, 4000));
        List<FitStep> steps = Steps(fit);

        // Algorithm 2 written out again, over the whole array.
        RandomStream random = new(9, "fit", "minibatch", 2);
        double[] z = FitStarts.Configured(Model.Parameters), gradient = new double[2], prior = new double[2];
        Adam adam = new(2, Options.Adam);
        SequenceState state = Model.CreateInitialState(z);
        int position = 1200 + random.NextInt32(20);
        Model.Advance(state, z, Rows(0, position));
        int done = 0;
        while (position + 20 + 39 <= 4000)
        {
            int burnIn = 30 + random.NextInt32(9);
            Model.Advance(state, z, Rows(position, burnIn));
            position += burnIn;
            double logLikelihood = Model.LogLikelihoodAndGradient(state, z, Rows(position, 20), gradient);
            Array.Clear(prior);
            double objective = -(140 * logLikelihood + Model.Parameters.LogPrior(z, prior));
            double[] costGradient = [-(140 * gradient[0] + prior[0]), -(140 * gradient[1] + prior[1])];
            steps[done].Objective.ShouldBe(objective, Math.Abs(objective) * 1e-14);
            steps[done].BinsConsumed.ShouldBe(position + 20);
            adam.Step(z, costGradient);
            steps[done].Values[0].ShouldBe(z[0], 1e-11);
            steps[done].Values[1].ShouldBe(Math.Exp(z[1]), 1e-11);
            done++;
        }

        steps.Count.ShouldBe(done);
        done.ShouldBeGreaterThan(70);
    }

    [Fact]
    public void How_rows_are_split_does_not_matter()
    {
        SequentialMinibatchFit whole = NewFit();
        whole.Push(Rows(0, 4000));
        string expected = Text(Steps(whole));
        byte[] end = Save(whole);
        Prop.ForAll(Gen.Choose(1, 700).ArrayOf().ToArbitrary(), sizes =>
        {
            SequentialMinibatchFit fit = NewFit();
            List<FitStep> steps = [];
            int position = 0;
            for (int i = 0; position < 4000; i++)
            {
                int length = Math.Min(sizes.Length == 0 ? 1 : sizes[i % sizes.Length], 4000 - position);
                fit.Push(Rows(position, length));
                position += length;
                if (i % 3 != 1) steps.AddRange(Steps(fit));
            }

            steps.AddRange(Steps(fit));
            return Text(steps) == expected && Save(fit).AsSpan().SequenceEqual(end);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Restoring_at_any_point_continues_to_the_bit()
    {
        SequentialMinibatchFit uninterrupted = NewFit();
        string[] passes = new string[3];
        for (int pass = 0; pass < 3; pass++)
        {
            uninterrupted.Push(Rows(0, 4000));
            passes[pass] = Text(Steps(uninterrupted));
            uninterrupted.EndPass();
        }

        Prop.ForAll(Gen.Choose(0, 2).ToArbitrary(), Gen.Choose(0, 4000).ToArbitrary(), Gen.Choose(0, 5).ToArbitrary(), (pass, cut, stepsBeforeSave) =>
        {
            SequentialMinibatchFit first = NewFit();
            for (int i = 0; i < pass; i++)
            {
                first.Push(Rows(0, 4000));
                Steps(first);
                first.EndPass();
            }

            List<FitStep> steps = [];
            first.Push(Rows(0, cut));
            while (steps.Count < stepsBeforeSave && first.TryStep(out FitStep? step)) steps.Add(step);
            SequentialMinibatchFit second = NewFit();
            second.Restore(new BinaryReader(new MemoryStream(Save(first))));
            if (second.BinsReceived != cut || second.Epoch != pass) return false;
            second.Push(Rows(cut, 4000 - cut));
            steps.AddRange(Steps(second));
            return Text(steps) == passes[pass];
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Many_passes_recover_the_parameters()
    {
        // No rescaling: batches of 20 bins are so noisy that nearly every gradient would be, which biases the mean step.
        SequentialMinibatchFit fit = NewFit(Options with { Adam = new AdamOptions { LearningRate = 0.005, GradientLimit = double.PositiveInfinity } });
        double[] sum = new double[2];
        for (int pass = 0; pass < 60; pass++)
        {
            fit.Push(Rows(0, 4000));
            foreach (FitStep step in Steps(fit))
            {
                if (pass >= 40) (sum[0], sum[1]) = (sum[0] + step.Values[0], sum[1] + step.Values[1]);
            }

            fit.EndPass();
        }

        double steps = fit.StepCount / 3.0;
        // About two standard errors from 2800 bins.
        (sum[0] / steps).ShouldBe(0.5, 0.06);
        (sum[1] / steps).ShouldBe(0.4, 0.12);
    }

    [Fact]
    public void A_failure_names_all_values_and_ends_the_fit()
    {
        AutoregressivePoissonModel breaking = new() { BreaksAbove = 0.35 };
        SequentialMinibatchFit fit = new(breaking, Options, FitStarts.Configured(breaking.Parameters));
        fit.Push(Rows(0, 4000));
        List<FitStep> steps = Steps(fit);
        steps[..^1].ShouldAllBe(step => step.Failure == null);
        string failure = steps[^1].Failure.ShouldNotBeNull();
        failure.ShouldContain("bias[X] = 0.3");
        failure.ShouldContain("gain[X] = 0.");
        failure.ShouldContain("the objective is NaN");
        failure.ShouldNotContain("\n");
        fit.IsFinished.ShouldBeTrue();
        fit.TryStep(out _).ShouldBeFalse();
        fit.StepCount.ShouldBe(steps.Count - 1);
        SequentialMinibatchFit restored = new(breaking, Options, FitStarts.Configured(breaking.Parameters));
        restored.Restore(new BinaryReader(new MemoryStream(Save(fit))));
        restored.Failure.ShouldBe(failure);
    }

    [Fact]
    public void The_limit_of_steps_ends_the_fit_and_no_rows_are_kept_after_it()
    {
        SequentialMinibatchFit fit = NewFit(Options with { MaximumSteps = 5 });
        fit.Push(Rows(0, 4000));
        Steps(fit).Count.ShouldBe(5);
        long received = fit.BinsReceived;
        fit.Push(Rows(0, 100));
        fit.BinsReceived.ShouldBe(received);
    }

    [Fact]
    public void Bad_options_rows_and_states_are_refused()
    {
        Should.Throw<ArgumentException>(() => NewFit(Options with { DataLength = null })).Message.ShouldContain("length");
        Should.Throw<ArgumentException>(() => NewFit(Options with { BatchBins = 0 }));
        Should.Throw<ArgumentException>(() => NewFit(Options with { BurnInNoise = double.NaN }));
        Should.Throw<ArgumentException>(() => new SequentialMinibatchFit(Model, Options, [double.NaN, 0])).Message.ShouldContain("bias[X]");
        SequentialMinibatchFit fit = NewFit();
        fit.Push(Rows(0, 10));
        Should.Throw<ArgumentException>(() => fit.Push(new SequenceData([1, 2], default, 1))).Message.ShouldContain("without inputs");
        Should.Throw<ArgumentException>(() => fit.Push(new SequenceData([1, 2], default, 2)));
        Should.Throw<InvalidDataException>(() => NewFit().Restore(new BinaryReader(new MemoryStream(new byte[100]))));
        Should.Throw<EndOfStreamException>(() => NewFit().Restore(new BinaryReader(new MemoryStream(Save(fit)[..^9]))));
    }

    [Fact]
    public void The_default_noise_factors_give_the_integers_of_the_paper()
    {
        FitOptions options = new();
        (options.MinimumBins - 10_000).ShouldBe(99 + 100 + 330);
    }
}
