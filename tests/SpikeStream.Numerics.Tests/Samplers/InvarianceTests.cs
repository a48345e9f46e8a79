using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Numerics.Tests.Samplers;

/// <summary>A transition from an exact draw must end in an exact draw, however coarse the steps are.</summary>
public sealed class InvarianceTests
{
    private const int Bins = 20;

    // Chi-square with 19 degrees of freedom: 43.8 is exceeded once in a thousand.
    private const double Limit = 43.8;

    [Theory]
    [InlineData(0.35)]
    [InlineData(0.9)]
    public void No_u_turn_trajectories_leave_the_banana_as_it_is(double stepSize) =>
        CheckBanana(new SamplerOptions { WarmUp = 0, Metric = MetricForm.Fixed, InitialStepSize = stepSize }, distinctAtLeast: 0.4);

    [Fact]
    public void Trees_that_are_cut_leave_the_banana_as_it_is() => CheckBanana(
        new SamplerOptions { WarmUp = 0, Metric = MetricForm.Fixed, InitialStepSize = 0.3, Trajectory = new NoUTurnOptions { MaximumTreeDepth = 2 } },
        distinctAtLeast: 0.5);

    [Fact]
    public void Fixed_paths_leave_the_banana_as_it_is() => CheckBanana(
        new SamplerOptions { WarmUp = 0, Metric = MetricForm.Fixed, InitialStepSize = 0.45, Trajectory = new FixedPathOptions { PathLength = 1.4 } },
        distinctAtLeast: 0.2);

    [Fact]
    public void A_dense_metric_leaves_the_banana_as_it_is() => CheckBanana(
        new SamplerOptions { WarmUp = 0, Metric = MetricForm.Fixed, InitialStepSize = 0.5 },
        distinctAtLeast: 0.5,
        EuclideanMetric.Dense(2, [1.2, 0.4, 0.4, 0.7]));

    [Fact]
    public void Ranks_of_the_truth_among_draws_of_a_conjugate_model_are_uniform()
    {
        // mu ~ N(0, 2²), three observations of N(mu, 1): a truth drawn from the prior has a uniform rank among draws of its posterior.
        const int simulations = 400, kept = 19, thin = 3;
        int[] histogram = new int[kept + 1];
        for (int i = 0; i < simulations; i++)
        {
            RandomStream random = new(7, "test", "simulation", (ulong)i);
            double truth = 2 * random.NextNormal(), sum = 0;
            for (int k = 0; k < 3; k++) sum += truth + random.NextNormal();
            WrittenDensity posterior = new(1, (position, gradient) =>
            {
                gradient[0] = -position[0] / 4 + sum - 3 * position[0];
                return -position[0] * position[0] / 8 + sum * position[0] - 1.5 * position[0] * position[0];
            });
            HamiltonianSampler sampler = new(posterior, new SamplerOptions { WarmUp = 60 }, new RandomStream(7, "test", "chain", (ulong)i), [0]);
            for (int k = 0; k < 60; k++) sampler.Step();
            int rank = 0;
            for (int k = 0; k < kept * thin; k++)
            {
                sampler.Step();
                if (k % thin == thin - 1 && sampler.Position[0] < truth) rank++;
            }

            histogram[rank]++;
        }

        ChiSquare(histogram).ShouldBeLessThan(Limit);
    }

    private static void CheckBanana(SamplerOptions options, double distinctAtLeast, EuclideanMetric? metric = null)
    {
        const int chains = 8000;
        int[] along = new int[Bins], across = new int[Bins];
        int moved = 0;
        for (int chain = 0; chain < chains; chain++)
        {
            RandomStream exact = new(11, "test", "exact", (ulong)chain);
            double x = exact.NextNormal(), y = x * x + 0.5 * exact.NextNormal();
            HamiltonianSampler sampler = new(Densities.Banana(), options, new RandomStream(11, "test", "chain", (ulong)chain), [x, y], metric);
            for (int k = 0; k < 3; k++) sampler.Step();
            double newX = sampler.Position[0], newY = sampler.Position[1];
            if (newX != x) moved++;
            along[Bin(newX)]++;
            across[Bin((newY - newX * newX) / 0.5)]++;
        }

        ((double)moved / chains).ShouldBeGreaterThan(distinctAtLeast);
        ChiSquare(along).ShouldBeLessThan(Limit);
        ChiSquare(across).ShouldBeLessThan(Limit);
    }

    private static int Bin(double normal) => Math.Min(Bins - 1, (int)(Bins * MathNet.Numerics.Distributions.Normal.CDF(0, 1, normal)));

    private static double ChiSquare(int[] histogram)
    {
        double expected = (double)histogram.Sum() / histogram.Length;
        return histogram.Sum(count => (count - expected) * (count - expected) / expected);
    }
}
