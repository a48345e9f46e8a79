using System.Text.Json;
using SpikeStream.Models.Mixtures;

namespace SpikeStream.Models.Tests.Mixtures;

public sealed class MixtureTrainerTests
{
    private static readonly JsonElement Traces = MixtureFixture.Read("training-traces");

    [Fact]
    public void Expectation_maximisation_in_closed_form_agrees_with_the_reference()
    {
        JsonElement expected = Traces.GetProperty("closed_form_unconditional");
        UnconditionalPoissonMixture mixture = new(expected.Numbers("initial_rates"), expected.Numbers("initial_weights"));
        MixtureTrials trials = ModelFixture.TrialsOf(Traces, 1);
        double last = double.NegativeInfinity;
        foreach (double logLikelihood in expected.Numbers("mean_log_likelihood_before_epoch"))
        {
            double found = mixture.Advance(trials);
            found.ShouldBe(logLikelihood, 1e-8);
            found.ShouldBeGreaterThanOrEqualTo(last - 1e-12);
            last = found;
        }

        mixture.Rates.ToArray().ShouldBeNear(expected.Numbers("final_rates"), 1e-8, "rates");
        mixture.Weights.ToArray().ShouldBeNear(expected.Numbers("final_weights"), 1e-8, "weights");
        double before = mixture.Advance(trials);
        UnconditionalPoissonMixture again = new(expected.Numbers("final_rates"), expected.Numbers("final_weights"));
        ConditionalMixture.MeanLogLikelihood(again.ToParameters(trials.Stimuli.Labels), trials).ShouldBe(before, 1e-9);
    }

    [Theory]
    [InlineData("conditional_em_adam", false)]
    [InlineData("schedule_ip_then_com", true)]
    [InlineData("von_mises_em_adam", false)]
    public void Curves_of_training_agree_with_the_reference(string name, bool isComBased)
    {
        JsonElement expected = Traces.GetProperty(name), settings = expected.GetProperty("settings");
        MixtureTrials trials = ModelFixture.TrialsOf(Traces, expected.TryGetProperty("stimulus_of_condition", out JsonElement scale) ? scale.GetDouble() : 1);
        MixtureTrainer trainer = new(trials, ModelFixture.ParametersOf(expected.GetProperty("initial")), new()
        {
            Model = isComBased ? MixtureModelKind.ComBased : MixtureModelKind.Poisson,
            Components = 3,
            Epochs = (int)settings.Number("epochs"),
            Optimiser = MixtureOptimiser.Adam,
        });
        while (trainer.Advance())
        {
        }

        double[] curve = expected.Numbers("mean_log_likelihood");
        trainer.Trace.Count.ShouldBe(curve.Length);
        for (int epoch = 0; epoch < curve.Length; epoch++) trainer.Trace[epoch].LogLikelihood.ShouldBe(curve[epoch], epoch < 10 ? 1e-8 : 1e-6, $"epoch {epoch}");
        MixtureParameters final = ModelFixture.ParametersOf(expected.GetProperty("final"));
        trainer.Parameters.Base.ShouldBeNear(final.Base, 1e-6, "base");
        trainer.Parameters.Mix.ShouldBeNear(final.Mix, 1e-6, "mix");
        trainer.Parameters.Category.ShouldBeNear(final.Category, 1e-6, "cat");
        trainer.Parameters.Shape.ShouldBeNear(final.Shape, 1e-6, "shape");
    }

    [Theory]
    [InlineData(MixtureOptimiser.Adam)]
    [InlineData(MixtureOptimiser.Lbfgs)]
    public void A_saved_trainer_goes_on_with_the_same_bits(MixtureOptimiser optimiser)
    {
        MixtureTrials trials = ModelFixture.TrialsOf(Traces, 1);
        MixtureTrainingOptions options = new() { Model = MixtureModelKind.ComBased, Components = 3, Epochs = 12, PoissonFraction = 0.5, Optimiser = optimiser };
        MixtureParameters start = MixtureStart.Of(trials, new DiscreteTuning(trials.Stimuli.Labels), 3, 1, 1);
        MixtureTrainer whole = new(trials, start, options);
        List<byte[]> states = [State(whole)];
        while (whole.Advance()) states.Add(State(whole));
        foreach (byte[] state in states)
        {
            MixtureTrainer resumed = new(trials, start, options);
            resumed.Restore(new BinaryReader(new MemoryStream(state)));
            while (resumed.Advance())
            {
            }

            resumed.Trace.ShouldBe(whole.Trace);
            resumed.Parameters.Shape.ShouldBe(whole.Parameters.Shape);
            resumed.Parameters.Mix.ShouldBe(whole.Parameters.Mix);
        }
    }

    [Fact]
    public void A_quasi_newton_curve_never_falls_and_passes_that_of_adam()
    {
        JsonElement expected = Traces.GetProperty("schedule_ip_then_com");
        MixtureTrials trials = ModelFixture.TrialsOf(Traces, 1);
        MixtureTrainer trainer = new(trials, ModelFixture.ParametersOf(expected.GetProperty("initial")), new() { Model = MixtureModelKind.ComBased, Components = 3, Epochs = 200 });
        while (trainer.Advance())
        {
        }

        trainer.Trace.Zip(trainer.Trace.Skip(1)).ShouldAllBe(pair => pair.Second.LogLikelihood >= pair.First.LogLikelihood);
        trainer.LogLikelihood.ShouldBeGreaterThan(expected.Numbers("mean_log_likelihood")[^1]);
        trainer.Parameters.Model.ShouldBe(MixtureModelKind.ComBased);
    }

    private static byte[] State(MixtureTrainer trainer)
    {
        using MemoryStream memory = new();
        using BinaryWriter writer = new(memory);
        trainer.Save(writer);
        return memory.ToArray();
    }
}
