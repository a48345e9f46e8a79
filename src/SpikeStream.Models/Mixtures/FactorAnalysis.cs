using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mixtures;

/// <summary>Fits a <see cref="FactorModel"/> by expectation-maximisation to what trials differ by from the mean of their stimulus. Not thread-safe.</summary>
/// <remarks>Rubin and Thayer (1982), Psychometrika 47:69-76. A step reads the covariance, not the trials, and never lowers the likelihood. It ends when ten steps gain less than a tolerance. Memory grows with the square of the number of neurons.</remarks>
public sealed class FactorAnalysis
{
    private const int Patience = 10;

    private readonly List<MixtureEpoch> _trace = [];
    private readonly int _steps;
    private readonly double _tolerance;
    private readonly StimulusSet _stimuli;
    private readonly double[] _means;
    private readonly double[] _prior;
    private readonly double[] _covariance;
    private readonly int _neurons;
    private readonly int _factors;
    private double[] _loadings;
    private double[] _noise;

    /// <summary>Takes means and covariance, and draws the loadings that it begins with.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="factors">Number of factors, 0 or more.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="steps">Most steps, 0 or more.</param>
    /// <param name="tolerance">The gain of ten steps that is too little to go on, in nats per trial; 0 or more.</param>
    /// <exception cref="MixtureDataException">There are no trials.</exception>
    public FactorAnalysis(MixtureTrials trials, int factors, ulong seed, int steps = 500, double tolerance = 1e-7)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(factors);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        // Without factors the start is the optimum.
        (_steps, _tolerance) = (factors == 0 ? 0 : steps, tolerance);
        MixtureTotals totals = MixtureTotals.Of(trials);
        (_stimuli, _neurons, _factors) = (trials.Stimuli, trials.NeuronCount, factors);
        _prior = StimulusDecoder.EmpiricalPrior(totals);
        _means = [.. totals.Counts.ToArray().Select((sum, place) => sum / totals.Trials[place / totals.NeuronCount])];
        _covariance = Residuals(trials, _means);
        RandomStream random = new(seed, "factor-analysis", "loadings", (ulong)factors);
        _noise = [.. Enumerable.Range(0, _neurons).Select(i => Math.Max(FactorModel.LeastNoise, factors == 0 ? Variance(i) : 0.5 * Variance(i)))];
        _loadings = [.. Enumerable.Range(0, _neurons * factors).Select(place => random.NextNormal() * Math.Sqrt(0.5 * Variance(place / factors) / factors))];
        _trace.Add(new(0, Of(Model), default, double.NaN));
    }

    /// <summary>The model as it is.</summary>
    public FactorModel Model => new(_stimuli, _means, _loadings, _noise, _prior);

    /// <summary>Mean log-density per trial, in nats.</summary>
    public double LogLikelihood => _trace[^1].LogLikelihood;

    /// <summary>The training curve; its phase says nothing.</summary>
    public IReadOnlyList<MixtureEpoch> Trace => _trace;

    /// <summary>Whether the steps are used up, or gain too little.</summary>
    public bool IsFinished => _trace.Count > _steps || (_trace.Count > Patience && LogLikelihood - _trace[^(Patience + 1)].LogLikelihood < _tolerance);

    /// <summary>One step of expectation and maximisation.</summary>
    /// <returns>False where it had finished before.</returns>
    public bool Advance()
    {
        if (IsFinished) return false;
        double[] scaled = [.. _loadings.Select((loading, place) => loading / _noise[place / _factors])];
        CholeskyFactor inner = new(FactorModel.Inner(_loadings, scaled, _factors), _factors);
        // beta = M^-1 L' psi^-1, a row per neuron here; then S beta' and M^-1 + beta S beta'.
        double[] beta = scaled, crossed = new double[_neurons * _factors], second = new double[_factors * _factors];
        for (int i = 0; i < _neurons; i++) inner.Divide(beta.AsSpan(i * _factors, _factors));
        for (int i = 0; i < _neurons; i++)
        {
            Span<double> to = crossed.AsSpan(i * _factors, _factors);
            for (int j = 0; j < _neurons; j++) AddTo(to, _covariance[i * _neurons + j], beta.AsSpan(j * _factors, _factors));
        }

        for (int k = 0; k < _factors; k++)
        {
            Span<double> row = second.AsSpan(k * _factors, _factors);
            row[k] = 1;
            inner.Divide(row);
            for (int i = 0; i < _neurons; i++) AddTo(row, beta[i * _factors + k], crossed.AsSpan(i * _factors, _factors));
        }

        CholeskyFactor moments = new(second, _factors);
        double[] loadings = [.. crossed], noise = new double[_neurons];
        for (int i = 0; i < _neurons; i++)
        {
            Span<double> row = loadings.AsSpan(i * _factors, _factors);
            moments.Divide(row);
            double rest = Variance(i);
            for (int k = 0; k < _factors; k++) rest -= row[k] * crossed[i * _factors + k];
            noise[i] = Math.Max(FactorModel.LeastNoise, rest);
        }

        (_loadings, _noise) = (loadings, noise);
        _trace.Add(new(_trace.Count, Of(Model), default, double.NaN));
        return true;
    }

    /// <summary>Writes the state.</summary>
    /// <param name="writer">Receives it.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (double value in _loadings) writer.Write(value);
        foreach (double value in _noise) writer.Write(value);
        writer.Write(_trace.Count);
        foreach (MixtureEpoch epoch in _trace) writer.Write(epoch.LogLikelihood);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, into an object made with the same trials and options.</summary>
    /// <param name="reader">Gives it.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        for (int place = 0; place < _loadings.Length; place++) _loadings[place] = reader.ReadDouble();
        for (int i = 0; i < _noise.Length; i++) _noise[i] = reader.ReadDouble();
        _trace.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--) _trace.Add(new(_trace.Count, reader.ReadDouble(), default, double.NaN));
    }

    private static void AddTo(Span<double> to, double weight, ReadOnlySpan<double> from)
    {
        for (int k = 0; k < to.Length; k++) to[k] += weight * from[k];
    }

    private static double[] Residuals(MixtureTrials trials, double[] means)
    {
        int neurons = trials.NeuronCount;
        double[] covariance = new double[neurons * neurons], residual = new double[neurons];
        for (int t = 0; t < trials.Count; t++)
        {
            ReadOnlySpan<double> counts = trials.CountsOf(t), mean = means.AsSpan(trials.Conditions[t] * neurons, neurons);
            for (int i = 0; i < neurons; i++) residual[i] = counts[i] - mean[i];
            for (int i = 0; i < neurons; i++) AddTo(covariance.AsSpan(i * neurons, neurons), residual[i], residual);
        }

        for (int place = 0; place < covariance.Length; place++) covariance[place] /= trials.Count;
        return covariance;
    }

    private double Variance(int neuron) => _covariance[neuron * _neurons + neuron];

    // From tr(C^-1 S), with C^-1 = psi^-1 - psi^-1 L M^-1 L' psi^-1.
    private double Of(FactorModel model)
    {
        double trace = 0;
        for (int i = 0; i < _neurons; i++) trace += Variance(i) / _noise[i];
        if (_factors == 0) return model.LogNormaliser - 0.5 * trace;
        double[] scaled = [.. _loadings.Select((loading, place) => loading / _noise[place / _factors])], row = new double[_factors];
        CholeskyFactor inner = new(FactorModel.Inner(_loadings, scaled, _factors), _factors);
        for (int i = 0; i < _neurons; i++)
        {
            Array.Clear(row);
            for (int j = 0; j < _neurons; j++) AddTo(row, _covariance[i * _neurons + j], scaled.AsSpan(j * _factors, _factors));
            inner.Divide(row);
            for (int k = 0; k < _factors; k++) trace -= row[k] * scaled[i * _factors + k];
        }

        return model.LogNormaliser - 0.5 * trace;
    }
}
