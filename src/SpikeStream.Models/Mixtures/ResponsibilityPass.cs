using System.Numerics.Tensors;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mixtures;

/// <summary>
/// The pass over all trials of the E-step: responsibilities r = softmax(c + n G), and the sums over trials of r, n r and L = log sum exp(c + n G). Trials go in chunks of 256 from the first one on,
/// whatever the batches, and the sums of chunks are added in order, whatever the threads.
/// </summary>
internal sealed unsafe class ResponsibilityPass
{
    /// <summary>Trials of a chunk.</summary>
    public const int ChunkTrials = 256;

    private readonly int _neurons;
    private readonly int _stride;
    private readonly int _parallelism;
    private readonly VectorWidth _width;
    private readonly ResponsibilityChunk[] _slots;
    private readonly double[] _rest;
    private readonly bool _needsProducts;
    private int _waiting;
    private PaddedParameters? _parameters;

    public ResponsibilityPass(PaddedParameters shape, int parallelism = 1, bool needsProducts = true, VectorWidth width = VectorWidth.Widest)
    {
        (_neurons, _stride, _parallelism, _needsProducts, _width) = (shape.NeuronCount, shape.Stride, Math.Max(1, parallelism), needsProducts, VectorWidths.Resolve(width));
        _slots = [.. Enumerable.Range(0, _parallelism == 1 ? 1 : 4 * _parallelism).Select(_ => new ResponsibilityChunk(_neurons, _stride, needsProducts, _width))];
        _rest = new double[ChunkTrials * _neurons];
        Sums = new double[_stride];
        Products = new double[needsProducts ? _neurons * _stride : 0];
    }

    /// <summary>Sum over trials of r, [stride].</summary>
    public double[] Sums { get; }

    /// <summary>Sum over trials of n r, [neuron, stride].</summary>
    public double[] Products { get; }

    /// <summary>Sum over trials of L.</summary>
    public double LogNormaliser { get; private set; }

    /// <summary>Number of trials.</summary>
    public long TrialCount { get; private set; }

    /// <summary>Reads all trials.</summary>
    public void Run(ITrialSource trials, PaddedParameters parameters, CancellationToken cancellation)
    {
        Sums.AsSpan().Clear();
        Products.AsSpan().Clear();
        (LogNormaliser, TrialCount, _waiting, _parameters) = (0, 0, 0, parameters);
        trials.Read(Take, cancellation);
        if (_waiting == 0) return;
        fixed (double* rest = _rest) _slots[0].Compute(rest, _waiting, parameters);
        Merge(_slots[0]);
    }

    private void Take(ReadOnlySpan<int> conditions, ReadOnlySpan<double> counts)
    {
        int trials = conditions.Length, next = 0;
        TrialCount += trials;
        while (next < trials)
        {
            if (_waiting == 0 && trials - next >= ChunkTrials)
            {
                int chunks = Math.Min(_slots.Length, (trials - next) / ChunkTrials);
                fixed (double* from = counts) Compute(from + (long)next * _neurons, chunks);
                next += chunks * ChunkTrials;
                continue;
            }

            int taken = Math.Min(ChunkTrials - _waiting, trials - next);
            counts.Slice(next * _neurons, taken * _neurons).CopyTo(_rest.AsSpan(_waiting * _neurons));
            (_waiting, next) = (_waiting + taken, next + taken);
            if (_waiting < ChunkTrials) continue;
            fixed (double* rest = _rest) Compute(rest, 1);
            _waiting = 0;
        }
    }

    private void Compute(double* counts, int chunks)
    {
        nint address = (nint)counts;
        if (chunks == 1) _slots[0].Compute(counts, ChunkTrials, _parameters!);
        else Parallel.For(0, chunks, new ParallelOptions { MaxDegreeOfParallelism = _parallelism }, chunk => _slots[chunk].Compute((double*)address + (long)chunk * ChunkTrials * _neurons, ChunkTrials, _parameters!));
        for (int chunk = 0; chunk < chunks; chunk++) Merge(_slots[chunk]);
    }

    private void Merge(ResponsibilityChunk chunk)
    {
        LogNormaliser += chunk.LogNormaliser;
        TensorPrimitives.Add(Sums, chunk.Sums, Sums);
        if (_needsProducts) TensorPrimitives.Add(Products, chunk.Products, Products);
    }
}
