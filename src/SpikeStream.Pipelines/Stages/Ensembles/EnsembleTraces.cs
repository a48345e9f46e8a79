using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Ensembles;

/// <summary>The activities of all runs of an ensemble over a window, in blocks of bins; NaN for a block with a bin that was not observed. Memory: eight bytes per block, run and population.</summary>
internal sealed class EnsembleTraces
{
    private readonly EnsembleRows _rows;
    private readonly BlockSums _sums;
    private readonly RowQueue<double> _blocks;
    private readonly double _blockWidth;

    public EnsembleTraces(string port, Schema schema, Duration start, Duration? stop, Duration? bin)
    {
        Port = port;
        _rows = new(port, schema, start, stop, givesMissing: true);
        int blockBins = BlockSums.BlockBins(bin, _rows.BinWidth);
        _sums = new(_rows.Columns, blockBins);
        _blocks = new(_rows.Columns);
        _blockWidth = blockBins * _rows.BinWidth.Seconds;
    }

    /// <summary>Name of the input.</summary>
    public string Port { get; }

    /// <summary>Runs and populations.</summary>
    public EnsembleLayout Layout => _rows.Layout;

    /// <summary>Width of the bins that come in.</summary>
    public BinWidth BinWidth => _rows.BinWidth;

    /// <summary>Left edge of the first block, in s.</summary>
    public double FirstTime => _rows.FirstTime;

    /// <summary>Number of blocks.</summary>
    public int Blocks => _blocks.Rows;

    public void Add(RecordBatch records)
    {
        ReadOnlySpan<double> rows = _rows.Take(records);
        for (int at = 0; at < rows.Length; at += _rows.Columns)
        {
            if (_sums.Add(rows.Slice(at, _rows.Columns))) _blocks.Append(_sums.Sums);
        }
    }

    /// <summary>Refuses counts that do not fill the window.</summary>
    public void CheckComplete()
    {
        _rows.CheckComplete();
        if (Blocks == 0) throw new InvalidInputException($"{Port}: found {_rows.Count} bins of {BinWidth}, expected at least those of one \"bin\"");
    }

    /// <summary>Activities of one population in spikes per neuron and second (per second, where sizes are not known).</summary>
    /// <param name="population">The population.</param>
    /// <param name="blocks">Blocks to give of each run, from the first on.</param>
    /// <param name="traces">Receives activities [run, block].</param>
    public void Fill(int population, int blocks, Span<double> traces)
    {
        double scale = 1 / (_blockWidth * (Layout.Sizes?[population] ?? 1));
        ReadOnlySpan<double> values = _blocks.Values;
        for (int block = 0; block < blocks; block++)
        {
            ReadOnlySpan<double> row = values.Slice(block * _rows.Columns, _rows.Columns);
            for (int run = 0; run < Layout.Runs; run++) traces[run * blocks + block] = scale * row[run * Layout.Populations + population];
        }
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
}
