using SpikeStream.Models.Fitting;
using SpikeStream.Models.GoodnessOfFit;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Metrics;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.GoodnessOfFit;

public sealed class MesoscopicTransformTests
{
    private const int Bins = 20_000;
    private const int BurnIn = 2000;

    [Fact]
    public void Counts_of_the_mesoscopic_model_pass_under_the_model_and_fail_under_stronger_connections()
    {
        MesoscopicParameters truth = MesoscopicDefaults.TwoPopulations;
        MesoscopicModel model = new(truth), wrong = new(truth with { SynapticWeight = [.. truth.SynapticWeight.Select(weight => 1.5 * weight)] }, new MesoscopicOptions { AgeBins = model.AgeBins });
        double[] z = FitStarts.Configured(model.Parameters);
        int[] counts = new int[2 * Bins];
        model.Simulate(model.CreateInitialState(z), z, default, counts, new RandomStream(11, "test", "counts"));

        foreach ((double ks, double ljungBox) in Test(model, truth, counts))
        {
            ks.ShouldBeGreaterThan(0.001);
            ljungBox.ShouldBeGreaterThan(0.001);
        }

        foreach ((double ks, _) in Test(wrong, truth, counts)) ks.ShouldBeLessThan(1e-6);
    }

    private static IEnumerable<(double Ks, double LjungBox)> Test(MesoscopicModel model, MesoscopicParameters parameters, int[] counts)
    {
        double[] z = FitStarts.Configured(model.Parameters), expected = new double[counts.Length];
        model.Advance(model.CreateInitialState(z), z, new SequenceData(counts, default, 2), expected);
        for (int a = 0; a < 2; a++)
        {
            RandomStream random = new(12, "test", "transform", (ulong)a);
            UniformityTest uniformity = new();
            RunningAutocorrelation dependence = new(20);
            for (int i = 2 * BurnIn + a; i < counts.Length; i += 2)
            {
                double value = BinomialTransform.Of(counts[i], parameters.NeuronCounts[a], expected[i], random.NextDouble());
                uniformity.Add(value);
                dependence.Add(value - 0.5);
            }

            yield return (uniformity.PValue, SerialDependence.PValue(dependence));
        }
    }
}
