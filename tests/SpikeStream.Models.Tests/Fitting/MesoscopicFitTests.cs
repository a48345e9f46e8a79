using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Metrics;
using SpikeStream.Models.Microscopic;
using SpikeStream.Models.Stimuli;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Tests.Fitting;

/// <summary>The main job in memory: a microscopic network is simulated, binned, and the mesoscopic model is fitted to it.</summary>
public sealed class MesoscopicFitTests
{
    private const int Bins = 12_000;
    private const int BurnIn = 4000;

    private static readonly MesoscopicParameters Truth = MesoscopicDefaults.TwoPopulations;
    private static readonly Lazy<(int[] Counts, double[] Inputs)> Recording = new(Simulate);

    private static (int[] Counts, double[] Inputs) Simulate()
    {
        BinGrid fine = BinGrid.Parse("0.2 ms");
        double[] input = new double[2 * 5 * Bins], coarse = new double[2 * Bins];
        new SineStimulus(fine, [0.25, 0.1], [2, 2], [4, 4], new RandomStream(1, "test", "stimulus")).Fill(input);
        StimulusAverage.OfSteps(input, 2, 5, coarse);
        List<MicroscopicSpike> spikes = [];
        new MicroscopicNetwork(Truth, new MicroscopicOptions { Seed = 1 }).Advance(5 * Bins, input, spikes);
        int[] counts = new int[2 * Bins];
        BinGrid bins = BinGrid.Parse("1 ms");
        foreach (MicroscopicSpike spike in spikes) counts[bins.IndexOf(fine.Edge(spike.Step)) * 2 + (spike.Unit < 438 ? 0 : 1)]++;
        counts.Sum().ShouldBe(spikes.Count);
        return (counts, coarse);
    }

    private static readonly MesoscopicParameters Start = Truth with
    {
        SynapticWeight = [1, -3, 1, -3],
        EscapeRate = [6, 15],
        NoiseLevel = [4, 7],
        AdaptationStrength = [0.5, 0],
    };

    private static MesoscopicModel Model => new(Start);

    [Fact]
    public void A_fit_comes_close_to_the_likelihood_of_the_truth_and_beats_constant_rates()
    {
        (int[] counts, double[] inputs) = Recording.Value;
        MesoscopicModel model = Model;
        SequenceData data = new(counts, inputs, 2);
        double[] initial = FitStarts.Configured(model.Parameters);
        SequentialMinibatchFit fit = new(model, new FitOptions { Seed = 1, BurnInBins = BurnIn, MaximumSteps = 600, DataLength = Bins - BurnIn }, initial);
        while (!fit.IsFinished)
        {
            fit.Push(data);
            while (fit.TryStep(out _))
            {
            }

            fit.EndPass();
        }

        double start = SequenceLikelihood.Evaluate(model, initial, data, BurnIn);
        double estimate = SequenceLikelihood.Evaluate(model, fit.Coordinates, data, BurnIn);
        double truth = SequenceLikelihood.Evaluate(model, FitStarts.Configured(new MesoscopicModel(Truth).Parameters), data, BurnIn);
        double baseline = HomogeneousRateBaseline.LogLikelihood(counts.AsSpan(2 * BurnIn), [438, 109]);
        baseline.ShouldBeLessThan(truth);
        start.ShouldBeLessThan(truth);
        estimate.ShouldBeGreaterThan(start + 0.8 * (truth - start));
        estimate.ShouldBeGreaterThan(baseline);
    }

    [Fact]
    public void A_fit_that_was_saved_continues_to_the_bit()
    {
        (int[] counts, double[] inputs) = Recording.Value;
        SequenceData data = new SequenceData(counts, inputs, 2).Slice(0, 2000);
        FitOptions options = new() { Seed = 2, BurnInBins = 500, BatchBurnInBins = 100, DataLength = 1500 };
        SequentialMinibatchFit New() => new(Model, options, FitStarts.Configured(Model.Parameters));
        SequentialMinibatchFit whole = New(), first = New(), resumed = New();
        whole.Push(data);
        while (whole.TryStep(out _))
        {
        }

        for (int bin = 0; bin < 1100; bin += 10)
        {
            first.Push(data.Slice(bin, 10));
            while (first.TryStep(out _))
            {
            }
        }

        MemoryStream memory = new();
        first.Save(new BinaryWriter(memory));
        memory.Position = 0;
        resumed.Restore(new BinaryReader(memory));
        resumed.BinsReceived.ShouldBe(1100);
        resumed.Push(data.Slice(1100, 900));
        while (resumed.TryStep(out _))
        {
        }

        resumed.StepCount.ShouldBeGreaterThan(first.StepCount);
        resumed.StepCount.ShouldBe(whole.StepCount);
        resumed.Coordinates.ToArray().ShouldBe(whole.Coordinates.ToArray());
    }
}
