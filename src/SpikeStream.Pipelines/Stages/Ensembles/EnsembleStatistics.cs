using Apache.Arrow;
using SpikeStream.Models.Metrics;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Ensembles;

/// <summary>Mean, variance, Fano factor, autocorrelation and spectrum of the activity of every run and population, as counts pass by.</summary>
internal sealed class EnsembleStatistics
{
    private readonly EnsembleRows _rows;
    private readonly BlockSums _sums;
    private readonly RunningAutocorrelation[] _counts;
    private readonly ActivitySpectra _spectra;
    private readonly double _blockWidth;

    public EnsembleStatistics(string port, Schema schema, CompareStatisticsOptions options, int parallelism)
    {
        Port = port;
        _rows = new(port, schema, options.Start, options.Stop);
        int blockBins = BlockSums.BlockBins(options.Bin, _rows.BinWidth);
        _sums = new(_rows.Columns, blockBins);
        _blockWidth = blockBins * _rows.BinWidth.Seconds;
        int lags = Math.Max(1, (int)Math.Round(options.LongestLag.Seconds / _blockWidth));
        _counts = [.. Enumerable.Range(0, _rows.Columns).Select(_ => new RunningAutocorrelation(lags))];
        _spectra = new(_rows.Layout, _rows.BinWidth, options.Segment, options.Resolution, parallelism);
    }

    /// <summary>Name of the input.</summary>
    public string Port { get; }

    /// <summary>Runs and populations.</summary>
    public EnsembleLayout Layout => _rows.Layout;

    /// <summary>Width of the bins that come in.</summary>
    public BinWidth BinWidth => _rows.BinWidth;

    /// <summary>Bins taken.</summary>
    public long Count => _rows.Count;

    /// <summary>Longest lag in blocks.</summary>
    public int Lags => _counts[0].Lags;

    /// <summary>Width of a block, in s.</summary>
    public double BlockWidth => _blockWidth;

    public void Add(RecordBatch records)
    {
        ReadOnlySpan<double> rows = _rows.Take(records);
        _spectra.Add(rows);
        for (int at = 0; at < rows.Length; at += _rows.Columns)
        {
            if (!_sums.Add(rows.Slice(at, _rows.Columns))) continue;
            for (int column = 0; column < _counts.Length; column++) _counts[column].Add(_sums.Sums[column]);
        }
    }

    /// <summary>Refuses counts that do not fill the window or a segment.</summary>
    public void CheckComplete()
    {
        _rows.CheckComplete();
        _spectra.CheckComplete(Port, _rows.Count);
    }

    /// <summary>Mean activity of a population in each run, in Hz.</summary>
    public double[] Means(int population) => PerRun(population, counts => Scale(population) * counts.Mean);

    /// <summary>Variance of the activity in blocks in each run, in Hz².</summary>
    public double[] Variances(int population) => PerRun(population, counts => Scale(population) * Scale(population) * counts.Variance);

    /// <summary>Variance over mean of the counts of blocks in each run.</summary>
    public double[] FanoFactors(int population) => PerRun(population, counts => counts.Variance / counts.Mean);

    /// <summary>Autocorrelation at a lag in blocks, in each run.</summary>
    public double[] Autocorrelations(int population, int lag) => PerRun(population, counts => counts.Correlation(lag));

    /// <summary>Power of each run over frequency.</summary>
    public IReadOnlyList<(double Frequency, double[] Power)> Spectra(int population) => [.. _spectra.Points(population).Select(point => (point.Frequency, point.Power))];

    public void Save(BinaryWriter writer)
    {
        _rows.Save(writer);
        _sums.Save(writer);
        _spectra.Save(writer);
        foreach (RunningAutocorrelation counts in _counts) counts.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        _rows.Restore(reader);
        _sums.Restore(reader);
        _spectra.Restore(reader);
        foreach (RunningAutocorrelation counts in _counts) counts.Restore(reader);
    }

    private double Scale(int population) => 1 / (_blockWidth * (Layout.Sizes?[population] ?? 1));

    private double[] PerRun(int population, Func<RunningAutocorrelation, double> value) =>
        [.. Enumerable.Range(0, Layout.Runs).Select(run => value(_counts[run * Layout.Populations + population]))];
}
