using System.Runtime.InteropServices;
using SpikeStream.Numerics.Samplers;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>
/// Remembers every evaluation of a log density: a search that was stopped for a checkpoint is run again from its start and gets what it already asked for at once,
/// so that any search becomes resumable to the bit, to within one evaluation.
/// </summary>
internal sealed class RecordedEvaluations
{
    private readonly Dictionary<double[], (double Value, double[] Gradient)> _records = new(PointEquality.Instance);
    private readonly Lock _gate = new();

    /// <summary>Number of different points evaluated.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _records.Count;
        }
    }

    /// <summary>The highest log density seen; NaN before the first.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>A density that remembers.</summary>
    /// <param name="density">What evaluates.</param>
    /// <param name="signal">Where it asks for a pause, a point that is not remembered throws <see cref="OperationCanceledException"/>.</param>
    public ILogDensity Over(ILogDensity density, WorkSignal signal) => new Density(density, this, signal);

    public void Save(BinaryWriter writer)
    {
        lock (_gate)
        {
            writer.Write(_records.Count);
            foreach ((double[] point, (double value, double[] gradient)) in _records)
            {
                writer.Write(point.Length);
                foreach (double x in point) writer.Write(x);
                writer.Write(value);
                foreach (double g in gradient) writer.Write(g);
            }
        }
    }

    public void Restore(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            double[] point = new double[reader.ReadInt32()], gradient = new double[point.Length];
            for (int i = 0; i < point.Length; i++) point[i] = reader.ReadDouble();
            double value = reader.ReadDouble();
            for (int i = 0; i < gradient.Length; i++) gradient[i] = reader.ReadDouble();
            Add(point, value, gradient);
        }
    }

    private void Add(double[] point, double value, double[] gradient)
    {
        lock (_gate)
        {
            _records[point] = (value, gradient);
            if (!(Best >= value)) Best = value;
        }
    }

    private sealed class Density(ILogDensity density, RecordedEvaluations evaluations, WorkSignal signal) : ILogDensity
    {
        private bool _hasEvaluated;

        public int Dimension => density.Dimension;

        public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default)
        {
            double[] point = position.ToArray();
            lock (evaluations._gate)
            {
                if (evaluations._records.TryGetValue(point, out (double Value, double[] Gradient) known))
                {
                    known.Gradient.CopyTo(gradient);
                    return known.Value;
                }
            }

            // At least one is new each time, so that the search ends however often it is stopped.
            if (_hasEvaluated && signal.IsPauseRequested) throw new OperationCanceledException("The search pauses.");
            double value = density.Evaluate(position, gradient, signal.CancellationToken);
            evaluations.Add(point, value, gradient.ToArray());
            _hasEvaluated = true;
            return value;
        }
    }

    private sealed class PointEquality : IEqualityComparer<double[]>
    {
        public static readonly PointEquality Instance = new();

        public bool Equals(double[]? x, double[]? y) => MemoryMarshal.AsBytes(x.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(y.AsSpan()));

        public int GetHashCode(double[] obj)
        {
            HashCode hash = new();
            hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
