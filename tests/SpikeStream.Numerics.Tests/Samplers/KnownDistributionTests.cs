using SpikeStream.Numerics.Diagnostics;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Numerics.Tests.Samplers;

public sealed class KnownDistributionTests
{
    // Ten axes of variances 0.001 to 1.
    private static readonly double[] Thousandfold = [.. Enumerable.Range(0, 10).Select(k => Math.Pow(10, -k / 3.0))];

    [Theory]
    [InlineData(MetricForm.Dense, 1500)]
    [InlineData(MetricForm.Diagonal, 300)]
    public void A_correlated_gaussian_of_condition_number_1000_has_its_moments(MetricForm metric, double effectiveDraws)
    {
        (ILogDensity density, double[] variances) = Densities.RotatedGaussian(Thousandfold, seed: 3);
        SamplerOptions options = new() { WarmUp = 500, Metric = metric };

        SampledChains chains = SampledChains.Run(density, options, chains: 4, draws: 750, start: new double[10]);

        for (int i = 0; i < 10; i++)
        {
            double error = ChainDiagnostics.StandardErrorOfMean(chains.Draws[i]);
            Math.Abs(chains.Mean(i) - (1 + i)).ShouldBeLessThan(4 * error);
            chains.Variance(i).ShouldBe(variances[i], 0.2 * variances[i]);
            ChainDiagnostics.RankNormalisedSplitRHat(chains.Draws[i]).ShouldBeLessThan(1.02);
            ChainDiagnostics.BulkEffectiveSampleSize(chains.Draws[i]).ShouldBeGreaterThan(effectiveDraws);
            ChainDiagnostics.TailEffectiveSampleSize(chains.Draws[i]).ShouldBeGreaterThan(effectiveDraws / 2);
        }

        chains.Transitions.ShouldAllBe(transition => !transition.IsDivergent && !transition.IsCut);
        chains.Transitions.Average(transition => transition.Acceptance).ShouldBe(0.8, 0.12);
    }

    [Fact]
    public void With_the_covariance_given_trees_are_shallow_from_the_start()
    {
        double[] variances = [.. Thousandfold];
        (ILogDensity density, _) = Densities.RotatedGaussian(variances, seed: 3);
        double[,] covariance = CovarianceBySolving(density);
        EuclideanMetric metric = EuclideanMetric.Dense(10, covariance.Cast<double>().ToArray());
        SamplerOptions options = new() { WarmUp = 100, Metric = MetricForm.Fixed };

        SampledChains chains = SampledChains.Run(density, options, chains: 2, draws: 300, start: [.. Enumerable.Range(1, 10).Select(i => (double)i)], metric);

        // With the identity it would be about 7.
        chains.Transitions.Average(transition => transition.TreeDepth).ShouldBeLessThan(3.3);
        for (int i = 0; i < 10; i++) ChainDiagnostics.BulkEffectiveSampleSize(chains.Draws[i]).ShouldBeGreaterThan(250);
    }

    [Fact]
    public void Fixed_paths_sample_the_gaussian_too()
    {
        (ILogDensity density, double[] variances) = Densities.RotatedGaussian([1, 0.3, 0.1], seed: 4);
        SamplerOptions options = new()
        {
            WarmUp = 500,
            Metric = MetricForm.Diagonal,
            TargetAcceptance = 0.9,
            Trajectory = new FixedPathOptions { PathLength = 1.3, StepScale = 0.1 },
        };

        SampledChains chains = SampledChains.Run(density, options, chains: 4, draws: 1000, start: [0, 0, 0]);

        for (int i = 0; i < 3; i++)
        {
            Math.Abs(chains.Mean(i) - (1 + i)).ShouldBeLessThan(4 * ChainDiagnostics.StandardErrorOfMean(chains.Draws[i]));
            chains.Variance(i).ShouldBe(variances[i], 0.15 * variances[i]);
            ChainDiagnostics.BulkEffectiveSampleSize(chains.Draws[i]).ShouldBeGreaterThan(400);
        }
    }

