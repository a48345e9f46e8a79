using System.Text.Json;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>The model whose posterior is wanted. What is left out is that of the connected fit, where there is one.</summary>
public abstract record ModelSettings
{
    /// <summary>Fixed values and, without a fit, where to start: two-populations, four-populations, the path of a JSON file, or an object with the same keys. Left out: those of the fit.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>A JSON file with the true parameters, where they are known; draws carry them for comparison. Left out: those of the fit.</summary>
    [InputPath]
    public string? Truth { get; init; }

    /// <summary>Free parameters: symbols such as w or tau_m for all populations, or single ones such as w[E,I] (target, source). Left out: those of the fit, or w, c, Du, J, tau_m, tau_s, tau_theta.</summary>
    [NotEmpty]
    public string[]? Free { get; init; }

    /// <summary>Priors by symbol or single parameter: Normal(mean, sd) and Uniform(lower, upper) over the fitting coordinate, Gamma(shape, scale) over the parameter where it is positive (c, Du, J, p and time constants). They add to those of the fit.</summary>
    public IReadOnlyDictionary<string, string> Priors { get; init; } = new Dictionary<string, string>();

    /// <summary>Data at the start that only bring the model into a sensible state; not part of the likelihood. Left out: that of the fit, or 10 s.</summary>
    [NotNegative]
    public Duration? BurnIn { get; init; }

    /// <summary>State before the first bin: silent, or stationary (constant activity). Left out: that of the fit, or silent.</summary>
    public InitialState? Initial { get; init; }

    /// <summary>Variant of the update: aligned, or that of the published inference code. Left out: that of the fit, or aligned.</summary>
    public UpdateConvention? Convention { get; init; }

    /// <summary>Number of age bins K, which the likelihood depends on. Left out: that of the fit, or by the rule of Schwalger et al. (2017) from the parameters.</summary>
    [InRange(2, 1_000_000)]
    public int? AgeBins { get; init; }

    /// <summary>Whether potentials stay at reset during the absolute refractory period; false lets them integrate. Left out: as in the fit, or true.</summary>
    public bool? ClampRefractory { get; init; }

    /// <summary>Firing probabilities of age bins up to this are taken as linear; 0 for never. Left out: that of the fit, or 0.</summary>
    [InRange(0, 0.999)]
    public double? LinearBelow { get; init; }

    /// <summary>Whether log posteriors include the constant ln N! per population and bin. Left out: as in the fit, or true.</summary>
    public bool? Normalised { get; init; }
}
