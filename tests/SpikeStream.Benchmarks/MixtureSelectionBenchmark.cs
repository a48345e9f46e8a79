using System.Diagnostics;
using SpikeStream.Models.Mixtures;

namespace SpikeStream.Benchmarks;

/// <summary>
/// Model selection as in the tutorial of Sokoloski, Aschner and Coen-Cagli: 10 folds for 1, 5, 10, ..., 40 components of a CoM-based mixture, 43 neurons, 2000 trials of 8 stimuli, on one core and on all
/// cores. The tutorial took 5 hours on 16 cores.
/// </summary>
internal sealed class MixtureSelectionBenchmark : Benchmark
{
    public override string Name => "mixture-selection";

    public override bool UsesAllCores => true;

    public override Task RunAsync(string folder)
    {
        (_, MixtureParameters drawn) = MixtureSynthesis.Draw(new() { Neurons = 43, Components = 20 });
        StimulusSet stimuli = CircularStimulus.Grid(8, 180);
        MixtureTrials trials = MixtureSynthesis.Trials(drawn, stimuli, MixtureSynthesis.Order(8, 2000, 1), 1);
        CrossValidation validation = new(trials, new DiscreteTuning(stimuli.Labels), new() { Model = MixtureModelKind.ComBased });
        int[] components = [1, 5, 10, 15, 20, 25, 30, 35, 40];
        // Compiles.
        validation.Run([5], Environment.ProcessorCount);
        (double one, double oneProcessor) = Seconds(() => validation.Run(components, 1));
        IReadOnlyList<ComponentScore> scores = [];
        (double all, double allProcessor) = Seconds(() => scores = ComponentScore.Of(validation.Run(components, Environment.ProcessorCount)));
        ComponentScore best = scores.MaxBy(score => score.LogLikelihood)!;
        ResultTable.Print("cross-validate, 9 x 10 fits, all cores", all, "s", 360, all <= 360, 360 / all, FormattableString.Invariant($"best with {best.Components} components, log-likelihood {best.LogLikelihood:0.000} +- {best.LogLikelihoodError:0.000}; 20 are true"));
        ResultTable.Print("the same, one core over all cores", one / all, "times", 1.9, one / all >= 1.9, one / all / 1.9, FormattableString.Invariant($"one core {one:0.0} s; processor time {oneProcessor:0.0} s on one, {allProcessor:0.0} s on {Environment.ProcessorCount}"));
        return Task.CompletedTask;
    }

    private static (double Elapsed, double Processor) Seconds(Action action)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        action();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }
}
