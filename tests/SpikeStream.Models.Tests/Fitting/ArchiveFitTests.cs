using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Tests.Fitting;

public sealed class ArchiveFitTests
{
    private static readonly AutoregressivePoissonModel Model = new();
    private static readonly (int[] Counts, double[] Inputs) Recording = Model.Simulate(6000, 0.5, 0.4, 1);

    private static readonly ArchiveFitOptions Options = new()
    {
        Fit = new FitOptions { BatchBins = 20, BurnInBins = 1200, BatchBurnInBins = 30, Seed = 9 },
        StartCount = 4,
        MaximumEpochs = 3,
        Parallelism = 1,
        CheckpointInterval = 50,
    };

    private static ArchiveFit NewFit(ArchiveFitOptions? options = null) => new(Model, options ?? Options, Recording.Counts, Recording.Inputs);

    private static string Text(ArchiveFitResult result) => string.Join('\n', result.Starts.Select(start =>
        $"{start.Index} {start.StepCount} {start.LogLikelihood:R} {start.LogPosterior:R} {string.Join(' ', start.Coordinates.Select(z => z.ToString("R")))}"));

    [Fact]
    public void One_start_and_one_pass_equal_the_stream_to_the_bit()
    {
        List<FitStep> archive = [];
        ArchiveFitResult result = NewFit(Options with { StartCount = 1, MaximumEpochs = 1 }).Run(new ArchiveFitObserver { StepTaken = (_, step) => archive.Add(step) });
        SequentialMinibatchFit stream = new(Model, Options.Fit with { DataLength = 4800 }, FitStarts.Configured(Model.Parameters));
        List<FitStep> live = [];
        for (int bin = 0; bin < 6000; bin += 7)
        {
            int length = Math.Min(7, 6000 - bin);
            stream.Push(new SequenceData(Recording.Counts.AsSpan(bin, length), Recording.Inputs.AsSpan(bin, length), 1));
            while (stream.TryStep(out FitStep? step)) live.Add(step);
        }

        live.Count.ShouldBe(archive.Count);
        live.Zip(archive).ShouldAllBe(pair => pair.First.Objective.Equals(pair.Second.Objective) && pair.First.Values.SequenceEqual(pair.Second.Values));
        stream.Coordinates.ToArray().ShouldBe(result.Best!.Coordinates);
    }

    [Fact]
    public void Results_do_not_depend_on_parallelism() => Text(NewFit(Options with { Parallelism = 4 }).Run()).ShouldBe(Text(NewFit().Run()));

    [Fact]
    public void The_best_start_has_the_highest_likelihood_and_starts_differ()
    {
        ArchiveFitResult result = NewFit().Run();
        result.Best.ShouldNotBeNull().LogLikelihood.ShouldBe(result.Starts.Max(start => start.LogLikelihood));
        result.Starts[0].InitialCoordinates.ShouldBe([0.3, Math.Log(0.2)]);
        result.Starts.Select(start => start.InitialCoordinates[0]).Distinct().Count().ShouldBe(4);
        StartResult posterior = NewFit(Options with { Criterion = StartCriterion.LogPosterior }).Run().Best!;
        posterior.LogPosterior.ShouldBe(result.Starts.Max(start => start.LogPosterior));
    }

    [Fact]
    public void Cancelling_anywhere_and_resuming_ends_with_the_same_result()
    {
        string expected = Text(NewFit().Run());
        foreach (int cancelAfter in (int[])[1, 60, 149, 300, 700])
        {
            using CancellationTokenSource cancellation = new();
            Dictionary<int, byte[]> states = [];
            int steps = 0;
            ArchiveFitObserver observer = new()
            {
                StepTaken = (_, _) =>
                {
                    if (++steps == cancelAfter) cancellation.Cancel();
                },
                Checkpoint = (start, state) => states[start] = state,
            };
            Should.Throw<OperationCanceledException>(() => NewFit().Run(observer, null, cancellation.Token));
            Text(NewFit().Run(null, states)).ShouldBe(expected);
        }
    }

    [Fact]
    public void A_start_that_fails_is_reported_and_not_the_best()
    {
        AutoregressivePoissonModel breaking = new() { BreaksAbove = 0.6 };
        ArchiveFitResult result = new ArchiveFit(breaking, Options with { StartCount = 6 }, Recording.Counts, Recording.Inputs).Run();
        result.Starts.ShouldContain(start => start.Failure != null && double.IsNaN(start.LogLikelihood));
        result.Best.ShouldNotBeNull().Failure.ShouldBeNull();
        AutoregressivePoissonModel broken = new() { BreaksAbove = -100 };
        new ArchiveFit(broken, Options, Recording.Counts, Recording.Inputs).Run().Best.ShouldBeNull();
    }

    [Fact]
    public void Too_short_a_recording_and_an_endless_fit_are_refused()
    {
        Should.Throw<ArgumentException>(() => new ArchiveFit(Model, Options, new int[1271], default)).Message.ShouldContain("expected at least 1272");
        Should.NotThrow(() => new ArchiveFit(Model, Options, new int[1272], default));
        Should.Throw<ArgumentException>(() => NewFit(Options with { MaximumEpochs = int.MaxValue })).Message.ShouldContain("never end");
    }

    [Fact]
    public void The_log_likelihood_of_a_recording_counts_after_the_burn_in()
    {
        double[] z = [0.5, Math.Log(0.4)];
        SequenceData data = new(Recording.Counts, Recording.Inputs, 1);
        double[] expected = new double[6000];
        double late = SequenceLikelihood.Evaluate(Model, z, data, 1200, expected);
        double all = SequenceLikelihood.Evaluate(Model, z, data, 0);
        double early = SequenceLikelihood.Evaluate(Model, z, data.Slice(0, 1200), 0);
        (early + late).ShouldBe(all, 1e-8);
        expected.Average().ShouldBe(Recording.Counts.Average(), 0.1);
        SequenceLikelihood.Evaluate(Model, z, data, 6000).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => SequenceLikelihood.Evaluate(Model, [0, 0], new SequenceData([1], default, 1), 2));
    }
}
