using System.Runtime.CompilerServices;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mixtures;

/// <summary>Responsibilities of up to 256 trials and their sums: two small matrix products with a softmax between them. Every entry is summed in one order, whatever the blocks and widths.</summary>
internal sealed unsafe class ResponsibilityChunk
{
    private const int Rows = 8;

    private readonly int _neurons;
    private readonly int _stride;
    private readonly VectorWidth _width;
    private readonly AlignedBuffer _responsibilities;
    private readonly AlignedBuffer _sums;
    private readonly AlignedBuffer _products;
    private readonly double[] _largest = new double[ResponsibilityPass.ChunkTrials];
    private readonly double[] _totals = new double[ResponsibilityPass.ChunkTrials];

    public ResponsibilityChunk(int neurons, int stride, bool needsProducts, VectorWidth width)
    {
        (_neurons, _stride, _width) = (neurons, stride, VectorWidths.Resolve(width));
        _responsibilities = new(ResponsibilityPass.ChunkTrials * stride);
        _sums = new(stride);
        _products = new(needsProducts ? neurons * stride : 0);
    }

    /// <summary>r, [trial, stride].</summary>
    public ReadOnlySpan<double> Responsibilities => _responsibilities.Span;

    /// <summary>L of each trial.</summary>
    public ReadOnlySpan<double> LogNormalisers => _largest;

    public double LogNormaliser { get; private set; }

    public ReadOnlySpan<double> Sums => _sums.Span;

    public ReadOnlySpan<double> Products => _products.Span;

    public void Compute(double* counts, int trials, PaddedParameters parameters)
    {
        switch (_width)
        {
            case VectorWidth.Bits512: Compute<Lanes512>(counts, trials, parameters); break;
            case VectorWidth.Bits256: Compute<Lanes256>(counts, trials, parameters); break;
            case VectorWidth.Bits128: Compute<Lanes128>(counts, trials, parameters); break;
            default: Compute<LanesScalar>(counts, trials, parameters); break;
        }
    }

