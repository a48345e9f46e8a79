using SpikeStream.Models.GoodnessOfFit;
using SpikeStream.Models.Metrics;
using SpikeStream.Numerics.Random;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>The transformed counts of one population and their tests.</summary>
/// <param name="name">Name of the population.</param>
/// <param name="neurons">Its size.</param>
/// <param name="lags">Lags of the test for dependence.</param>
/// <param name="random">What the transform is randomised by.</param>
internal sealed class TransformedCounts(string name, int neurons, int lags, RandomStream random)
{
    /// <summary>Names of the curves.</summary>
    public const string Distribution = "distribution", Histogram = "histogram", Autocorrelation = "autocorrelation";

    private const int Intervals = 256;
    private const int HistogramCells = 32;
    private const double Normal95 = 1.959964;

    private readonly UniformityTest _uniformity = new();
    private readonly RunningAutocorrelation _dependence = new(lags);

    /// <summary>Takes bins.</summary>
    /// <param name="counts">Counts [bin, population].</param>
    /// <param name="expected">Expected counts [bin, population].</param>
    /// <param name="population">The population.</param>
    /// <param name="populations">Number of populations.</param>
    public void Add(ReadOnlySpan<int> counts, ReadOnlySpan<double> expected, int population, int populations)
    {
        for (int i = population; i < counts.Length; i += populations)
        {
            double value = BinomialTransform.Of(counts[i], neurons, expected[i], random.NextDouble());
            _uniformity.Add(value);
            // Centred roughly, so that sums of products keep their digits.
            _dependence.Add(value - 0.5);
        }
    }

    public IEnumerable<ScoresSchema.Row> Scores()
    {
        double n = _uniformity.Count;
        yield return new("ks", name, _uniformity.Statistic, double.NaN);
        yield return new("ks_band", name, _uniformity.Band, double.NaN);
        yield return new("ks_p", name, _uniformity.PValue, double.NaN);
        yield return new("pit_mean", name, 0.5 + _dependence.Mean, Math.Sqrt(_dependence.Variance / n));
        yield return new("pit_autocorrelation", name, _dependence.Correlation(1), 1 / Math.Sqrt(n));
        yield return new("ljung_box", name, SerialDependence.Statistic(_dependence), double.NaN);
        yield return new("ljung_box_p", name, SerialDependence.PValue(_dependence), double.NaN);
    }

    public IEnumerable<CurvesSchema.Row> Curves()
    {
        double n = _uniformity.Count;
        double[] parts = _uniformity.Distribution(Intervals), densities = _uniformity.Histogram(HistogramCells);
        for (int i = 0; i < parts.Length; i++)
            yield return new(Distribution, name, (double)i / Intervals, parts[i] - (double)i / Intervals, _uniformity.Band);
        for (int i = 0; i < densities.Length; i++)
            yield return new(Histogram, name, (i + 0.5) / HistogramCells, densities[i], Normal95 * Math.Sqrt((HistogramCells - 1) / n));
        for (int lag = 1; lag <= lags; lag++)
            yield return new(Autocorrelation, name, lag, _dependence.Correlation(lag), Normal95 / Math.Sqrt(n));
    }

    public void Save(BinaryWriter writer)
    {
        _uniformity.Save(writer);
        _dependence.Save(writer);
        writer.Write(random.Position);
    }

    public void Restore(BinaryReader reader)
    {
        _uniformity.Restore(reader);
        _dependence.Restore(reader);
        random.Position = reader.ReadUInt64();
    }
}
