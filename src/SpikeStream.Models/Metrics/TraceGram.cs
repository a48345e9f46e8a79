using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SpikeStream.Models.Metrics;

/// <summary>Means of traces, and the inner products of every two of them after their means are taken off.</summary>
/// <remarks>
/// All that correlations and squared differences of pairs, of averages over runs and of bootstrap resamples need: after one pass over the
/// samples they cost a few operations each. Sums are in one fixed order, so the result does not depend on the parallelism.
/// </remarks>
public sealed class TraceGram
{
    // Samples per tile: the tiles of some hundred traces stay in the cache of a core.
    private const int Tile = 512;
    private const int Padding = 8;
    // Rows that share one walk over all others, tile by tile.
    private const int GroupRows = 16;

    private readonly double[] _means;
    private readonly double[] _products;

    /// <summary>Computes means and products.</summary>
    /// <param name="traces">Values [trace, sample]; finite.</param>
    /// <param name="count">Number of traces, at least 1.</param>
    /// <param name="parallelism">Threads to use at most.</param>
    /// <exception cref="ArgumentException">The values are no whole number of samples of every trace, or there are none.</exception>
    public TraceGram(ReadOnlySpan<double> traces, int count, int parallelism = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        if (traces.IsEmpty || traces.Length % count != 0)
            throw new ArgumentException($"found {traces.Length} values, expected a whole number of samples, at least one, of {count} traces", nameof(traces));
        Count = count;
        Samples = traces.Length / count;
        int stride = (Samples + Padding - 1) / Padding * Padding, rows = (count + 3) / 4 * 4;
        _means = new double[count];
        // Rows and samples that only fill up the blocks are zero.
        double[] centred = new double[checked(rows * stride)];
        for (int i = 0; i < count; i++) _means[i] = Centre(traces.Slice(i * Samples, Samples), centred.AsSpan(i * stride, Samples));
        _products = new double[rows * rows];
        int groups = (rows + GroupRows - 1) / GroupRows;
        if (parallelism == 1) for (int group = 0; group < groups; group++) Products(centred, stride, rows, group);
        // Long rows first, so that the threads end together.
        else Parallel.For(0, groups, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, group => Products(centred, stride, rows, groups - 1 - group));
        Stride = rows;
    }

    /// <summary>Number of traces.</summary>
    public int Count { get; }

    /// <summary>Samples of each trace.</summary>
    public int Samples { get; }

    private int Stride { get; }

    /// <summary>Mean of a trace.</summary>
    /// <param name="trace">Index of the trace.</param>
    /// <returns>The mean over its samples.</returns>
    public double Mean(int trace) => _means[trace];

    /// <summary>Sum over samples of the product of two traces less their means.</summary>
    /// <param name="first">Index of a trace.</param>
    /// <param name="second">Index of a trace, the same one for its sum of squares.</param>
    /// <returns>The sum.</returns>
    public double Product(int first, int second) => first >= second ? _products[first * Stride + second] : _products[second * Stride + first];

    /// <summary>Pearson correlation of two traces.</summary>
    /// <param name="first">Index of a trace.</param>
    /// <param name="second">Index of another.</param>
    /// <returns>-1 to 1; NaN where one is constant.</returns>
    public double Correlation(int first, int second) => Ratio(Product(first, second), Product(first, first), Product(second, second));

    /// <summary>Root mean square difference of two traces.</summary>
    /// <param name="first">Index of a trace.</param>
    /// <param name="second">Index of another.</param>
    /// <returns>0 or more, in the unit of the traces.</returns>
    public double RootMeanSquareError(int first, int second) =>
        Distance(Product(first, second), Product(first, first), Product(second, second), _means[first] - _means[second]);

    /// <summary>A correlation from sums of products.</summary>
    internal static double Ratio(double product, double firstSquare, double secondSquare)
    {
        double scale = Math.Sqrt(firstSquare) * Math.Sqrt(secondSquare);
        return scale > 0 ? Math.Clamp(product / scale, -1, 1) : double.NaN;
    }

    /// <summary>A root mean square difference from sums of products and the difference of the means.</summary>
    internal double Distance(double product, double firstSquare, double secondSquare, double meanDifference) =>
        Math.Sqrt(Math.Max(0, firstSquare + secondSquare - 2 * product) / Samples + meanDifference * meanDifference);

    // A constant trace is centred to zeros exactly, that its correlation is told from that of one with little variance.
    private static double Centre(ReadOnlySpan<double> trace, Span<double> centred)
    {
        double mean = trace[0];
        if (trace.ContainsAnyExcept(trace[0]))
        {
            double sum = 0;
            foreach (double value in trace) sum += value;
            mean = sum / trace.Length;
        }

        for (int i = 0; i < trace.Length; i++) centred[i] = trace[i] - mean;
        return mean;
    }

    // A group of rows, two at a time, against all rows up to their own, four at a time.
    private void Products(double[] centred, int stride, int rows, int group)
    {
        int first = group * GroupRows, end = Math.Min(first + GroupRows, rows);
        for (int start = 0; start < stride; start += Tile)
        {
            int length = Math.Min(Tile, stride - start);
            for (int column = 0; column < end; column += 4)
            {
                for (int row = Math.Max(first, column); row < end; row += 2)
                {
                    ref double result = ref _products[row * rows + column];
                    Block(
                        ref centred[row * stride + start], ref centred[column * stride + start], stride, length,
                        MemoryMarshal.CreateSpan(ref result, 4), MemoryMarshal.CreateSpan(ref Unsafe.Add(ref result, rows), 4));
                }
            }
        }
    }

    private static void Block(ref double left, ref double right, int stride, int length, Span<double> first, Span<double> second)
    {
        Vector<double> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
        for (int i = 0; i < length; i += Vector<double>.Count)
        {
            Vector<double> a = Load(ref left, i), b = Load(ref left, stride + i);
            Vector<double> c = Load(ref right, i), d = Load(ref right, stride + i), e = Load(ref right, 2 * stride + i), f = Load(ref right, 3 * stride + i);
            s00 = Vector.FusedMultiplyAdd(a, c, s00);
            s01 = Vector.FusedMultiplyAdd(a, d, s01);
            s02 = Vector.FusedMultiplyAdd(a, e, s02);
            s03 = Vector.FusedMultiplyAdd(a, f, s03);
            s10 = Vector.FusedMultiplyAdd(b, c, s10);
            s11 = Vector.FusedMultiplyAdd(b, d, s11);
            s12 = Vector.FusedMultiplyAdd(b, e, s12);
            s13 = Vector.FusedMultiplyAdd(b, f, s13);
        }

        first[0] += Vector.Sum(s00);
        first[1] += Vector.Sum(s01);
        first[2] += Vector.Sum(s02);
        first[3] += Vector.Sum(s03);
        second[0] += Vector.Sum(s10);
        second[1] += Vector.Sum(s11);
        second[2] += Vector.Sum(s12);
        second[3] += Vector.Sum(s13);
    }

    private static Vector<double> Load(ref double origin, int offset) => Vector.LoadUnsafe(ref origin, (nuint)offset);
}
