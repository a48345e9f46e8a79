using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Metrics;

/// <summary>Agreement of an ensemble of runs with another one (Rene, Longtin and Macke 2020, equations 4.24 to 4.27).</summary>
/// <remarks>
/// Per-trial measures are taken over all pairs of a run of one and a run of the other. Measures of the averages over runs use as many
/// runs of both, the first ones; their errors are those of a bootstrap over the runs of both ensembles, the same runs in every population.
/// </remarks>
public sealed class EnsembleAgreement
{
    private EnsembleAgreement(IReadOnlyList<PopulationAgreement> populations, PopulationAgreement mean, int undefinedPairs) =>
        (Populations, Mean, UndefinedPairs) = (populations, mean, undefinedPairs);

    /// <summary>Agreement of each population.</summary>
    public IReadOnlyList<PopulationAgreement> Populations { get; }

    /// <summary>Agreement averaged over populations, pair by pair and resample by resample.</summary>
    public PopulationAgreement Mean { get; }

    /// <summary>Pairs, counted in each population, whose correlation is not defined as one of them is constant; they are left out of the means.</summary>
    public int UndefinedPairs { get; }

    /// <summary>Compares two ensembles.</summary>
    /// <param name="populations">The traces of each population, those of both ensembles; all of the same shape.</param>
    /// <param name="reference">Indices of the runs of the reference among the traces.</param>
    /// <param name="tested">Indices of the runs of the other ensemble.</param>
    /// <param name="rootMeanSquare">How errors are averaged over populations.</param>
    /// <param name="resamples">Bootstrap resamples; below 2 the errors of averages are NaN.</param>
    /// <param name="random">The random numbers of a resample, by its number; a fresh stream each.</param>
    /// <returns>The agreement.</returns>
    /// <exception cref="ArgumentException">An ensemble is empty, or there is no population.</exception>
    public static EnsembleAgreement Compare(
        IReadOnlyList<TraceGram> populations, Range reference, Range tested, PopulationMean rootMeanSquare, int resamples, Func<int, RandomStream> random)
    {
        ArgumentNullException.ThrowIfNull(populations);
        ArgumentNullException.ThrowIfNull(random);
        if (populations.Count == 0) throw new ArgumentException("found no populations, expected at least one", nameof(populations));
        (int firstReference, int references) = reference.GetOffsetAndLength(populations[0].Count);
        (int firstTested, int tests) = tested.GetOffsetAndLength(populations[0].Count);
        if (references == 0 || tests == 0) throw new ArgumentException($"found {references} and {tests} runs, expected at least one of each", nameof(tested));
        Moments[] correlations = Moments.Several(populations.Count + 1), errors = Moments.Several(populations.Count + 1);
        double[] correlation = new double[populations.Count], error = new double[populations.Count];
        int undefined = 0;
        for (int i = firstReference; i < firstReference + references; i++)
        {
            for (int j = firstTested; j < firstTested + tests; j++)
            {
                for (int a = 0; a < populations.Count; a++)
                {
                    correlation[a] = populations[a].Correlation(i, j);
                    error[a] = populations[a].RootMeanSquareError(i, j);
                    if (double.IsNaN(correlation[a])) undefined++;
                }

                AddAll(correlations, correlation, Average(correlation));
                AddAll(errors, error, Average(error, rootMeanSquare));
            }
        }

        (AgreementScore[] meanCorrelations, AgreementScore[] meanErrors) = OfMeans(populations, firstReference, firstTested, Math.Min(references, tests), rootMeanSquare, resamples, random);
        PopulationAgreement[] all = new PopulationAgreement[populations.Count + 1];
        for (int a = 0; a < all.Length; a++) all[a] = new(correlations[a].Score, errors[a].Score, meanCorrelations[a], meanErrors[a]);
        return new(all[..^1], all[^1], undefined);
    }

