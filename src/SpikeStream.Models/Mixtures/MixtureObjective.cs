using System.Numerics;
using System.Runtime.CompilerServices;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mixtures;

/// <summary>
/// The mean log-likelihood per trial and the objective of EM, with gradients, in flat coordinates: base [row, neuron], mix [neuron, component 1..], category [component 1..], shape [neuron] where it is free.
/// </summary>
internal sealed class MixtureObjective
{
    /// <summary>Shapes stay at or below this: sums are long nearer to 0.</summary>
    public const double LargestShape = -0.02;

    private readonly ITrialSource _trials;
    private readonly MixtureTotals _totals;
    private readonly StimulusFeatures _features;
    private readonly ResponsibilityPass _pass;
    private readonly PartitionTable _table;
    private readonly PaddedParameters _parameters;
    private readonly double[] _conditionWeights;
    private readonly double[] _baseGradient;
    private readonly AlignedBuffer _mixGradient;
    private readonly AlignedBuffer _categoryGradient;

    public MixtureObjective(ITrialSource trials, MixtureTotals totals, MixtureTuning tuning, int components, bool hasFreeShapes, int parallelism = 1, VectorWidth width = VectorWidth.Widest)
    {
        (_trials, _totals, HasFreeShapes) = (trials, totals, hasFreeShapes);
        _features = tuning.Features(trials.Stimuli);
        _parameters = new(tuning.RowCount, trials.NeuronCount, components) { IsPoisson = !hasFreeShapes };
        _pass = new(_parameters, parallelism, needsProducts: true, width);
        _table = new(_features.ConditionCount, _parameters, parallelism, width);
        _conditionWeights = new double[totals.ConditionCount];
        for (int x = 0; x < _conditionWeights.Length; x++) _conditionWeights[x] = (double)totals.Trials[x] / totals.TrialCount;
        _baseGradient = new double[_features.ConditionCount * trials.NeuronCount];
        _mixGradient = new(_parameters.Mix.Length);
        _categoryGradient = new(_parameters.Stride);
        BaseLength = tuning.RowCount * trials.NeuronCount;
        MixLength = trials.NeuronCount * (components - 1);
        CategoryLength = components - 1;
        Dimension = BaseLength + MixLength + CategoryLength + (hasFreeShapes ? trials.NeuronCount : 0);
    }

    public bool HasFreeShapes { get; }

    public int BaseLength { get; }

    public int MixLength { get; }

    public int CategoryLength { get; }

    public int ShapeStart => BaseLength + MixLength + CategoryLength;

    public int Dimension { get; }

    public int NeuronCount => _parameters.NeuronCount;

    /// <summary>Whether the first row of base parameters alone is the same for all conditions (von Mises), or all rows are constants of their conditions.</summary>
    public bool HasConstantRow => _features.HasConstant;

    public double[] Coordinates(MixtureParameters parameters)
    {
        double[] coordinates = new double[Dimension];
        parameters.Base.CopyTo(coordinates, 0);
        int components = parameters.ComponentCount;
        for (int i = 0; i < parameters.NeuronCount; i++) parameters.Mix.AsSpan(i * components + 1, components - 1).CopyTo(coordinates.AsSpan(BaseLength + i * (components - 1)));
        parameters.Category.AsSpan(1).CopyTo(coordinates.AsSpan(BaseLength + MixLength));
        if (HasFreeShapes) parameters.Shape.CopyTo(coordinates, ShapeStart);
        return coordinates;
    }

    public MixtureParameters Parameters(ReadOnlySpan<double> coordinates, MixtureTuning tuning)
    {
        Load(coordinates);
        return _parameters.ToParameters(tuning);
    }

    /// <summary>Moves coordinates into their bounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Clamp(Span<double> coordinates)
    {
        Span<double> bounded = coordinates[..(BaseLength + MixLength)];
        int place = 0;
        for (; place <= bounded.Length - Vector<double>.Count; place += Vector<double>.Count)
            Vector.Min(Vector.Max(new Vector<double>(bounded[place..]), new(-PaddedParameters.Bound)), new(PaddedParameters.Bound)).CopyTo(bounded[place..]);
        for (; place < bounded.Length; place++) bounded[place] = Math.Clamp(bounded[place], -PaddedParameters.Bound, PaddedParameters.Bound);
        for (int i = ShapeStart; i < Dimension; i++) coordinates[i] = Math.Min(coordinates[i], LargestShape);
    }

    /// <summary>Sets the derivatives by coordinates at a bound to 0 where ascent would leave it.</summary>
    public void HoldBounds(ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        for (int i = 0; i < BaseLength + MixLength; i++)
        {
            if (coordinates[i] >= PaddedParameters.Bound && gradient[i] > 0 || coordinates[i] <= -PaddedParameters.Bound && gradient[i] < 0) gradient[i] = 0;
        }

        for (int i = ShapeStart; i < Dimension; i++)
        {
            if (coordinates[i] >= LargestShape && gradient[i] > 0) gradient[i] = 0;
        }
    }

