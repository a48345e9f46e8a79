using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mixtures;

/// <summary>
/// psi(x), the weights p(k | x) and the means of n and log n! of every condition, component and neuron, and what they give to gradients. Lanes are pairs of condition and component; sums over neurons go
/// in chunks of 32 that are added in order, so that the bits do not depend on how many threads share them.
/// </summary>
internal sealed unsafe class PartitionTable
{
    private const int ChunkNeurons = 32;
    private static readonly double LogLargestMode = Math.Log(ConwayMaxwellPoisson.LargestMode);

    private readonly int _conditions;
    private readonly int _neurons;
    private readonly int _components;
    private readonly int _stride;
    private readonly int _lanes;
    private readonly int _chunks;
    private readonly int _parallelism;
    private readonly VectorWidth _width;
    private readonly double[] _base;
    private readonly AlignedBuffer _locations;
    private readonly AlignedBuffer _partial;
    private readonly AlignedBuffer _means;
    private readonly AlignedBuffer _scratch;
    private readonly AlignedBuffer _weighted;
    private readonly ConcurrentBag<CountBatch> _batches = [];
    private AlignedBuffer? _meanLogFactorials;
    private int _refused;

    public PartitionTable(int conditions, PaddedParameters shape, int parallelism = 1, VectorWidth width = VectorWidth.Widest)
    {
        (_conditions, _neurons, _components, _stride) = (conditions, shape.NeuronCount, shape.ComponentCount, shape.Stride);
        (_parallelism, _width) = (parallelism, VectorWidths.Resolve(width));
        _lanes = conditions * _stride;
        _chunks = (_neurons + ChunkNeurons - 1) / ChunkNeurons;
        _base = new double[conditions * _neurons];
        _locations = new(_chunks * _lanes);
        _partial = new(_chunks * _lanes);
        _scratch = new(_chunks * _lanes);
        _means = new(_neurons * _lanes);
        _weighted = new(_lanes);
        LogPartitionSums = new double[_lanes];
        LogPartition = new double[conditions];
        Weights = new(_lanes);
    }

    /// <summary>Sum over neurons of A, [condition, stride].</summary>
    public double[] LogPartitionSums { get; }

    /// <summary>psi, [condition].</summary>
    public double[] LogPartition { get; }

    /// <summary>p(k | x), [condition, stride]; 0 in what fills the vectors.</summary>
    public AlignedBuffer Weights { get; }

    /// <summary>b(x), [condition, neuron].</summary>
    public ReadOnlySpan<double> Base => _base;

    /// <summary>Fills the table.</summary>
    /// <returns>False where a distribution is outside the domain or has a mode beyond 10^6; the table is meaningless then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Compute(StimulusFeatures features, PaddedParameters parameters)
    {
        features.Base(parameters.Base, _neurons, _base);
        if (!parameters.IsPoisson) _meanLogFactorials ??= new(_neurons * _lanes);
        _refused = 0;
        if (_parallelism > 1 && _chunks > 1) Parallel.For(0, _chunks, new ParallelOptions { MaxDegreeOfParallelism = _parallelism }, chunk => Chunk(chunk, parameters));
        else for (int chunk = 0; chunk < _chunks; chunk++) Chunk(chunk, parameters);
        if (_refused != 0) return false;

        Span<double> sums = LogPartitionSums;
        _partial.Span[.._lanes].CopyTo(sums);
        for (int chunk = 1; chunk < _chunks; chunk++)
        {
            ReadOnlySpan<double> part = _partial.Span.Slice(chunk * _lanes, _lanes);
            for (int lane = 0; lane < sums.Length; lane++) sums[lane] += part[lane];
        }

        for (int x = 0; x < _conditions; x++)
        {
            Span<double> weights = Weights.Span.Slice(x * _stride, _stride);
            double largest = double.NegativeInfinity;
            for (int k = 0; k < _components; k++) largest = Math.Max(largest, weights[k] = parameters.Category.Span[k] + sums[x * _stride + k]);
            double total = 0;
            for (int k = 0; k < _components; k++) total += weights[k] = Math.Exp(weights[k] - largest);
            for (int k = 0; k < _components; k++) weights[k] /= total;
            LogPartition[x] = largest + Math.Log(total);
            if (!double.IsFinite(LogPartition[x])) return false;
        }

        return true;
    }

