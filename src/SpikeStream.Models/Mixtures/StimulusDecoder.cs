namespace SpikeStream.Models.Mixtures;

/// <summary>Posterior over a finite set of stimuli: log p(x | n) = b(x).n - psi(x) + log p(x) less its log-sum-exp, linear in the counts. Immutable.</summary>
public sealed class StimulusDecoder
{
    private readonly double[] _offsets;

    /// <summary>Prepares decoding over the stimuli of a model.</summary>
    /// <param name="model">The model, tabulated for the set.</param>
    /// <param name="prior">Prior weight of each stimulus, 0 or more, with a positive sum; null for a flat prior.</param>
    /// <exception cref="MixtureDataException">The prior has another length, or weights that are none.</exception>
    public StimulusDecoder(ConditionalMixture model, IReadOnlyList<double>? prior = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        int stimuli = model.Stimuli.Count;
        if (prior is not null && prior.Count != stimuli) throw new MixtureDataException($"prior: found {prior.Count} weights, expected {stimuli}, one per stimulus");
        double sum = prior?.Sum() ?? stimuli;
        if (!(sum > 0 && double.IsFinite(sum)) || prior?.Any(weight => !(weight >= 0)) == true) throw new MixtureDataException("prior: found negative weights or none, expected weights of at least 0 with a positive sum");
        _offsets = [.. Enumerable.Range(0, stimuli).Select(x => Math.Log((prior?[x] ?? 1) / sum) - model.LogPartition(x))];
    }

    /// <summary>The model.</summary>
    public ConditionalMixture Model { get; }

    /// <summary>The share of each stimulus among trials, as a prior.</summary>
    /// <param name="totals">Totals of the trials.</param>
    /// <returns>The shares.</returns>
    public static double[] EmpiricalPrior(MixtureTotals totals)
    {
        ArgumentNullException.ThrowIfNull(totals);
        return [.. totals.Trials.ToArray().Select(trials => (double)trials / totals.TrialCount)];
    }

    /// <summary>log p(x | n).</summary>
    /// <param name="counts">The counts of a trial.</param>
    /// <param name="logPosterior">Receives one per stimulus; their exponentials sum to 1.</param>
    public void LogPosterior(ReadOnlySpan<double> counts, Span<double> logPosterior)
    {
        if (counts.Length != Model.NeuronCount || logPosterior.Length != _offsets.Length)
            throw new ArgumentException($"Found {counts.Length} counts and room for {logPosterior.Length} stimuli, expected {Model.NeuronCount} and {_offsets.Length}.", nameof(counts));
        double largest = double.NegativeInfinity;
        for (int x = 0; x < logPosterior.Length; x++)
        {
            ReadOnlySpan<double> b = Model.BaseOf(x);
            double sum = _offsets[x];
            for (int i = 0; i < b.Length; i++) sum += b[i] * counts[i];
            logPosterior[x] = sum;
            largest = Math.Max(largest, sum);
        }

        double total = 0;
        foreach (double value in logPosterior) total += Math.Exp(value - largest);
        double normaliser = largest + Math.Log(total);
        for (int x = 0; x < logPosterior.Length; x++) logPosterior[x] -= normaliser;
    }

    /// <summary>Decodes trials and scores them by their true stimuli.</summary>
    /// <param name="trials">The trials; a stimulus that is not in the set is scored as the nearest one where the tuning is circular.</param>
    /// <returns>The scores.</returns>
    /// <exception cref="MixtureDataException">There are no trials, or a stimulus is not in the set and the tuning is discrete.</exception>
    public DecodingScore Score(ITrialSource trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        int[] places = PlacesOf(trials.Stimuli);
        double? period = (Model.Parameters.Tuning as VonMisesTuning)?.Period;
        double[] logPosterior = new double[_offsets.Length];
        double logSum = 0, errors = 0;
        long right = 0, count = 0;
        trials.Read(
            (conditions, counts) =>
            {
                count += conditions.Length;
                for (int t = 0; t < conditions.Length; t++)
                {
                    LogPosterior(counts.Slice(t * trials.NeuronCount, trials.NeuronCount), logPosterior);
                    int place = places[conditions[t]];
                    logSum += logPosterior[place];
                    if (MaximumOf(logPosterior) == place) right++;
                    if (period is { } circle) errors += Math.Abs(CircularStimulus.Difference(CircularStimulus.Mean(Model.Stimuli.RequireValues(), logPosterior, circle), trials.Stimuli.RequireValues()[conditions[t]], circle));
                }
            },
            CancellationToken.None);
        if (count == 0) throw new MixtureDataException("trials: found none, expected at least one to score");
        return new(logSum / count, (double)right / count, period is null ? double.NaN : errors / count);
    }

    /// <summary>Places of stimuli among those that are decoded.</summary>
    /// <param name="stimuli">The stimuli.</param>
    /// <returns>A place for each; that of the nearest one where the tuning is circular and the set lacks it.</returns>
    /// <exception cref="MixtureDataException">A stimulus is not in the set and the tuning is discrete.</exception>
    public int[] PlacesOf(StimulusSet stimuli)
    {
        ArgumentNullException.ThrowIfNull(stimuli);
        return [.. Enumerable.Range(0, stimuli.Count).Select(x => Place(stimuli, x))];
    }

    /// <summary>The most probable stimulus.</summary>
    /// <param name="logPosterior">Log probabilities.</param>
    /// <returns>Its place; the first of several.</returns>
    public static int MaximumOf(ReadOnlySpan<double> logPosterior)
    {
        int best = 0;
        for (int x = 1; x < logPosterior.Length; x++)
        {
            if (logPosterior[x] > logPosterior[best]) best = x;
        }

        return best;
    }

    private int Place(StimulusSet stimuli, int stimulus)
    {
        int place = Model.Stimuli.IndexOf(stimuli.Labels[stimulus]);
        if (place >= 0) return place;
        if (Model.Parameters.Tuning is not VonMisesTuning tuning) throw new MixtureDataException($"stimulus \"{stimuli.Labels[stimulus]}\" is not among those that are decoded, {string.Join(", ", Model.Stimuli.Labels.Take(10))}", stimuli.Labels[stimulus]);
        double value = stimuli.RequireValues()[stimulus];
        return Model.Stimuli.RequireValues().Select((other, x) => (Distance: Math.Abs(CircularStimulus.Difference(other, value, tuning.Period)), x)).Min().x;
    }
}
