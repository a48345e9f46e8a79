namespace SpikeStream.Models.Mixtures;

/// <summary>A mixture of independent Poisson counts without stimuli, trained by EM in closed form; the log-likelihood never falls. Not thread-safe.</summary>
public sealed class UnconditionalPoissonMixture
{
    // A component without spikes of a neuron keeps a rate above 0.
    private static readonly double LeastRate = Math.Exp(-PaddedParameters.Bound);

    private readonly double[] _rates;
    private readonly double[] _weights;

    /// <summary>Begins with rates and weights.</summary>
    /// <param name="rates">Mean counts, above 0, [component, neuron].</param>
    /// <param name="weights">Weights of the components, above 0; they are divided by their sum.</param>
    /// <exception cref="MixtureDataException">A rate or weight is not positive, or the sizes do not match.</exception>
    public UnconditionalPoissonMixture(IReadOnlyList<double> rates, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(rates);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count == 0 || rates.Count == 0 || rates.Count % weights.Count != 0) throw new MixtureDataException($"rates: found {rates.Count} for {weights.Count} components, expected as many for each");
        if (rates.Concat(weights).Any(value => !(value > 0 && double.IsFinite(value)))) throw new MixtureDataException("rates: found rates or weights that are not positive, expected positive numbers");
        double sum = weights.Sum();
        (_rates, _weights) = ([.. rates], [.. weights.Select(weight => weight / sum)]);
    }

    /// <summary>Mean counts, [component, neuron].</summary>
    public ReadOnlySpan<double> Rates => _rates;

    /// <summary>Weights of the components.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>dN.</summary>
    public int NeuronCount => _rates.Length / _weights.Length;

    /// <summary>The mixture as a conditional one, with the same base parameters for all stimuli.</summary>
    /// <param name="labels">Labels of the stimuli.</param>
    /// <returns>The parameters.</returns>
    public MixtureParameters ToParameters(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int neurons = NeuronCount, components = _weights.Length;
        double[] shape = new double[neurons], rows = new double[labels.Count * neurons], mix = new double[neurons * components], category = new double[components];
        shape.AsSpan().Fill(-1);
        for (int i = 0; i < neurons; i++)
        {
            for (int x = 0; x < labels.Count; x++) rows[x * neurons + i] = Math.Log(_rates[i]);
            for (int k = 1; k < components; k++)
            {
                mix[i * components + k] = Math.Log(_rates[k * neurons + i]) - Math.Log(_rates[i]);
                category[k] -= _rates[k * neurons + i] - _rates[i];
            }
        }

        for (int k = 1; k < components; k++) category[k] += Math.Log(_weights[k] / _weights[0]);
        return new() { Tuning = new DiscreteTuning(labels), Model = MixtureModelKind.Poisson, Base = rows, Mix = mix, Category = category, Shape = shape };
    }

    /// <summary>One epoch: weights are mean responsibilities, rates weighted mean counts.</summary>
    /// <param name="trials">The trials; their stimuli are not looked at.</param>
    /// <param name="parallelism">Most threads; the result has the same bits.</param>
    /// <param name="cancellation">Stops between batches; the mixture is unchanged then.</param>
    /// <returns>Mean log-likelihood per trial before the epoch, in nats.</returns>
    /// <exception cref="MixtureDataException">There are no trials, or they have other neurons.</exception>
    public double Advance(ITrialSource trials, int parallelism = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trials);
        int neurons = NeuronCount, components = _weights.Length;
        if (trials.NeuronCount != neurons) throw new MixtureDataException($"trials: found {trials.NeuronCount} neurons, expected {neurons}");
        PaddedParameters parameters = new(1, neurons, components);
        for (int k = 0; k < components; k++)
        {
            double sum = Math.Log(_weights[k]);
            for (int i = 0; i < neurons; i++)
            {
                parameters.Mix.Span[i * parameters.Stride + k] = Math.Log(_rates[k * neurons + i]);
                sum -= _rates[k * neurons + i];
            }

            parameters.Category.Span[k] = sum;
        }

        MixtureTotals totals = MixtureTotals.Of(trials, cancellation);
        ResponsibilityPass pass = new(parameters, parallelism);
        pass.Run(trials, parameters, cancellation);
        for (int k = 0; k < components; k++)
        {
            // A component that no trial belongs to keeps its rates.
            _weights[k] = Math.Max(pass.Sums[k] / pass.TrialCount, 1e-300);
            if (!(pass.Sums[k] > 1e-290)) continue;
            for (int i = 0; i < neurons; i++) _rates[k * neurons + i] = Math.Max(LeastRate, pass.Products[i * parameters.Stride + k] / pass.Sums[k]);
        }

        double logFactorials = 0;
        foreach (double sum in totals.LogFactorials) logFactorials += sum;
        return (pass.LogNormaliser - logFactorials) / pass.TrialCount;
    }
}