    private void Compute<T>(double* counts, int trials, PaddedParameters parameters)
        where T : unmanaged, ILanes<T>
    {
        Logits<T>(counts, trials, parameters.Mix.First, parameters.Category.First);
        Softmax<T>(trials);
        LogNormaliser = Normalise(_largest.AsSpan(0, trials), _totals.AsSpan(0, trials));
        if (_products.Length > 0) Multiply<T>(counts, trials);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Normalise(Span<double> largest, ReadOnlySpan<double> totals)
    {
        double sum = 0;
        for (int t = 0; t < largest.Length; t++) sum += largest[t] += Math.Log(totals[t]);
        return sum;
    }

    // Eight trials at once hide the latency of the sums; the last block overlaps the one before where trials are left over.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Logits<T>(double* counts, int trials, double* mix, double* category)
        where T : unmanaged, ILanes<T>
    {
        if (trials < Rows)
        {
            for (int t = 0; t < trials; t++)
            {
                for (int k = 0; k < _stride; k += 8)
                {
                    T sum = T.Load(category + k);
                    for (int i = 0; i < _neurons; i++) sum = T.MultiplyAdd(T.Broadcast(counts[(long)t * _neurons + i]), T.Load(mix + (long)i * _stride + k), sum);
                    T.Store(sum, _responsibilities.First + t * _stride + k);
                }
            }

            return;
        }

        for (int block = 0; block < trials; block += Rows)
        {
            int first = Math.Min(block, trials - Rows);
            double* n0 = counts + (long)first * _neurons, n1 = n0 + _neurons, n2 = n1 + _neurons, n3 = n2 + _neurons;
            double* n4 = n3 + _neurons, n5 = n4 + _neurons, n6 = n5 + _neurons, n7 = n6 + _neurons;
            for (int k = 0; k < _stride; k += 8)
            {
                T s0 = T.Load(category + k), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
                double* gains = mix + k;
                for (int i = 0; i < _neurons; i++, gains += _stride)
                {
                    T gain = T.Load(gains);
                    s0 = T.MultiplyAdd(T.Broadcast(n0[i]), gain, s0);
                    s1 = T.MultiplyAdd(T.Broadcast(n1[i]), gain, s1);
                    s2 = T.MultiplyAdd(T.Broadcast(n2[i]), gain, s2);
                    s3 = T.MultiplyAdd(T.Broadcast(n3[i]), gain, s3);
                    s4 = T.MultiplyAdd(T.Broadcast(n4[i]), gain, s4);
                    s5 = T.MultiplyAdd(T.Broadcast(n5[i]), gain, s5);
                    s6 = T.MultiplyAdd(T.Broadcast(n6[i]), gain, s6);
                    s7 = T.MultiplyAdd(T.Broadcast(n7[i]), gain, s7);
                }

                double* to = _responsibilities.First + first * _stride + k;
                T.Store(s0, to);
                T.Store(s1, to + _stride);
                T.Store(s2, to + 2 * _stride);
                T.Store(s3, to + 3 * _stride);
                T.Store(s4, to + 4 * _stride);
                T.Store(s5, to + 5 * _stride);
                T.Store(s6, to + 6 * _stride);
                T.Store(s7, to + 7 * _stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Softmax<T>(int trials)
        where T : unmanaged, ILanes<T>
    {
        double* lanes = stackalloc double[8];
        double* sums = _sums.First;
        _sums.Span.Clear();
        for (int t = 0; t < trials; t++)
        {
            double* row = _responsibilities.First + t * _stride;
            T most = T.Load(row);
            for (int k = 8; k < _stride; k += 8)
            {
                T other = T.Load(row + k);
                most = T.SelectAtMost(most, other, other, most);
            }

            T.Store(most, lanes);
            double largest = Math.Max(Math.Max(Math.Max(lanes[0], lanes[1]), Math.Max(lanes[2], lanes[3])), Math.Max(Math.Max(lanes[4], lanes[5]), Math.Max(lanes[6], lanes[7])));
            T shift = T.Broadcast(largest), total = T.Broadcast(0);
            for (int k = 0; k < _stride; k += 8)
            {
                T value = VectorExponential.Exp(T.Subtract(T.Load(row + k), shift));
                T.Store(value, row + k);
                total = T.Add(total, value);
            }

            double sum = T.Sum(total);
            (_largest[t], _totals[t]) = (largest, sum);
            T scale = T.Broadcast(1 / sum);
            for (int k = 0; k < _stride; k += 8)
            {
                T share = T.Multiply(T.Load(row + k), scale);
                T.Store(share, row + k);
                T.Store(T.Add(T.Load(sums + k), share), sums + k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<T>(double* counts, int trials)
        where T : unmanaged, ILanes<T>
    {
        for (int k = 0; k < _stride; k += 8)
        {
            double* shares = _responsibilities.First + k;
            for (int block = 0; block < _neurons; block += Rows)
            {
                int first = Math.Max(0, Math.Min(block, _neurons - Rows));
                double* to = _products.First + (long)first * _stride + k;
                double* n = counts + first, share = shares;
                if (_neurons < Rows)
                {
                    for (int i = 0; i < _neurons; i++)
                    {
                        T sum = T.Broadcast(0);
                        for (int t = 0; t < trials; t++) sum = T.MultiplyAdd(T.Broadcast(counts[(long)t * _neurons + i]), T.Load(shares + t * _stride), sum);
                        T.Store(sum, to + i * _stride);
                    }

                    continue;
                }

                T s0 = T.Broadcast(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
                for (int t = 0; t < trials; t++, n += _neurons, share += _stride)
                {
                    T value = T.Load(share);
                    s0 = T.MultiplyAdd(T.Broadcast(n[0]), value, s0);
                    s1 = T.MultiplyAdd(T.Broadcast(n[1]), value, s1);
                    s2 = T.MultiplyAdd(T.Broadcast(n[2]), value, s2);
                    s3 = T.MultiplyAdd(T.Broadcast(n[3]), value, s3);
                    s4 = T.MultiplyAdd(T.Broadcast(n[4]), value, s4);
                    s5 = T.MultiplyAdd(T.Broadcast(n[5]), value, s5);
                    s6 = T.MultiplyAdd(T.Broadcast(n[6]), value, s6);
                    s7 = T.MultiplyAdd(T.Broadcast(n[7]), value, s7);
                }

                T.Store(s0, to);
                T.Store(s1, to + _stride);
                T.Store(s2, to + 2 * _stride);
                T.Store(s3, to + 3 * _stride);
                T.Store(s4, to + 4 * _stride);
                T.Store(s5, to + 5 * _stride);
                T.Store(s6, to + 6 * _stride);
                T.Store(s7, to + 7 * _stride);
            }
        }
    }
}
