using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mixtures;

/// <summary>Parameters to begin training with: base parameters from the data, gains drawn or from clusters of the trials, components balanced.</summary>
public static class MixtureStart
{
    /// <summary>Bound of drawn log gains; larger ones end in worse optima.</summary>
    public const double GainJitter = 0.2;

    private const string Stage = "mixture";

    /// <summary>The start of a number: even ones draw gains, odd ones cluster the trials.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="tuning">The tuning.</param>
    /// <param name="components">dK, at least 1.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="start">Number of the start.</param>
    /// <returns>Parameters of a Poisson mixture.</returns>
    public static MixtureParameters Of(MixtureTrials trials, MixtureTuning tuning, int components, ulong seed, int start) =>
        start % 2 == 0 ? FromDrawnGains(MixtureTotals.Of(trials), trials.Stimuli, tuning, components, seed, start) : FromClusters(trials, tuning, components, seed, start);

    /// <summary>Log gains from U(-0.2, 0.2), equal average weights.</summary>
    /// <param name="totals">Totals of the trials.</param>
    /// <param name="stimuli">Their stimuli.</param>
    /// <param name="tuning">The tuning.</param>
    /// <param name="components">dK, at least 1.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="start">Number of the start.</param>
    /// <returns>Parameters of a Poisson mixture.</returns>
    public static MixtureParameters FromDrawnGains(MixtureTotals totals, StimulusSet stimuli, MixtureTuning tuning, int components, ulong seed, int start)
    {
        ArgumentNullException.ThrowIfNull(totals);
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        RandomStream random = new(seed, Stage, "gains", (ulong)start);
        double[] mix = new double[totals.NeuronCount * components];
        for (int i = 0; i < totals.NeuronCount; i++)
        {
            for (int k = 1; k < components; k++) mix[i * components + k] = GainJitter * (2 * random.NextDouble() - 1);
        }

        double[] weights = new double[components];
        weights.AsSpan().Fill(1.0 / components);
        return Balance(Poisson(tuning, BaseOf(totals, stimuli, tuning), mix, components), stimuli, weights);
    }

    /// <summary>Log gains and average weights from clusters of the standardised trials.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="tuning">The tuning.</param>
    /// <param name="components">dK, at least 1; clusters may be empty where there are fewer trials.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="start">Number of the start.</param>
    /// <returns>Parameters of a Poisson mixture.</returns>
    public static MixtureParameters FromClusters(MixtureTrials trials, MixtureTuning tuning, int components, ulong seed, int start)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(tuning);
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        MixtureTotals totals = MixtureTotals.Of(trials);
        int neurons = trials.NeuronCount;
        double[] means = new double[totals.Counts.Length], points = new double[trials.Counts.Length];
        for (int place = 0; place < means.Length; place++) means[place] = totals.Counts[place] / Math.Max(1, totals.Trials[place / neurons]);
        for (int t = 0; t < trials.Count; t++)
        {
            for (int i = 0; i < neurons; i++)
            {
                double mean = means[trials.Conditions[t] * neurons + i];
                points[t * neurons + i] = (trials.Counts[t * neurons + i] - mean) / Math.Sqrt(mean + 0.5);
            }
        }

        int[] clusters = TrialClusters.Of(points, neurons, components, new(seed, Stage, "clusters", (ulong)start));
        double[] counts = new double[components * neurons], expected = new double[components * neurons], weights = new double[components];
        for (int t = 0; t < trials.Count; t++)
        {
            weights[clusters[t]]++;
            for (int i = 0; i < neurons; i++)
            {
                counts[clusters[t] * neurons + i] += trials.Counts[t * neurons + i];
                expected[clusters[t] * neurons + i] += means[trials.Conditions[t] * neurons + i];
            }
        }