    /// <summary>The mean log-likelihood and its gradient; responsibilities are kept for <see cref="Expected"/>.</summary>
    /// <returns>The value; minus infinity where the point is refused (and no trial is read).</returns>
    public double Marginal(ReadOnlySpan<double> coordinates, Span<double> gradient, CancellationToken cancellation)
    {
        Load(coordinates);
        if (!_table.Compute(_features, _parameters)) return double.NegativeInfinity;
        Freeze(cancellation);
        if (!gradient.IsEmpty) Gradient(gradient);
        return Linear() + _pass.LogNormaliser / _totals.TrialCount;
    }

    /// <summary>Responsibilities at a point, kept for <see cref="Expected"/>.</summary>
    public void Freeze(ReadOnlySpan<double> coordinates, CancellationToken cancellation)
    {
        Load(coordinates);
        Freeze(cancellation);
    }

    /// <summary>The gradient of the objective of EM, without reading a trial.</summary>
    /// <returns>False where the point is refused.</returns>
    public bool ExpectedGradient(ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        Load(coordinates);
        if (!_table.Compute(_features, _parameters)) return false;
        Gradient(gradient);
        return true;
    }

    /// <summary>The objective of EM and its gradient, without reading a trial.</summary>
    /// <returns>The value; minus infinity where the point is refused.</returns>
    public double Expected(ReadOnlySpan<double> coordinates, Span<double> gradient)
    {
        if (!ExpectedGradient(coordinates, gradient)) return double.NegativeInfinity;
        double sum = 0;
        for (int k = 0; k < _parameters.ComponentCount; k++) sum += _parameters.Category.Span[k] * _pass.Sums[k];
        ReadOnlySpan<double> mix = _parameters.Mix.Span;
        for (int place = 0; place < mix.Length; place++) sum += mix[place] * _pass.Products[place];
        return Linear() + sum / _totals.TrialCount;
    }

    private void Freeze(CancellationToken cancellation)
    {
        _pass.Run(_trials, _parameters, cancellation);
        if (_pass.TrialCount != _totals.TrialCount)
            throw new MixtureDataException($"trials: found {_pass.TrialCount} in this pass and {_totals.TrialCount} in the first, expected the same trials each time");
    }

    /// <summary>sum of b.n + S.log n! - psi, per trial.</summary>
    private double Linear()
    {
        ReadOnlySpan<double> b = _table.Base, counts = _totals.Counts, logs = _totals.LogFactorials;
        double sum = 0;
        for (int place = 0; place < b.Length; place++) sum += b[place] * counts[place];
        for (int i = 0; i < logs.Length; i++) sum += _parameters.Shape[i] * logs[i];
        sum /= _totals.TrialCount;
        for (int x = 0; x < _conditionWeights.Length; x++)
        {
            if (_conditionWeights[x] > 0) sum -= _conditionWeights[x] * _table.LogPartition[x];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gradient(Span<double> gradient)
    {
        double scale = 1.0 / _totals.TrialCount;
        int neurons = NeuronCount, components = _parameters.ComponentCount, stride = _parameters.Stride;
        ReadOnlySpan<double> counts = _totals.Counts;
        for (int place = 0; place < counts.Length; place++) _baseGradient[place] = counts[place] * scale;
        Span<double> mix = _mixGradient.Span, category = _categoryGradient.Span;
        for (int place = 0; place < mix.Length; place++) mix[place] = _pass.Products[place] * scale;
        for (int k = 0; k < category.Length; k++) category[k] = _pass.Sums[k] * scale;
        Span<double> shape = gradient[ShapeStart..];
        for (int i = 0; i < shape.Length; i++) shape[i] = _totals.LogFactorials[i] * scale;
        _table.SubtractExpectations(_conditionWeights, _baseGradient, _mixGradient, _categoryGradient, shape);
        _features.Gradient(_baseGradient, neurons, gradient[..BaseLength]);
        for (int i = 0; i < neurons; i++) mix.Slice(i * stride + 1, components - 1).CopyTo(gradient[(BaseLength + i * (components - 1))..]);
        category.Slice(1, components - 1).CopyTo(gradient[(BaseLength + MixLength)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Load(ReadOnlySpan<double> coordinates)
    {
        int neurons = NeuronCount, free = CategoryLength, stride = _parameters.Stride;
        coordinates[..BaseLength].CopyTo(_parameters.Base);
        Span<double> mix = _parameters.Mix.Span;
        for (int i = 0; i < neurons; i++) coordinates.Slice(BaseLength + i * free, free).CopyTo(mix[(i * stride + 1)..]);
        coordinates.Slice(BaseLength + MixLength, free).CopyTo(_parameters.Category.Span[1..]);
        _parameters.Category.Span[0] = 0;
        if (HasFreeShapes) coordinates[ShapeStart..].CopyTo(_parameters.Shape);
    }
}
