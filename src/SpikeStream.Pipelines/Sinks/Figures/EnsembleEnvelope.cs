using Apache.Arrow;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Ensembles;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks.Figures;

/// <summary>Mean and standard deviation over runs of the activity of each population, bin by bin of a window.</summary>
internal sealed class EnsembleEnvelope
{
    private readonly EnsembleRows _rows;
    private readonly BlockSums _sums;
    // Mean and deviation [block, population, two].
    private readonly RowQueue<double> _blocks;
    private readonly double[] _row;
    private readonly double _blockWidth;

    public EnsembleEnvelope(string port, Schema schema, Duration start, Duration? stop, Duration bin)
    {
        _rows = new(port, schema, start, stop);
        int blockBins = BlockSums.BlockBins(bin, _rows.BinWidth);
        _blockWidth = blockBins * _rows.BinWidth.Seconds;
        _sums = new(_rows.Columns, blockBins);
        _row = new double[2 * Layout.Populations];
        _blocks = new(_row.Length);
    }

    /// <summary>Runs and populations.</summary>
    public EnsembleLayout Layout => _rows.Layout;

    public void Add(RecordBatch records)
    {
        ReadOnlySpan<double> rows = _rows.Take(records);
        for (int at = 0; at < rows.Length; at += _rows.Columns)
        {
            if (_sums.Add(rows.Slice(at, _rows.Columns))) AddBlock(_sums.Sums);
        }
    }

    /// <summary>The activity of a population in Hz over time in s.</summary>
    public DrawnCurve Curve(int population, string name, double deviations)
    {
        int blocks = _blocks.Rows;
        double[] x = new double[blocks], mean = new double[blocks], low = new double[blocks], high = new double[blocks];
        ReadOnlySpan<double> values = _blocks.Values;
        for (int i = 0; i < blocks; i++)
        {
            x[i] = _rows.FirstTime + (i + 0.5) * _blockWidth;
            mean[i] = values[i * _row.Length + 2 * population];
            double spread = deviations * values[i * _row.Length + 2 * population + 1];
            (low[i], high[i]) = (Math.Max(0, mean[i] - spread), mean[i] + spread);
        }

        return Layout.Runs > 1 && deviations > 0 ? new(name, x, mean, low, high) : new(name, x, mean);
    }

    public void Save(BinaryWriter writer)
    {
        _rows.Save(writer);
        _sums.Save(writer);
        _blocks.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        _rows.Restore(reader);
        _sums.Restore(reader);
        _blocks.Restore(reader);
    }

    private void AddBlock(ReadOnlySpan<double> sums)
    {
        for (int population = 0; population < Layout.Populations; population++)
        {
            double scale = 1 / (_blockWidth * (Layout.Sizes?[population] ?? 1)), mean = 0, squares = 0;
            for (int run = 0; run < Layout.Runs; run++) mean += scale * sums[run * Layout.Populations + population] / Layout.Runs;
            for (int run = 0; run < Layout.Runs; run++)
            {
                double difference = scale * sums[run * Layout.Populations + population] - mean;
                squares += difference * difference;
            }

            (_row[2 * population], _row[2 * population + 1]) = (mean, Math.Sqrt(squares / Layout.Runs));
        }

        _blocks.Append(_row);
    }
}
