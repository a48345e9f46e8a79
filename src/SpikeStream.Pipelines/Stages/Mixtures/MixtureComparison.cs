using SpikeStream.Models.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>Trials beside a conditional mixture: Fano factors and noise correlations at each stimulus, information between neighbouring stimuli.</summary>
internal sealed class MixtureComparison
{
    private readonly ITrialSource _trials;
    private readonly ConditionalMixture _model;
    private readonly IReadOnlyList<StimulusNeighbours> _neighbours;

    /// <summary>Tabulates.</summary>
    /// <param name="parameters">The mixture.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="isNumeric">Whether stimuli of discrete tuning are numbers, which have neighbours.</param>
    /// <param name="period">Period of such stimuli; null where they lie on a line.</param>
    /// <exception cref="MixtureDataException">Parameters and trials do not match, or stimuli are no numbers.</exception>
    public MixtureComparison(MixtureParameters parameters, ITrialSource trials, bool isNumeric, double? period)
    {
        (_trials, _model) = (trials, new(parameters, trials.Stimuli));
        _neighbours = parameters.Tuning is VonMisesTuning tuning ? StimulusNeighbours.Of(trials.Stimuli, tuning.Period) : isNumeric ? StimulusNeighbours.Of(trials.Stimuli, period) : [];
    }

    /// <summary>Fisher information and linear Fisher information of the model between neighbours, at their midpoints.</summary>
    public List<CurvesSchema.Row> Information() => [.. _neighbours.Select(pair => (X: pair.Midpoint, Information: FisherInformation.Between(_model, pair))).SelectMany(point => (CurvesSchema.Row[])
    [
        new("fisher_information", "population", point.X, point.Information.Fisher, double.NaN),
        new("linear_fisher_information", "population", point.X, point.Information.Linear, double.NaN),
    ])];

    /// <summary>Linear Fisher information of the trials between neighbours, at their midpoints.</summary>
    public List<CurvesSchema.Row> EmpiricalInformation() => [.. _neighbours
        .Select(pair => (X: pair.Midpoint, Information: EmpiricalFisherInformation.Of(_trials, pair)))
        .SelectMany(point => (CurvesSchema.Row[])
        [
            new("lfi_naive", "population", point.X, point.Information.Naive, double.NaN),
            new("lfi_bias_corrected", "population", point.X, point.Information.BiasCorrected, Math.Sqrt(point.Information.Variance)),
        ])];

    /// <summary>Fano factors of the trials (abscissa) and of the model (value): a row per neuron, a curve per stimulus.</summary>
    public List<CurvesSchema.Row> FanoFactors() => Compare("fano_factor", (data, model) =>
        Enumerable.Range(0, _trials.NeuronCount).Select(neuron => (data.FanoFactor(neuron), model.FanoFactor(neuron))));

    /// <summary>Noise correlations likewise: a row per pair of neurons, the second of which is larger.</summary>
    public List<CurvesSchema.Row> NoiseCorrelations() => Compare("noise_correlation", (data, model) =>
        Enumerable.Range(0, _trials.NeuronCount).SelectMany(i => Enumerable.Range(i + 1, _trials.NeuronCount - i - 1).Select(j => (data.NoiseCorrelation(i, j), model.NoiseCorrelation(i, j)))));

    private List<CurvesSchema.Row> Compare(string metric, Func<EmpiricalResponse, MixtureResponse, IEnumerable<(double Data, double Model)>> pairs) =>
        [.. Enumerable.Range(0, _trials.Stimuli.Count).SelectMany(x => pairs(EmpiricalResponse.Of(_trials, x), _model.Response(x))
            .Select(pair => new CurvesSchema.Row(metric, _trials.Stimuli.Labels[x], pair.Data, pair.Model, double.NaN)))];
}
