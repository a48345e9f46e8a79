using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Tests.Execution;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Polish, random minibatches, early stop, ties: what each does, and that interruptions and threads leave no trace of themselves.</summary>
public sealed class FitMethodTests
{
    private const string Base = """ "ageBins": 60, "free": ["w[E,E]", "w[I,E]", "c"], "burnIn": "0.2 s", "batchBurnIn": "0.05 s", "batch": "50 ms", "iterations": 30 """;
    private const string Polished = Base + """, "starts": 3, "polish": 2 """;
    private const string Random = Base + """, "starts": 2, "minibatches": "random", "initial": "stationary", "polish": 0 """;
    private const string EarlyStop = Base + """, "starts": 4, "start": "prior", "earlyStop": { "at": [8, 16], "keep": 0.5 }, "polish": 0 """;

    [Fact]
    public async Task The_polish_ends_at_the_mode_of_the_posterior_of_all_data()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(FitRun.Pipeline(Polished));
        string starts = outputs["starts.txt"];
        int kept = Enumerable.Range(1, 3).Single(i => FitRun.Score(starts, "kept", $"start {i}") == 1);
        double after = FitRun.Score(starts, "log_posterior", $"start {kept}"), before = FitRun.Score(starts, "log_posterior_before_polish", $"start {kept}");

        after.ShouldBeGreaterThan(before);
        double[] last = [.. outputs["estimates.txt"].Trim().Split('\n')[^1].Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        last[0].ShouldBe(31);
        last[3].ShouldBe(-after, 1e-9 * Math.Abs(after));
        last[4].ShouldBe(FitRun.Score(starts, "gradient_norm", $"start {kept}"), 1e-9);

        // Checked from outside: the gradient at the last row, against the errors.
        MesoscopicModel model = new(FitNetwork.Parameters, new MesoscopicOptions { AgeBins = 60, Free = ["w[E,E]", "w[I,E]", "c"], Normalised = true });
        double[] z = new double[4], gradient = new double[4];
        model.Parameters.ToCoordinates(last.AsSpan(5), z);
        new RecordingPosterior(model, FitNetwork.Counts, FitNetwork.Inputs, 200).LogPosteriorAndGradient(z, gradient).ShouldBe(after, 1e-6);
        for (int i = 0; i < 4; i++)
        {
            string name = model.Parameters.Parameters[i].Name;
            double error = FitRun.Score(outputs["uncertainty.txt"], "standard_error", name);
            error.ShouldBeGreaterThan(0);
            double slope = Math.Abs(gradient[i]) * (name[0] == 'c' ? error / last[5 + i] : error);
            slope.ShouldBeLessThan(0.1);
        }

        outputs["identifiability.txt"].ShouldContain("Identifiability of 4 parameters");
        FitRun.Score(outputs["eigenvalues.txt"], "eigenvalue", "direction 4").ShouldBeGreaterThan(FitRun.Score(outputs["eigenvalues.txt"], "eigenvalue", "direction 1"));
    }

    [Theory]
    [InlineData(Polished)]
    [InlineData(Random)]
    [InlineData(EarlyStop)]
    public async Task Parallelism_and_kills_leave_no_trace(string fit)
    {
        SortedDictionary<string, string> expected = await FitRun.OutputsAsync(FitRun.Pipeline(fit, more: "\"parallelism\": 1,"));
        using TestRun killed = new();
        await killed.RunWithKillsAsync(FitRun.Pipeline(fit, more: """ "parallelism": 2, "checkpoints": { "every": "20 ms" },"""));

        killed.Outputs().ShouldBe(expected);
    }

    [Fact]
    public async Task Starts_that_fall_behind_end_early_and_the_best_goes_on()
    {
        string starts = (await FitRun.OutputsAsync(FitRun.Pipeline(EarlyStop)))["starts.txt"];

        double[] steps = [.. Enumerable.Range(1, 4).Select(i => FitRun.Score(starts, "steps", $"start {i}"))];
        steps.Order().ShouldBe([8, 8, 16, 30]);
        int kept = Array.IndexOf(steps, 30) + 1;
        FitRun.Score(starts, "kept", $"start {kept}").ShouldBe(1);
        starts.ShouldContain("stopped,start");
    }

    [Fact]
    public async Task Traces_hold_every_start()
    {
        string[][] rows = [.. (await FitRun.OutputsAsync(FitRun.Pipeline(EarlyStop)))["traces.txt"].Trim().Split('\n').Select(line => line.Split(','))];

        rows.Select(row => row[5]).Distinct().ShouldBe(["1", "2", "3", "4"]);
        rows.Count(row => row[0] == "0").ShouldBe(4);
        rows.Length.ShouldBe(4 + 8 + 8 + 16 + 30);
    }

    [Fact]
    public async Task Tied_parameters_share_one_column()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(FitRun.Pipeline(
            """ "ageBins": 60, "free": ["w[E,E]"], "tie": [["c[E]", "c[I]"]], "burnIn": "0.2 s", "batchBurnIn": "0.05 s", "batch": "50 ms", "iterations": 10, "polish": 0 """));

        outputs["estimates.txt"].Split('\n')[0].Split(',').Length.ShouldBe(5 + 2);
        outputs["scores.txt"].ShouldContain("log_likelihood_per_bin,estimate");
    }

    [Theory]
    [InlineData(""" "free": ["w[E,X]"] """, "free: found \"w[E,X]\", but w takes the target and the source population, such as w[E,I]; the populations are E, I")]
    [InlineData(""" "free": ["w[E]"] """, "free: found \"w[E]\", but w takes the target and the source population, such as w[E,I]")]
    [InlineData(""" "free": ["tau_m[E,I]"] """, "free: found \"tau_m[E,I]\", but tau_m takes one population, such as tau_m[E]")]
    [InlineData(""" "free": ["tau_m[e]"] """, "free: found \"tau_m[e]\", did you mean \"tau_m[E]\"?")]
    [InlineData(""" "free": ["N"] """, "free: found \"N\", which is never free: it stays as the parameters say; expected one of w, p, R")]
    [InlineData(""" "free": ["q"] """, "free: found \"q\", expected one of w, p, R")]
    [InlineData(""" "tie": [["tau_n", "c"]] """, "tie: found \"tau_n\", did you mean \"tau_m\"?")]
    [InlineData(""" "tie": [["tau_m[E]", "c[E]"]] """, "expected parameters of one kind")]
    [InlineData(""" "priors": { "tau_thet": "Normal(0, 1)" } """, "priors: found \"tau_thet\", did you mean \"tau_theta\"?")]
    public async Task Names_that_the_model_does_not_have_are_refused_with_the_nearest(string options, string message)
    {
        (await FitRun.RefusalAsync(FitRun.Pipeline(options + """, "iterations": 10 """))).ShouldContain(message);
    }
}
