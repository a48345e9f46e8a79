using SpikeStream.Models.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>What a conditional mixture says in closed form, and how it meets the trials.</summary>
internal sealed class MixtureReport
{
    private const int GridStimuli = 100;
    private readonly MixtureParameters _parameters;
    private readonly MixtureTrials _trials;
    private readonly IReadOnlyList<string> _names;
    private readonly ConditionalMixture _atData;
    private readonly ConditionalMixture _onAxis;

    /// <summary>Tabulates.</summary>
    /// <exception cref="MixtureDataException">Parameters and trials do not match.</exception>
    public MixtureReport(MixtureParameters parameters, MixtureTrials trials, IReadOnlyList<string> names)
    {
        if (parameters.NeuronCount != trials.NeuronCount) throw new MixtureDataException($"parameters: found {parameters.NeuronCount} neurons, expected the {trials.NeuronCount} of the trials");
        (_parameters, _trials, _names, _atData) = (parameters, trials, names, new(parameters, trials.Stimuli));
        _onAxis = parameters.Tuning is VonMisesTuning tuning ? new(parameters, CircularStimulus.Grid(GridStimuli, tuning.Period)) : _atData;
    }

    /// <summary>Mean counts over the stimulus, a curve per neuron; where stimuli are no numbers, over their places in order.</summary>
    public List<CurvesSchema.Row> TuningCurves() => [.. Enumerable.Range(0, _onAxis.Stimuli.Count).Select(x => (X: x, _onAxis.Response(x).Mean))
        .SelectMany(point => point.Mean.Select((mean, neuron) => new CurvesSchema.Row("mean_count", _names[neuron], At(point.X), mean, double.NaN, Label(_onAxis.Stimuli, point.X))))];

    /// <summary>Mean counts of the trials at each stimulus with their standard errors, a curve per neuron.</summary>
    public List<CurvesSchema.Row> TrialMeans() => [.. Enumerable.Range(0, _trials.Stimuli.Count).Select(x => (X: x, Data: EmpiricalResponse.Of(_trials, x)))
        .Where(point => point.Data.TrialCount > 0)
        .SelectMany(point => point.Data.Mean.Select((mean, neuron) => new CurvesSchema.Row(
            "trial_mean_count", _names[neuron], _trials.Stimuli.Values?[point.X] ?? point.X, mean,
            Math.Sqrt(point.Data.Covariance[neuron * _names.Count + neuron] / point.Data.TrialCount), Label(_trials.Stimuli, point.X))))];

    /// <summary>p(k | x) over the stimulus, a curve per component.</summary>
    public List<CurvesSchema.Row> Weights() => [.. Enumerable.Range(0, _onAxis.Stimuli.Count).SelectMany(x => _onAxis.Weights(x).ToArray()
        .Select((weight, k) => new CurvesSchema.Row("weight", $"component {k}", At(x), weight, double.NaN, Label(_onAxis.Stimuli, x))))];

    /// <summary>Fisher information and linear Fisher information over the stimulus; none with discrete tuning, whose curves have no slope.</summary>
    public List<CurvesSchema.Row> Information() => _parameters.Tuning is not VonMisesTuning ? [] : [.. Enumerable.Range(0, _onAxis.Stimuli.Count)
        .Select(x => (X: At(x), Information: FisherInformation.At(_onAxis, x)))
        .SelectMany(point => (CurvesSchema.Row[])
        [
            new("fisher_information", "population", point.X, point.Information.Fisher, double.NaN),
            new("linear_fisher_information", "population", point.X, point.Information.Linear, double.NaN),
        ])];

    /// <summary>Log-likelihood, decoding, and agreement of Fano factors and noise correlations at each stimulus.</summary>
    public List<ScoresSchema.Row> Scores()
    {
        DecodingScore decoding = new StimulusDecoder(_atData).Score(_trials);
        List<ScoresSchema.Row> rows =
        [
            Score("log_likelihood", "trials", ConditionalMixture.MeanLogLikelihood(_parameters, _trials)),
            Score("log_posterior", "trials", decoding.LogPosterior),
            Score("decoding_accuracy", "trials", decoding.Accuracy),
            Score("circular_error", "trials", decoding.CircularError),
        ];
        int neurons = _names.Count;
        for (int x = 0; x < _trials.Stimuli.Count; x++)
        {
            EmpiricalResponse data = EmpiricalResponse.Of(_trials, x);
            MixtureResponse model = _atData.Response(x);
            (int I, int J)[] pairs = [.. Enumerable.Range(0, neurons).SelectMany(i => Enumerable.Range(i + 1, neurons - i - 1).Select(j => (i, j)))];
            double fano = EmpiricalResponse.SquaredCorrelation([.. Enumerable.Range(0, neurons).Select(data.FanoFactor)], [.. Enumerable.Range(0, neurons).Select(model.FanoFactor)]);
            double noise = EmpiricalResponse.SquaredCorrelation([.. pairs.Select(pair => data.NoiseCorrelation(pair.I, pair.J))], [.. pairs.Select(pair => model.NoiseCorrelation(pair.I, pair.J))]);
            rows.Add(Score("fano_factor_r2", _trials.Stimuli.Labels[x], fano));
            rows.Add(Score("noise_correlation_r2", _trials.Stimuli.Labels[x], noise));
        }

        return rows;
    }

    private static ScoresSchema.Row Score(string metric, string target, double value) => new(metric, target, value, double.NaN);

    private static string? Label(StimulusSet stimuli, int x) => stimuli.Values is null ? stimuli.Labels[x] : null;

    private double At(int x) => _onAxis.Stimuli.Values?[x] ?? x;
}
