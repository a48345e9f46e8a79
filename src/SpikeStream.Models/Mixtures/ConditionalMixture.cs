namespace SpikeStream.Models.Mixtures;

/// <summary>A conditional mixture of spike counts with psi(x) and the weights tabulated for a set of stimuli. Immutable; members may be called from several threads.</summary>
/// <remarks>Sokoloski, Aschner and Coen-Cagli (2021). Only b depends on the stimulus: responsibilities do not, and decoding is linear in the counts.</remarks>
public sealed class ConditionalMixture
{
    private readonly PaddedParameters _padded;
    private readonly double[] _base;
    private readonly double[] _logPartition;
    private readonly double[] _weights;

    /// <summary>Tabulates.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="stimuli">The stimuli; labels of the parameters for discrete tuning, any numbers for von Mises tuning.</param>
    /// <exception cref="MixtureDataException">Parameters are wrong, a stimulus is unknown, or a distribution has a mode beyond 10^6.</exception>
    public ConditionalMixture(MixtureParameters parameters, StimulusSet stimuli)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(stimuli);
        parameters.Validate();
        (Parameters, Stimuli, _padded) = (parameters, stimuli, new(parameters));
        PartitionTable table = new(stimuli.Count, _padded);
        if (!table.Compute(parameters.Tuning.Features(stimuli), _padded)) throw new MixtureDataException("parameters: found distributions outside the domain or with modes beyond 1e6, expected counts of at most 1e6");
        (_base, _logPartition) = (table.Base.ToArray(), table.LogPartition);
        _weights = [.. Enumerable.Range(0, stimuli.Count).SelectMany(x => table.Weights.Span.Slice(x * _padded.Stride, ComponentCount).ToArray())];
    }

    /// <summary>The parameters.</summary>
    public MixtureParameters Parameters { get; }

    /// <summary>The stimuli.</summary>
    public StimulusSet Stimuli { get; }

    /// <summary>dN.</summary>
    public int NeuronCount => _padded.NeuronCount;

    /// <summary>dK.</summary>
    public int ComponentCount => _padded.ComponentCount;

    /// <summary>psi of a stimulus.</summary>
    /// <param name="stimulus">Its place.</param>
    /// <returns>log sum over k of exp(c_k + sum of A).</returns>
    public double LogPartition(int stimulus) => _logPartition[stimulus];

    /// <summary>p(k | x).</summary>
    /// <param name="stimulus">Place of x.</param>
    /// <returns>One per component; they sum to 1.</returns>
    public ReadOnlySpan<double> Weights(int stimulus) => _weights.AsSpan(stimulus * ComponentCount, ComponentCount);

    /// <summary>b(x).</summary>
    /// <param name="stimulus">Place of x.</param>
    /// <returns>One per neuron.</returns>
    public ReadOnlySpan<double> BaseOf(int stimulus) => _base.AsSpan(stimulus * NeuronCount, NeuronCount);

    /// <summary>The distribution of the counts of a neuron in a component.</summary>
    /// <param name="stimulus">Place of the stimulus.</param>
    /// <param name="component">The component.</param>
    /// <param name="neuron">The neuron.</param>
    /// <returns>The distribution.</returns>
    public ConwayMaxwellPoisson Counts(int stimulus, int component, int neuron) =>
        new(_base[stimulus * NeuronCount + neuron] + Parameters.Mix[neuron * ComponentCount + component], Parameters.Shape[neuron]);

    /// <summary>Moments of the counts at a stimulus, in closed form.</summary>
    /// <param name="stimulus">Its place.</param>
    /// <returns>Means, variances and covariances.</returns>
    public MixtureResponse Response(int stimulus)
    {
        int neurons = NeuronCount, components = ComponentCount;
        double[] means = new double[components * neurons], variances = new double[components * neurons];
        for (int i = 0; i < neurons; i++)
        {
            for (int k = 0; k < components; k++)
            {
                ConwayMaxwellPoisson distribution = Counts(stimulus, k, i);
                if (Parameters.Model == MixtureModelKind.Poisson) means[k * neurons + i] = variances[k * neurons + i] = Math.Exp(distribution.Location);
                else
                {
                    CountMoments moments = distribution.Moments();
                    (means[k * neurons + i], variances[k * neurons + i]) = (moments.Mean, moments.Variance);
                }
            }
        }

        return new(Weights(stimulus).ToArray(), means, variances);
    }

    /// <summary>p(k | n), the same for all stimuli.</summary>
    /// <param name="counts">Counts, [trial, neuron].</param>
    /// <param name="responsibilities">Receives them, [trial, component].</param>
    public void Responsibilities(ReadOnlySpan<double> counts, Span<double> responsibilities)
    {
        int trials = counts.Length / NeuronCount, components = ComponentCount;
        if (responsibilities.Length < trials * components) throw new ArgumentException($"Found room for {responsibilities.Length} numbers, expected {trials} trials of {components}.", nameof(responsibilities));
        Span<double> to = responsibilities;
        Chunks(counts, chunk =>
        {
            for (int t = 0; t < chunk.Trials; t++) chunk.Chunk.Responsibilities.Slice(t * _padded.Stride, components).CopyTo(chunk.Destination[((chunk.First + t) * components)..]);
        }, to);
    }

    /// <summary>log p(n | x) of trials.</summary>
    /// <param name="conditions">Place of each trial's stimulus in <see cref="Stimuli"/>.</param>
    /// <param name="counts">Counts, [trial, neuron].</param>
    /// <param name="logLikelihoods">Receives one per trial, in nats.</param>
    public void LogLikelihoods(ReadOnlySpan<int> conditions, ReadOnlySpan<double> counts, Span<double> logLikelihoods)
    {
        if (counts.Length != (long)conditions.Length * NeuronCount || logLikelihoods.Length < conditions.Length)
            throw new ArgumentException($"Found {counts.Length} counts and room for {logLikelihoods.Length} results, expected {conditions.Length} trials of {NeuronCount} neurons.", nameof(counts));
        Chunks(counts, chunk =>
        {
            for (int t = 0; t < chunk.Trials; t++) chunk.Destination[chunk.First + t] = chunk.Chunk.LogNormalisers[t];
        }, logLikelihoods);
        for (int t = 0; t < conditions.Length; t++)
        {
            ReadOnlySpan<double> row = counts.Slice(t * NeuronCount, NeuronCount), b = BaseOf(conditions[t]);
            double sum = -_logPartition[conditions[t]];
            for (int i = 0; i < row.Length; i++) sum += b[i] * row[i] + _padded.Shape[i] * LogFactorial.Of((long)row[i]);
            logLikelihoods[t] += sum;
        }
    }

    /// <summary>Mean log-likelihood per trial.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="parallelism">Most threads.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The mean, in nats.</returns>
    /// <exception cref="MixtureDataException">Parameters and trials do not match.</exception>
    public static double MeanLogLikelihood(MixtureParameters parameters, ITrialSource trials, int parallelism = 1, CancellationToken cancellation = default) =>
        Evaluate(parameters, trials, [], parallelism, cancellation);

    /// <summary>Mean log-likelihood per trial and its gradient.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="parallelism">Most threads.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Value and derivatives; those of fixed parameters are 0.</returns>
    /// <exception cref="MixtureDataException">Parameters and trials do not match.</exception>
    public static MixtureGradient Gradient(MixtureParameters parameters, ITrialSource trials, int parallelism = 1, CancellationToken cancellation = default)
    {
        MixtureObjective objective = Objective(parameters, trials, parallelism, cancellation);
        double[] gradient = new double[objective.Dimension];
        double value = objective.Marginal(objective.Coordinates(parameters), gradient, cancellation);
        return MixtureGradient.Of(value, objective.Parameters(gradient, parameters.Tuning), parameters.Model);
    }

    /// <summary>The objective of EM, Q = mean of b(x).n + S.log n! + sum over k of r_k (c_k + n.G_k) - psi(x), with responsibilities of other parameters, and its gradient.</summary>
    /// <param name="parameters">Where it is evaluated.</param>
    /// <param name="frozen">Parameters whose responsibilities are used.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="parallelism">Most threads.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Value and derivatives.</returns>
    /// <exception cref="MixtureDataException">Parameters and trials do not match.</exception>
    public static MixtureGradient ExpectedObjective(MixtureParameters parameters, MixtureParameters frozen, ITrialSource trials, int parallelism = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(frozen);
        MixtureObjective objective = Objective(parameters, trials, parallelism, cancellation);
        double[] gradient = new double[objective.Dimension];
        objective.Freeze(objective.Coordinates(frozen), cancellation);
        double value = objective.Expected(objective.Coordinates(parameters), gradient);
        return MixtureGradient.Of(value, objective.Parameters(gradient, parameters.Tuning), parameters.Model);
    }

    private static double Evaluate(MixtureParameters parameters, ITrialSource trials, Span<double> gradient, int parallelism, CancellationToken cancellation)
    {
        MixtureObjective objective = Objective(parameters, trials, parallelism, cancellation);
        return objective.Marginal(objective.Coordinates(parameters), gradient, cancellation);
    }

    private static MixtureObjective Objective(MixtureParameters parameters, ITrialSource trials, int parallelism, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(trials);
        parameters.Validate();
        if (parameters.NeuronCount != trials.NeuronCount) throw new MixtureDataException($"parameters: found {parameters.NeuronCount} neurons, expected the {trials.NeuronCount} of the trials");
        return new(trials, MixtureTotals.Of(trials, cancellation), parameters.Tuning, parameters.ComponentCount, parameters.Model == MixtureModelKind.ComBased, parallelism);
    }

    private unsafe void Chunks(ReadOnlySpan<double> counts, ChunkAction action, Span<double> destination)
    {
        int trials = counts.Length / NeuronCount;
        ResponsibilityChunk chunk = new(NeuronCount, _padded.Stride, needsProducts: false, Numerics.Vectors.VectorWidth.Widest);
        fixed (double* from = counts)
        {
            for (int first = 0; first < trials; first += ResponsibilityPass.ChunkTrials)
            {
                int length = Math.Min(ResponsibilityPass.ChunkTrials, trials - first);
                chunk.Compute(from + (long)first * NeuronCount, length, _padded);
                action(new() { Chunk = chunk, First = first, Trials = length, Destination = destination });
            }
        }
    }

    private delegate void ChunkAction(ChunkOfTrials chunk);

    private readonly ref struct ChunkOfTrials
    {
        public required ResponsibilityChunk Chunk { get; init; }

        public required int First { get; init; }

        public required int Trials { get; init; }

        public required Span<double> Destination { get; init; }
    }
}
