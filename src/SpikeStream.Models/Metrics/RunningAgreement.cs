using SpikeStream.Models.Statistics;

namespace SpikeStream.Models.Metrics;

/// <summary>
/// Correlation and root mean square difference of two traces that pass by: both are averaged over blocks of some bins, then compared.
/// </summary>
/// <remarks>Welford's (1962) update of means and co-moments; memory does not grow with the traces.</remarks>
/// <param name="blockBins">Bins per block; a last block that is not full is left out.</param>
public sealed class RunningAgreement(int blockBins)
{
    private RunningComoments _blocks;
    private int _inBlock;
    private double _sumX;
    private double _sumY;
    private double _squaredDifference;

    /// <summary>Pearson correlation; NaN where a trace is constant.</summary>
    public double Correlation => _blocks.Correlation;

    /// <summary>Root mean square difference of the block means; NaN for no blocks.</summary>
    public double RootMeanSquareError => Math.Sqrt(_squaredDifference / _blocks.Count);

    /// <summary>Takes a bin of both traces.</summary>
    /// <param name="x">Value of the first trace.</param>
    /// <param name="y">Value of the second trace.</param>
    public void Add(double x, double y)
    {
        _sumX += x;
        _sumY += y;
        if (++_inBlock < blockBins) return;
        double blockX = _sumX / blockBins, blockY = _sumY / blockBins;
        _blocks.Add(blockX, blockY);
        _squaredDifference += (blockX - blockY) * (blockX - blockY);
        (_inBlock, _sumX, _sumY) = (0, 0, 0);
    }

    /// <summary>Writes the state, exact to the bit.</summary>
    /// <param name="writer">Receives the state.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_inBlock);
        foreach (double value in (ReadOnlySpan<double>)[_sumX, _sumY, _squaredDifference]) writer.Write(value);
        _blocks.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives the state.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _inBlock = reader.ReadInt32();
        _sumX = reader.ReadDouble();
        _sumY = reader.ReadDouble();
        _squaredDifference = reader.ReadDouble();
        _blocks = RunningComoments.Restore(reader);
    }
}