        double[] rows = BaseOf(totals, trials.Stimuli, tuning), mix = new double[neurons * components];
        int constantRows = tuning is VonMisesTuning ? 1 : tuning.RowCount;
        for (int i = 0; i < neurons; i++)
        {
            double Gain(int k) => Math.Log((counts[k * neurons + i] + 2) / (expected[k * neurons + i] + 2));
            double first = Gain(0);
            for (int row = 0; row < constantRows; row++) rows[row * neurons + i] += first;
            for (int k = 1; k < components; k++) mix[i * components + k] = Gain(k) - first;
        }

        for (int k = 0; k < components; k++) weights[k] = (weights[k] + 1) / (trials.Count + components);
        return Balance(Poisson(tuning, rows, mix, components), trials.Stimuli, weights);
    }

    /// <summary>Sets component parameters so that components have wanted average weights: c_k = log weight_k less the mean over stimuli of the summed log-partition functions.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="stimuli">The stimuli.</param>
    /// <param name="weights">Wanted weights, above 0, one per component.</param>
    /// <returns>The balanced parameters.</returns>
    /// <exception cref="MixtureDataException">A distribution has a mode beyond 10^6.</exception>
    public static MixtureParameters Balance(MixtureParameters parameters, StimulusSet stimuli, ReadOnlySpan<double> weights)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(stimuli);
        PaddedParameters padded = new(parameters with { Category = new double[parameters.ComponentCount] });
        PartitionTable table = new(stimuli.Count, padded);
        if (!table.Compute(parameters.Tuning.Features(stimuli), padded)) throw new MixtureDataException("parameters: found distributions outside the domain or with modes beyond 1e6, expected counts of at most 1e6");
        double[] category = new double[parameters.ComponentCount];
        for (int k = 0; k < category.Length; k++)
        {
            double sum = 0;
            for (int x = 0; x < stimuli.Count; x++) sum += table.LogPartitionSums[x * padded.Stride + k];
            category[k] = Math.Log(weights[k]) - sum / stimuli.Count;
        }

        double first = category[0];
        for (int k = 0; k < category.Length; k++) category[k] -= first;
        return parameters with { Category = category };
    }

    private static MixtureParameters Poisson(MixtureTuning tuning, double[] rows, double[] mix, int components)
    {
        double[] shape = new double[mix.Length / components];
        shape.AsSpan().Fill(-1);
        return new() { Tuning = tuning, Model = MixtureModelKind.Poisson, Base = rows, Mix = mix, Category = new double[components], Shape = shape };
    }

    private static double[] BaseOf(MixtureTotals totals, StimulusSet stimuli, MixtureTuning tuning)
    {
        int neurons = totals.NeuronCount;
        double[] rows = new double[tuning.RowCount * neurons];
        if (tuning is not VonMisesTuning vonMises)
        {
            // Rows of stimuli that were never shown stay at the value of half a spike.
            rows.AsSpan().Fill(Math.Log(0.5));
            double[] conditions = new double[totals.ConditionCount * neurons], shown = new double[tuning.RowCount * neurons];
            StimulusFeatures features = tuning.Features(stimuli);
            for (int place = 0; place < conditions.Length; place++) conditions[place] = Math.Log((totals.Counts[place] + 0.5) / (totals.Trials[place / neurons] + 1)) - Math.Log(0.5);
            features.Gradient(conditions, neurons, shown);
            for (int place = 0; place < rows.Length; place++) rows[place] += shown[place];
            return rows;
        }

        IReadOnlyList<double> values = stimuli.RequireValues();
        for (int i = 0; i < neurons; i++)
        {
            double sum = totals.CountsOf(i);
            rows[i] = Math.Log((sum + 0.5) / (totals.TrialCount + 1));
            if (sum == 0) continue;
            for (int x = 0; x < values.Count; x++)
            {
                double[] features = vonMises.Features(values[x]);
                for (int row = 1; row < 3; row++) rows[row * neurons + i] += 2 * totals.Counts[x * neurons + i] * features[row] / sum;
            }
        }

        return rows;
    }
}