    private static (AgreementScore[] Correlations, AgreementScore[] Errors) OfMeans(
        IReadOnlyList<TraceGram> populations, int firstReference, int firstTested, int runs, PopulationMean rootMeanSquare, int resamples, Func<int, RandomStream> random)
    {
        int count = populations.Count;
        double[] weights = new double[2 * runs];
        Array.Fill(weights, 1.0 / runs);
        (double[] correlation, double[] error) = Weighted(populations, firstReference, firstTested, weights, rootMeanSquare);
        Moments[] correlations = Moments.Several(count + 1), errors = Moments.Several(count + 1);
        for (int resample = 0; resamples > 1 && resample < resamples; resample++)
        {
            RandomStream stream = random(resample);
            Array.Clear(weights);
            for (int side = 0; side < 2; side++)
            {
                for (int draw = 0; draw < runs; draw++) weights[side * runs + stream.NextInt32(runs)] += 1.0 / runs;
            }

            (double[] drawnCorrelation, double[] drawnError) = Weighted(populations, firstReference, firstTested, weights, rootMeanSquare);
            AddAll(correlations, drawnCorrelation.AsSpan(0, count), drawnCorrelation[count]);
            AddAll(errors, drawnError.AsSpan(0, count), drawnError[count]);
        }

        return (
            [.. correlation.Select((value, a) => new AgreementScore(value, correlations[a].SampleDeviation))],
            [.. error.Select((value, a) => new AgreementScore(value, errors[a].SampleDeviation))]);
    }

    /// <summary>Agreement of weighted averages over runs, per population and last the average over populations.</summary>
    private static (double[] Correlations, double[] Errors) Weighted(
        IReadOnlyList<TraceGram> populations, int firstReference, int firstTested, double[] weights, PopulationMean rootMeanSquare)
    {
        int runs = weights.Length / 2, count = populations.Count;
        double[] correlations = new double[count + 1], errors = new double[count + 1];
        for (int a = 0; a < count; a++)
        {
            TraceGram gram = populations[a];
            double product = 0, firstSquare = 0, secondSquare = 0, difference = 0;
            for (int i = 0; i < runs; i++)
            {
                double v = weights[i], w = weights[runs + i];
                difference += v * gram.Mean(firstReference + i) - w * gram.Mean(firstTested + i);
                for (int j = 0; j < runs; j++)
                {
                    product += v * weights[runs + j] * gram.Product(firstReference + i, firstTested + j);
                    firstSquare += v * weights[j] * gram.Product(firstReference + i, firstReference + j);
                    secondSquare += w * weights[runs + j] * gram.Product(firstTested + i, firstTested + j);
                }
            }

            correlations[a] = TraceGram.Ratio(product, firstSquare, secondSquare);
            errors[a] = gram.Distance(product, firstSquare, secondSquare, difference);
        }

        correlations[count] = Average(correlations.AsSpan(0, count));
        errors[count] = Average(errors.AsSpan(0, count), rootMeanSquare);
        return (correlations, errors);
    }

    private static void AddAll(Moments[] moments, ReadOnlySpan<double> populations, double mean)
    {
        for (int a = 0; a < populations.Length; a++) moments[a].Add(populations[a]);
        moments[^1].Add(mean);
    }

    private static double Average(ReadOnlySpan<double> values, PopulationMean rootMeanSquare = PopulationMean.Mean)
    {
        double sum = 0;
        foreach (double value in values) sum += rootMeanSquare == PopulationMean.Mean ? value : value * value;
        return rootMeanSquare == PopulationMean.Mean ? sum / values.Length : Math.Sqrt(sum / values.Length);
    }

    /// <summary>Mean and spread of numbers that pass by; NaN is left out.</summary>
    private sealed class Moments
    {
        private long _count;
        private double _mean;
        private double _squares;

        public AgreementScore Score => _count == 0 ? new(double.NaN, double.NaN) : new(_mean, Math.Sqrt(_squares / _count));

        public double SampleDeviation => _count < 2 ? double.NaN : Math.Sqrt(_squares / (_count - 1));

        public static Moments[] Several(int count) => [.. Enumerable.Range(0, count).Select(_ => new Moments())];

        public void Add(double value)
        {
            if (double.IsNaN(value)) return;
            double before = value - _mean;
            _mean += before / ++_count;
            _squares += before * (value - _mean);
        }
    }
}
