using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Ensembles;

/// <summary>Sums rows over blocks of some bins; a last block that is not full is left out.</summary>
/// <param name="columns">Numbers per row.</param>
/// <param name="blockBins">Rows per block.</param>
internal sealed class BlockSums(int columns, int blockBins)
{
    private readonly double[] _sums = new double[columns];
    private int _rows;

    /// <summary>Sums of the block that was completed last, by column.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    /// <summary>Number of bins in a block.</summary>
    /// <param name="bin">Width of the blocks; null for single bins.</param>
    /// <param name="width">Width of the bins that come in.</param>
    /// <exception cref="InvalidInputException">The block is no whole number of bins.</exception>
    public static int BlockBins(Duration? bin, BinWidth width)
    {
        if (bin is not { } block) return 1;
        Int128 numerator = (Int128)block.Numerator * width.Denominator, denominator = (Int128)block.Denominator * width.Numerator;
        if (numerator < denominator || numerator % denominator != 0 || numerator / denominator > int.MaxValue)
            throw new InvalidInputException($"bin: found {block}, expected a whole multiple of the bins of the counts, {width}");
        return (int)(numerator / denominator);
    }

    /// <summary>Takes a row.</summary>
    /// <returns>Whether it completed a block, whose <see cref="Sums"/> stand until the next row.</returns>
    public bool Add(ReadOnlySpan<double> row)
    {
        if (_rows == 0) row.CopyTo(_sums);
        else TensorPrimitives.Add(_sums, row, _sums);
        if (++_rows < blockBins) return false;
        _rows = 0;
        return true;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_rows);
        writer.Write(MemoryMarshal.AsBytes(_sums.AsSpan()));
    }

    public void Restore(BinaryReader reader)
    {
        _rows = reader.ReadInt32();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_sums.AsSpan()));
    }
}