    /// <summary>Takes the model's expectations from the data's: base[x, i] -= w_x sum_k p m, mix[i, k] -= sum_x w_x p m, cat[k] -= sum_x w_x p, shape[i] -= sum w_x p l.</summary>
    /// <param name="conditionWeights">w_x.</param>
    /// <param name="baseGradient">[condition, neuron].</param>
    /// <param name="mix">[neuron, stride].</param>
    /// <param name="category">[stride].</param>
    /// <param name="shape">[neuron]; empty where shapes are fixed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SubtractExpectations(ReadOnlySpan<double> conditionWeights, Span<double> baseGradient, AlignedBuffer mix, AlignedBuffer category, Span<double> shape)
    {
        Span<double> weighted = _weighted.Span;
        for (int x = 0; x < _conditions; x++)
        {
            for (int k = 0; k < _stride; k++)
            {
                weighted[x * _stride + k] = conditionWeights[x] * Weights.Span[x * _stride + k];
                category.Span[k] -= weighted[x * _stride + k];
            }
        }

        fixed (double* baseTo = baseGradient, shapeTo = shape)
        {
            switch (_width)
            {
                case VectorWidth.Bits512: Expectations<Lanes512>(baseTo, mix.First, shapeTo); break;
                case VectorWidth.Bits256: Expectations<Lanes256>(baseTo, mix.First, shapeTo); break;
                case VectorWidth.Bits128: Expectations<Lanes128>(baseTo, mix.First, shapeTo); break;
                default: Expectations<LanesScalar>(baseTo, mix.First, shapeTo); break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Expectations<T>(double* baseTo, double* mixTo, double* shapeTo)
        where T : unmanaged, ILanes<T>
    {
        double* weights = _weighted.First;
        for (int i = 0; i < _neurons; i++)
        {
            double* means = _means.First + (long)i * _lanes, mix = mixTo + (long)i * _stride;
            for (int x = 0; x < _conditions; x++)
            {
                T sum = T.Broadcast(0);
                for (int k = 0; k < _stride; k += 8)
                {
                    T product = T.Multiply(T.Load(weights + x * _stride + k), T.Load(means + x * _stride + k));
                    sum = T.Add(sum, product);
                    T.Store(T.Subtract(T.Load(mix + k), product), mix + k);
                }

                baseTo[x * _neurons + i] -= T.Sum(sum);
            }

            if (shapeTo == null) continue;
            double* logs = _meanLogFactorials!.First + (long)i * _lanes;
            T total = T.Broadcast(0);
            for (int lane = 0; lane < _lanes; lane += 8) total = T.MultiplyAdd(T.Load(weights + lane), T.Load(logs + lane), total);
            shapeTo[i] -= T.Sum(total);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Chunk(int chunk, PaddedParameters parameters)
    {
        Span<double> locations = _locations.Span.Slice(chunk * _lanes, _lanes), partial = _partial.Span.Slice(chunk * _lanes, _lanes);
        Span<double> scratch = _scratch.Span.Slice(chunk * _lanes, _lanes);
        partial.Clear();
        CountBatch? batch = null;
        if (!parameters.IsPoisson && !_batches.TryTake(out batch)) batch = new(_width);
        int end = Math.Min(_neurons, (chunk + 1) * ChunkNeurons);
        for (int i = chunk * ChunkNeurons; i < end && Volatile.Read(ref _refused) == 0; i++)
        {
            // The bounds of the sums of two terms are the sums of their bounds, after rounding too.
            (double lowest, double highest) = Bounds(i, parameters.Mix.Span.Slice(i * _stride, _components));
            double* means = _means.First + (long)i * _lanes, mix = parameters.Mix.First + (long)i * _stride;
            fixed (double* to = batch is null ? partial : locations)
            {
                switch (_width)
                {
                    case VectorWidth.Bits512: Locate<Lanes512>(i, mix, to, batch is null ? means : null); break;
                    case VectorWidth.Bits256: Locate<Lanes256>(i, mix, to, batch is null ? means : null); break;
                    case VectorWidth.Bits128: Locate<Lanes128>(i, mix, to, batch is null ? means : null); break;
                    default: Locate<LanesScalar>(i, mix, to, batch is null ? means : null); break;
                }
            }

            bool isValid = batch is null
                ? highest <= LogLargestMode && double.IsFinite(lowest)
                : batch.Evaluate(parameters.Shape[i], locations, lowest, highest, scratch, new(means, _lanes), new(_meanLogFactorials!.First + (long)i * _lanes, _lanes));
            if (!isValid) Volatile.Write(ref _refused, 1);
            else if (batch is not null) for (int lane = 0; lane < partial.Length; lane++) partial[lane] += scratch[lane];
        }

        if (batch is not null) _batches.Add(batch);
    }
    /// <summary>Locations b + G of a neuron; or, for Poisson counts, their exponentials, which are means and log-partition functions both, added to the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Locate<T>(int neuron, double* mix, double* to, double* means)
        where T : unmanaged, ILanes<T>
    {
        for (int x = 0; x < _conditions; x++)
        {
            T b = T.Broadcast(_base[x * _neurons + neuron]);
            for (int k = 0; k < _stride; k += 8)
            {
                int lane = x * _stride + k;
                T location = T.Add(b, T.Load(mix + k));
                if (means == null)
                {
                    T.Store(location, to + lane);
                    continue;
                }

                T mean = VectorExponential.Exp(location);
                T.Store(mean, means + lane);
                T.Store(T.Add(T.Load(to + lane), mean), to + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (double Lowest, double Highest) Bounds(int neuron, ReadOnlySpan<double> mix)
    {
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        // What fills the vectors has no gain.
        double least = 0, most = 0;
        for (int x = 0; x < _conditions; x++) (lowest, highest) = (Math.Min(lowest, _base[x * _neurons + neuron]), Math.Max(highest, _base[x * _neurons + neuron]));
        foreach (double gain in mix) (least, most) = (Math.Min(least, gain), Math.Max(most, gain));
        return (lowest + least, highest + most);
    }
}
