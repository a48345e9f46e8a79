using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Metrics;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Metrics;

public sealed class EnsembleAgreementTests
{
    private const int Samples = 1237;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(9, 7)]
    public void Products_give_the_correlation_and_error_of_every_two_traces(int count, int samples)
    {
        double[] traces = Traces(count, samples, 1);
        TraceGram gram = new(traces, count);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                ReadOnlySpan<double> x = traces.AsSpan(i * samples, samples), y = traces.AsSpan(j * samples, samples);
                gram.RootMeanSquareError(i, j).ShouldBe(TraceMetrics.RootMeanSquaredError(x, y), 1e-7);
                if (samples > 1) gram.Correlation(i, j).ShouldBe(TraceMetrics.Correlation(x, y), 1e-12);
            }
        }
    }

    [Fact]
    public void Products_do_not_depend_on_the_parallelism()
    {
        double[] traces = Traces(21, Samples, 2);
        TraceGram one = new(traces, 21), two = new(traces, 21, 2);
        for (int i = 0; i < 21; i++)
            for (int j = 0; j < 21; j++) BitConverter.DoubleToInt64Bits(two.Product(i, j)).ShouldBe(BitConverter.DoubleToInt64Bits(one.Product(i, j)));
    }

    [Fact]
    public void Per_trial_measures_are_means_and_deviations_over_all_pairs()
    {
        (TraceGram[] grams, double[][] traces) = Populations(2, 11);
        EnsembleAgreement agreement = EnsembleAgreement.Compare(grams, 0..5, 5..11, PopulationMean.Mean, 0, Stream);

        List<double> correlations = [], errors = [], roots = [], second = [];
        for (int i = 0; i < 5; i++)
        {
            for (int j = 5; j < 11; j++)
            {
                double[] rho = [.. traces.Select(t => TraceMetrics.Correlation(t.AsSpan(i * Samples, Samples), t.AsSpan(j * Samples, Samples)))];
                double[] rmse = [.. traces.Select(t => TraceMetrics.RootMeanSquaredError(t.AsSpan(i * Samples, Samples), t.AsSpan(j * Samples, Samples)))];
                correlations.Add(rho.Average());
                errors.Add(rmse.Average());
                roots.Add(Math.Sqrt(rmse.Average(value => value * value)));
                second.Add(rho[1]);
            }
        }

        ShouldBe(agreement.Mean.Correlation, correlations);
        ShouldBe(agreement.Mean.RootMeanSquareError, errors);
        ShouldBe(agreement.Populations[1].Correlation, second);
        ShouldBe(EnsembleAgreement.Compare(grams, 0..5, 5..11, PopulationMean.RootMeanSquare, 0, Stream).Mean.RootMeanSquareError, roots);
        agreement.UndefinedPairs.ShouldBe(0);
        double.IsNaN(agreement.Mean.MeanCorrelation.Error).ShouldBeTrue();
    }

    [Fact]
    public void Measures_of_averages_are_those_of_as_many_runs_of_both_with_the_spread_of_resampled_runs()
    {
        (TraceGram[] grams, double[][] traces) = Populations(2, 11);
        const int Resamples = 40;
        EnsembleAgreement agreement = EnsembleAgreement.Compare(grams, 0..5, 5..11, PopulationMean.Mean, Resamples, Stream);

        int[] first = [0, 1, 2, 3, 4], second = [5, 6, 7, 8, 9];
        List<double> correlations = [], errors = [];
        for (int resample = 0; resample < Resamples; resample++)
        {
            RandomStream stream = Stream(resample);
            int[] x = [.. first.Select(_ => first[stream.NextInt32(5)])], y = [.. second.Select(_ => second[stream.NextInt32(5)])];
            correlations.Add(traces.Average(t => TraceMetrics.Correlation(Mean(t, x), Mean(t, y))));
            errors.Add(traces.Average(t => TraceMetrics.RootMeanSquaredError(Mean(t, x), Mean(t, y))));
        }

        agreement.Mean.MeanCorrelation.Value.ShouldBe(traces.Average(t => TraceMetrics.Correlation(Mean(t, first), Mean(t, second))), 1e-12);
        agreement.Mean.MeanRootMeanSquareError.Value.ShouldBe(traces.Average(t => TraceMetrics.RootMeanSquaredError(Mean(t, first), Mean(t, second))), 1e-12);
        agreement.Populations[0].MeanCorrelation.Value.ShouldBe(TraceMetrics.Correlation(Mean(traces[0], first), Mean(traces[0], second)), 1e-12);
        agreement.Mean.MeanCorrelation.Error.ShouldBe(SampleDeviation(correlations), 1e-12);
        agreement.Mean.MeanRootMeanSquareError.Error.ShouldBe(SampleDeviation(errors), 1e-12);
    }

    [Fact]
    public void Averages_over_runs_agree_better_than_single_runs_of_one_signal_under_noise()
    {
        (TraceGram[] grams, _) = Populations(2, 40);
        EnsembleAgreement agreement = EnsembleAgreement.Compare(grams, 0..20, 20..40, PopulationMean.Mean, 100, Stream);

        // Signal of variance 1/2, noise of variance 1: 1/3 for single runs; noise of variance 1/20 after averaging: 10/11.
        agreement.Mean.Correlation.Value.ShouldBe(1.0 / 3, 0.02);
        agreement.Mean.MeanCorrelation.Value.ShouldBe(10.0 / 11, 0.01);
        agreement.Mean.RootMeanSquareError.Value.ShouldBe(Math.Sqrt(2), 0.03);
        agreement.Mean.MeanRootMeanSquareError.Value.ShouldBe(Math.Sqrt(0.1), 0.03);
        agreement.Mean.MeanCorrelation.Error.ShouldBeInRange(0.001, 0.05);
    }

    [Fact]
    public void Runs_without_any_change_are_left_out_of_correlations_and_counted()
    {
        double[] traces = Traces(4, Samples, 3);
        traces.AsSpan(0, Samples).Fill(0.1);
        EnsembleAgreement agreement = EnsembleAgreement.Compare([new TraceGram(traces, 4)], 0..2, 2..4, PopulationMean.Mean, 0, Stream);

        agreement.UndefinedPairs.ShouldBe(2);
        agreement.Mean.Correlation.Value.ShouldBe((Correlation(1, 2) + Correlation(1, 3)) / 2, 1e-12);
        double Correlation(int i, int j) => TraceMetrics.Correlation(traces.AsSpan(i * Samples, Samples), traces.AsSpan(j * Samples, Samples));
        Should.Throw<ArgumentException>(() => EnsembleAgreement.Compare([new TraceGram(traces, 4)], 0..4, 4..4, PopulationMean.Mean, 0, Stream)).Message.ShouldContain("found 4 and 0 runs");
    }

    [Fact]
    public void Correlations_do_not_change_with_scale_and_offset_nor_any_measure_with_the_order_of_runs() => Prop.ForAll(
        ArbMap.Default.ArbFor<(PositiveInt Seed, NonNegativeInt Scale, int Offset)>(),
        drawn =>
        {
            double[] traces = Traces(7, 60, drawn.Seed.Get), scaled = [.. traces.Select(value => value * (1 + drawn.Scale.Get % 1000) + drawn.Offset % 1000)];
            double[] swapped = [.. traces[60..120], .. traces[..60], .. traces[120..]];
            PopulationAgreement expected = Compare(traces), other = Compare(scaled), reordered = Compare(swapped);
            other.Correlation.Value.ShouldBe(expected.Correlation.Value, 1e-9);
            other.MeanCorrelation.Value.ShouldBe(expected.MeanCorrelation.Value, 1e-9);
            other.RootMeanSquareError.Value.ShouldBe(expected.RootMeanSquareError.Value * (1 + drawn.Scale.Get % 1000), 1e-9 * (1 + drawn.Scale.Get % 1000));
            reordered.Correlation.Error.ShouldBe(expected.Correlation.Error, 1e-12);
            reordered.MeanRootMeanSquareError.Value.ShouldBe(expected.MeanRootMeanSquareError.Value, 1e-12);
        }).QuickCheckThrowOnFailure();

    private static PopulationAgreement Compare(double[] traces) =>
        EnsembleAgreement.Compare([new TraceGram(traces, 7)], 0..3, 3..7, PopulationMean.Mean, 0, Stream).Mean;

    private static RandomStream Stream(int resample) => new(7, "test", "bootstrap", (ulong)resample);

    private static (TraceGram[] Grams, double[][] Traces) Populations(int populations, int runs)
    {
        double[][] traces = [.. Enumerable.Range(0, populations).Select(a => Traces(runs, Samples, 10 + a))];
        return ([.. traces.Select(t => new TraceGram(t, runs))], traces);
    }

    // A sine of variance 1/2 in every run, under noise of variance 1.
    private static double[] Traces(int count, int samples, int seed)
    {
        RandomStream random = new((ulong)seed, "test", "traces");
        double[] traces = new double[count * samples];
        for (int i = 0; i < traces.Length; i++) traces[i] = 5 + Math.Sin(i % samples * 0.05) + random.NextNormal();
        return traces;
    }

    private static double[] Mean(double[] traces, int[] runs) => [.. Enumerable.Range(0, Samples).Select(k => runs.Average(run => traces[run * Samples + k]))];

    private static double SampleDeviation(List<double> values) => Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Count - 1));

    private static void ShouldBe(AgreementScore score, List<double> pairs)
    {
        score.Value.ShouldBe(pairs.Average(), 1e-12);
        score.Error.ShouldBe(Math.Sqrt(pairs.Average(value => Math.Pow(value - pairs.Average(), 2))), 1e-12);
    }
}
