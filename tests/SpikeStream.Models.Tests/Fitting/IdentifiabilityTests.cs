using MathNet.Numerics.LinearAlgebra;
using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Distributions;

namespace SpikeStream.Models.Tests.Fitting;

public sealed class IdentifiabilityTests
{
    // The sum of a and b is known a thousand times better than their difference; c, on a logarithmic scale, by the prior alone.
    private static readonly ParameterSpace Space = new(
    [
        new Parameter("a", "mV", ParameterTransform.Identity, new NormalPrior(0, 4), 1),
        new Parameter("b", "mV", ParameterTransform.Identity, new NormalPrior(0, 4), 1),
        new Parameter("c", "Hz", ParameterTransform.Log, new NormalPrior(1, 0.5), 1),
    ]);

    private static Identifiability Constructed()
    {
        Matrix<double> data = Matrix<double>.Build.DenseOfArray(new double[,] { { 1000, 999, 0 }, { 999, 1000, 0 }, { 0, 0, 0 } });
        Matrix<double> prior = Matrix<double>.Build.DenseOfDiagonalArray([1 / 16.0, 1 / 16.0, 4]);
        double[] mode = [2, -3, 1];
        return new Identifiability(Space, ObservedInformation.At([new GaussianDensity(mode, data + prior)], mode));
    }

    [Fact]
    public void Eigenvalues_say_how_many_times_as_much_as_the_prior_the_data_say()
    {
        IReadOnlyList<InformationDirection> directions = Constructed().Directions;

        // Along (a + b)/sqrt 2 the data's precision is 1999, along (a - b)/sqrt 2 it is 1; both times the prior's variance 16.
        directions.Select(direction => direction.Eigenvalue).ShouldBe([0, 16, 1999 * 16.0], 1e-2);
        directions[2].Loadings[0].ShouldBe(directions[2].Loadings[1], 1e-9);
        directions[1].Loadings[0].ShouldBe(-directions[1].Loadings[1], 1e-6);
        directions[0].PosteriorDeviation.ShouldBe(1, 1e-6);
        directions[1].PosteriorDeviation.ShouldBe(1 / Math.Sqrt(17), 1e-6);
    }

    [Fact]
    public void Errors_are_those_of_the_inverse_and_intervals_go_through_the_transform()
    {
        Identifiability identifiability = Constructed();
        ParameterUncertainty a = identifiability.Parameters[0], c = identifiability.Parameters[2];

        a.StandardError.ShouldBe(Math.Sqrt(0.5 / (1999 + 1 / 16.0) + 0.5 / (1 + 1 / 16.0)), 1e-6);
        a.ConditionalError.ShouldBe(1 / Math.Sqrt(1000 + 1 / 16.0), 1e-8);
        c.Estimate.ShouldBe(Math.E, 1e-9);
        c.StandardError.ShouldBe(0.5 * Math.E, 1e-6);
        c.Lower.ShouldBe(Math.Exp(1 - 0.5 * 1.959963984540054), 1e-6);
        c.Upper.ShouldBe(Math.Exp(1 + 0.5 * 1.959963984540054), 1e-6);
        c.PriorShare.ShouldBe(1, 1e-6);
        a.PriorShare.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void Words_name_what_trades_off_and_what_only_the_prior_knows()
    {
        IReadOnlyList<string> findings = IdentifiabilityText.Findings(Constructed());

        findings.ShouldContain(line => line.StartsWith("a and b trade off (correlation -0.999)", StringComparison.Ordinal) && line.Contains("34 %", StringComparison.Ordinal));
        findings.ShouldContain("known by the prior rather than by the data: c");
        findings.ShouldContain(line => line.StartsWith("worst known: c +50 % at one standard deviation", StringComparison.Ordinal));
        findings.ShouldContain(line => line.StartsWith("best known: ", StringComparison.Ordinal) && line.Contains(" together at one standard deviation; the data say 31984 times as much as the prior", StringComparison.Ordinal));
    }

    [Fact]
    public void A_saddle_is_called_one()
    {
        double[] point = [0, 0, 0];
        Matrix<double> matrix = Matrix<double>.Build.DenseOfDiagonalArray([-1, 5, 5]);
        Identifiability saddle = new(Space, ObservedInformation.At([new GaussianDensity(point, matrix)], point));

        saddle.ConditionNumber.ShouldBe(double.PositiveInfinity);
        IdentifiabilityText.Findings(saddle).ShouldContain(line => line.Contains("not positive definite", StringComparison.Ordinal));
    }

    [Fact]
    public void The_intervals_of_simulated_recordings_hold_the_truth_as_often_as_they_say()
    {
        // Autoregressive Poisson: 60 recordings; the number of 95 % intervals that hold is binomial, below 50 with a probability of 1e-4.
        AutoregressivePoissonModel model = new();
        int held = 0;
        double[] squares = new double[2], variances = new double[2];
        for (ulong seed = 1; seed <= 60; seed++)
        {
            (int[] counts, double[] inputs) = model.Simulate(3000, 0.5, 0.4, seed);
            MapPolishResult fit = MapPolish.Run([new RecordingLogDensity(new RecordingPosterior(model, counts, inputs, 0))], [0.4, Math.Log(0.3)], new MapPolishOptions());
            fit.IsConverged.ShouldBeTrue(fit.Note);
            Identifiability identifiability = new(model.Parameters, fit.Information!);
            ParameterUncertainty bias = identifiability.Parameters[0], gain = identifiability.Parameters[1];
            if (bias.Lower <= 0.5 && 0.5 <= bias.Upper) held++;
            squares[0] += (bias.Estimate - 0.5) * (bias.Estimate - 0.5);
            variances[0] += bias.StandardError * bias.StandardError;
            squares[1] += (gain.Estimate - 0.4) * (gain.Estimate - 0.4);
            variances[1] += gain.StandardError * gain.StandardError;
        }

        held.ShouldBeGreaterThan(50);

        // The mean square error is the mean variance, within the spread of a chi square with 60 degrees of freedom and some shrinkage by the prior.
        (squares[0] / variances[0]).ShouldBeInRange(0.6, 1.6);
        (squares[1] / variances[1]).ShouldBeInRange(0.5, 1.7);
    }

    [Fact]
    public void The_information_of_a_Poisson_rate_is_the_known_one()
    {
        // With a vanishing gain the counts are independent: the information by the bias is the sum of the rates, plus the prior's 1/4.
        AutoregressivePoissonModel model = new();
        (int[] counts, double[] inputs) = model.Simulate(2000, 0.5, 1e-9, 7);
        RecordingPosterior posterior = new(model, counts, inputs, 0);

        ObservedInformation information = ObservedInformation.At(posterior, [0.5, Math.Log(1e-9)]);

        information.Matrix[0, 0].ShouldBe(inputs.Sum(input => Math.Exp(0.5 + input)) + 0.25, 0.05);
    }
}
