using System.Diagnostics;
using SpikeStream.Models.Mixtures;

namespace SpikeStream.Benchmarks;

/// <summary>
/// Conditional mixtures at the size of the recordings of Sokoloski, Aschner and Coen-Cagli (2021): 43 neurons, 20 components, 2000 trials of 8 stimuli, on one core. In the remarks: numpy with one thread
/// on this class of machine.
/// </summary>
internal sealed class MixtureBenchmark : Benchmark
{
    private const int Trials = 2000;

    public override string Name => "mixtures";

    public override Task RunAsync(string folder)
    {
        Fixture data = new(43, 20, Trials);
        double[] responsibilities = new double[Trials * 20];
        Print("E-step, 43 neurons, 20 components, 2000 trials", Milliseconds(100, () => data.Model.Responsibilities(data.Trials.Counts, responsibilities)), 0.2, "numpy 0.74 ms");

        MixtureTrainingOptions adam = new() { Components = 20, Epochs = int.MaxValue, Optimiser = MixtureOptimiser.Adam, LearningRate = 1e-5 };
        MixtureTrainingOptions single = adam with { ComStepsPerEpoch = 1, Model = MixtureModelKind.ComBased, PoissonFraction = 0 };
        MixtureTrainer poisson = data.Trainer(adam);
        Print("Poisson EM epoch of 20 Adam steps", Milliseconds(50, () => poisson.Advance()), 1, "numpy 4.8 ms; with the log-likelihood");

        MixtureTrainer comBased = data.Trainer(single);
        Print("CoM-based gradient step, all trials", Milliseconds(50, () => comBased.Advance()), 1.5, "numpy 21 ms");

        double[] perPair = [.. ((int[])[43, 1000, 10_000]).Select(neurons =>
        {
            Fixture large = new(neurons, 20, 512);
            MixtureTrainer trainer = large.Trainer(single);
            return Milliseconds(3, () => trainer.Advance()) * 1e6 / (neurons * 20.0);
        })];
        ResultTable.Print("CoM-based gradient step at 10,000 neurons", perPair[2], "ns", double.NaN, true, double.NaN, FormattableString.Invariant($"per neuron and component, 512 trials; {perPair[0]:0} at 43 neurons, {perPair[1]:0} at 1000"));

        foreach ((MixtureOptimiser optimiser, int starts) in ((MixtureOptimiser, int)[])[(MixtureOptimiser.Lbfgs, 6), (MixtureOptimiser.Adam, 1)])
        {
            long start = Stopwatch.GetTimestamp();
            MixtureTrainingOptions options = new() { Components = 20, Epochs = 1000, Optimiser = optimiser, Starts = starts, Model = MixtureModelKind.ComBased };
            MixtureFit fit = new(data.Trials, new DiscreteTuning(data.Trials.Stimuli.Labels), options);
            fit.Run();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            ResultTable.Print($"train -k 20 -e 1000 by {optimiser}, starts: {starts}", seconds, "s", 5, seconds <= 5, 5 / seconds, FormattableString.Invariant($"numpy 46 s by Adam; {fit.Best.Epoch} epochs, log-likelihood {fit.Best.LogLikelihood:0.000}"));
        }

        return Task.CompletedTask;
    }

    private static void Print(string what, double milliseconds, double bar, string remarks) => ResultTable.Print(what, milliseconds, "ms", bar, milliseconds <= bar, bar / milliseconds, remarks);

    /// <summary>The best of ten rounds: the first ones compile.</summary>
    private static double Milliseconds(int calls, Action action)
    {
        double best = double.PositiveInfinity;
        for (int round = 0; round < 10; round++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++) action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls);
        }

        return best;
    }

    private sealed class Fixture
    {
        private readonly MixtureParameters _parameters;

        public Fixture(int neurons, int components, int trials)
        {
            // Many neurons are drawn from one component: tables of all their distributions would fill the memory.
            (_, MixtureParameters drawn) = MixtureSynthesis.Draw(new() { Neurons = neurons, Components = neurons > 100 ? 1 : components });
            StimulusSet stimuli = CircularStimulus.Grid(8, 180);
            Trials = MixtureSynthesis.Trials(drawn, stimuli, MixtureSynthesis.Order(8, trials, 1), 1);
            _parameters = MixtureStart.FromDrawnGains(MixtureTotals.Of(Trials), stimuli, new DiscreteTuning(stimuli.Labels), components, 1, 0);
            Model = new(_parameters, stimuli);
        }

        public MixtureTrials Trials { get; }

        public ConditionalMixture Model { get; }

        public MixtureTrainer Trainer(MixtureTrainingOptions options) => new(Trials, _parameters, options);
    }
}
