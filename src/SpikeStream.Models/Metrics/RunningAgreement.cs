namespace SpikeStream.Models.Metrics;

/// <summary>
/// Correlation and root mean square difference of two traces that pass by: both are averaged over blocks of some bins, then compared.
/// </summary>
/// <remarks>Welford's (1962) update of means and co-moments; memory does not grow with the traces.</remarks>
/// <param name="blockBins">Bins per block; a last block that is not full is left out.</param>
public sealed class RunningAgreement(int blockBins)
{
    private int _inBlock;
    private double _sumX;
    private double _sumY;
    private long _blocks;
    private double _meanX;
    private double _meanY;
    private double _squareX;
    private double _squareY;
    private double _product;
    private double _squaredDifference;

    /// <summary>Pearson correlation; NaN where a trace is constant.</summary>
    public double Correlation => _squareX > 0 && _squareY > 0 ? Math.Clamp(_product / Math.Sqrt(_squareX) / Math.Sqrt(_squareY), -1, 1) : double.NaN;

    /// <summary>Root mean square difference of the block means; NaN for no blocks.</summary>
    public double RootMeanSquareError => Math.Sqrt(_squaredDifference / _blocks);

    /// <summary>Takes a bin of both traces.</summary>
    /// <param name="x">Value of the first trace.</param>
    /// <param name="y">Value of the second trace.</param>
    public void Add(double x, double y)
    {
        _sumX += x;
        _sumY += y;
        if (++_inBlock < blockBins) return;
        AddBlock(_sumX / blockBins, _sumY / blockBins);
        (_inBlock, _sumX, _sumY) = (0, 0, 0);
    }

    /// <summary>Writes the state, exact to the bit.</summary>
    /// <param name="writer">Receives the state.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_inBlock);
        writer.Write(_blocks);
        foreach (double value in (ReadOnlySpan<double>)[_sumX, _sumY, _meanX, _meanY, _squareX, _squareY, _product, _squaredDifference]) writer.Write(value);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives the state.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _inBlock = reader.ReadInt32();
        _blocks = reader.ReadInt64();
        _sumX = reader.ReadDouble();
        _sumY = reader.ReadDouble();
        _meanX = reader.ReadDouble();
        _meanY = reader.ReadDouble();
        _squareX = reader.ReadDouble();
        _squareY = reader.ReadDouble();
        _product = reader.ReadDouble();
        _squaredDifference = reader.ReadDouble();
    }

    private void AddBlock(double x, double y)
    {
        _blocks++;
        double beforeX = x - _meanX, beforeY = y - _meanY;
        _meanX += beforeX / _blocks;
        _meanY += beforeY / _blocks;
        _squareX += beforeX * (x - _meanX);
        _squareY += beforeY * (y - _meanY);
        _product += beforeX * (y - _meanY);
        _squaredDifference += (x - y) * (x - y);
    }
}