    [Fact]
    public void The_banana_has_its_moments()
    {
        SamplerOptions options = new() { WarmUp = 500, TargetAcceptance = 0.95 };

        SampledChains chains = SampledChains.Run(Densities.Banana(), options, chains: 4, draws: 2000, start: [0.5, 0.5]);

        Math.Abs(chains.Mean(0)).ShouldBeLessThan(4 * ChainDiagnostics.StandardErrorOfMean(chains.Draws[0]));
        Math.Abs(chains.Mean(1) - 1).ShouldBeLessThan(4 * ChainDiagnostics.StandardErrorOfMean(chains.Draws[1]));
        chains.Variance(0).ShouldBe(1, 0.15);
        chains.Variance(1).ShouldBe(2.25, 0.5);
        ChainDiagnostics.RankNormalisedSplitRHat(chains.Draws[1]).ShouldBeLessThan(1.02);
    }

    // The neck of the funnel is out of reach of any one step size: v below about -6 is not sampled, which bounds what is asked of the lower side.
    [Fact]
    public void The_funnel_is_sampled_at_a_high_acceptance()
    {
        SamplerOptions options = new() { WarmUp = 1000, TargetAcceptance = 0.99, Metric = MetricForm.Diagonal };

        SampledChains chains = SampledChains.Run(Densities.Funnel(4), options, chains: 4, draws: 4000, start: [0, 1, -1, 1]);

        double[] v = [.. chains.Draws[0].SelectMany(chain => chain)];
        Quantile.OfUnsorted(v, 0.5).ShouldBe(0, 0.7);
        Quantile.OfUnsorted(v, 0.9).ShouldBe(3.845, 0.6);
        Quantile.OfUnsorted(v, 0.98).ShouldBe(6.161, 1);
        Quantile.OfUnsorted(v, 0.1).ShouldBe(-3.845, 1.3);
    }

    [Fact]
    public void The_funnel_without_its_centring_is_exact()
    {
        // x_i = exp(v/2) y_i with y_i ~ N(0, 1): the same distribution in coordinates that do not narrow.
        WrittenDensity density = new(5, (position, gradient) =>
        {
            double sum = 0;
            for (int i = 0; i < 5; i++)
            {
                double variance = i == 0 ? 9 : 1;
                gradient[i] = -position[i] / variance;
                sum -= position[i] * position[i] / variance / 2;
            }

            return sum;
        });

        SampledChains chains = SampledChains.Run(density, new SamplerOptions { WarmUp = 300 }, chains: 4, draws: 1500, start: new double[5]);

        double[] v = [.. chains.Draws[0].SelectMany(chain => chain)];
        Math.Abs(chains.Mean(0)).ShouldBeLessThan(4 * ChainDiagnostics.StandardErrorOfMean(chains.Draws[0]));
        Quantile.OfUnsorted(v, 0.1).ShouldBe(-3.845, 0.25);
        Quantile.OfUnsorted(v, 0.9).ShouldBe(3.845, 0.25);
        double[] x = [.. v.Zip(chains.Draws[1].SelectMany(chain => chain), (a, y) => Math.Exp(a / 2) * y)];
        Quantile.OfUnsorted(x, 0.5).ShouldBe(0, 0.1);
    }

    [Fact]
    public void A_coarse_step_in_the_funnel_diverges_and_says_so()
    {
        SamplerOptions options = new() { WarmUp = 300, TargetAcceptance = 0.6 };

        SampledChains chains = SampledChains.Run(Densities.Funnel(10), options, chains: 4, draws: 500, start: [0, .. Enumerable.Repeat(1.0, 9)]);

        chains.Transitions.Count(transition => transition.IsDivergent).ShouldBeGreaterThan(5);
    }

    private static double[,] CovarianceBySolving(ILogDensity density)
    {
        // Of a Gaussian the gradient is linear: column j of the precision is the change of -gradient by a unit step.
        int d = density.Dimension;
        double[] origin = new double[d], step = new double[d];
        density.Evaluate(new double[d], origin);
        MathNet.Numerics.LinearAlgebra.Matrix<double> precision = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.Dense(d, d, (i, j) =>
        {
            double[] unit = new double[d];
            unit[j] = 1;
            density.Evaluate(unit, step);
            return origin[i] - step[i];
        });
        return precision.Inverse().ToArray();
    }
}
