using Apache.Arrow;
using Apache.Arrow.Types;
using SpikeStream.Models.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>What is decoded of each trial, as columns of the trials.</summary>
internal static class DecodedTrials
{
    private static readonly Field[] Always =
    [
        new("decoded", StringType.Default, nullable: true), new("log_posterior", DoubleType.Default, nullable: true), new("decoded_log_posterior", DoubleType.Default, nullable: true),
    ];

    private static readonly Field[] Circular = [new("circular_mean", DoubleType.Default, nullable: true), new("circular_error", DoubleType.Default, nullable: true)];

    /// <summary>The schema; trials have no times.</summary>
    public static Schema Schema(bool isCircular) => TrialsSchema.Create(isCircular ? [.. Always, .. Circular] : Always);

    /// <summary>Decodes trials.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="decoder">The posterior.</param>
    /// <param name="trials">The trials.</param>
    /// <returns>A row per trial.</returns>
    /// <exception cref="MixtureDataException">A stimulus is not among those that are decoded.</exception>
    public static RecordBatch Batch(Schema schema, StimulusDecoder decoder, JoinedTrials trials)
    {
        StimulusSet stimuli = decoder.Model.Stimuli;
        double? period = (decoder.Model.Parameters.Tuning as VonMisesTuning)?.Period;
        int[] places = decoder.PlacesOf(trials.Stimuli);
        string[] decoded = new string[trials.Count];
        double[] truth = new double[trials.Count], most = new double[trials.Count], mean = new double[trials.Count], error = new double[trials.Count], logPosterior = new double[stimuli.Count];
        int t = 0;
        trials.Read(
            (conditions, counts) =>
            {
                foreach (int condition in conditions)
                {
                    decoder.LogPosterior(counts[..trials.NeuronCount], logPosterior);
                    counts = counts[trials.NeuronCount..];
                    int best = StimulusDecoder.MaximumOf(logPosterior);
                    (decoded[t], truth[t], most[t]) = (stimuli.Labels[best], logPosterior[places[condition]], logPosterior[best]);
                    if (period is { } circle)
                    {
                        mean[t] = CircularStimulus.Mean(stimuli.Values!, logPosterior, circle);
                        error[t] = CircularStimulus.Difference(mean[t], trials.Stimuli.Values![condition], circle);
                    }

                    t++;
                }
            },
            CancellationToken.None);

        IArrowArray[] variables = [Columns.Text(decoded), Numbers(truth), Numbers(most)];
        return TrialsSchema.WithoutTimes(
            schema, trials.Numbers(), trials.Conditions.ToArray().Select(condition => trials.Stimuli.Labels[condition]), period is null ? variables : [.. variables, Numbers(mean), Numbers(error)]);
    }

    private static IArrowArray Numbers(double[] values) => Columns.Array(DoubleType.Default, Columns.Copy<double>(values), values.Length);
}
