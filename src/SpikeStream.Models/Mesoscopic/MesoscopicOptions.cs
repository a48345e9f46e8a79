using SpikeStream.Numerics.Distributions;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>How a mesoscopic model is built and what of it is fitted.</summary>
public sealed record MesoscopicOptions
{
    /// <summary>Bin width dt in seconds.</summary>
    public double BinWidth { get; init; } = 0.001;

    /// <summary>
    /// K, the number of age bins; by default that of <see cref="AgeBinRule"/> for the configured parameters. Fixed during a fit.
    /// </summary>
    public int? AgeBins { get; init; }

    /// <summary>Variant of the update.</summary>
    public UpdateConvention Convention { get; init; } = UpdateConvention.Aligned;

    /// <summary>
    /// Whether the potential stays at reset during the refractory period; false lets it integrate, as the published inference code does.
    /// </summary>
    public bool ClampRefractory { get; init; } = true;

    /// <summary>
    /// Up to this argument x the firing probability of an age bin is x instead of 1 - exp(-x); 0 (never) by default. The published code has
    /// 0.01.
    /// </summary>
    public double LinearBelow { get; init; }

    /// <summary>
    /// Whether neurons that fired more than 28 membrane time constants ago share the potential of the free ones, and in populations without adaptation
    /// count among them (convention Aligned only); true by default. Exact to rounding: 5e-14 of an expected count.
    /// </summary>
    public bool MergeOldAgeBins { get; init; } = true;

    /// <summary>Whether log likelihoods include the constant ln N! per population and bin.</summary>
    public bool Normalised { get; init; }

    /// <summary>The state before the first bin.</summary>
    public InitialState Initial { get; init; }

    /// <summary>
    /// Parameters that are kept equal: each element lists kinds or components of one kind, which become free and share one coordinate with the name, prior and
    /// starting value of the first in the order of the parameters.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>> Ties { get; init; } = [];

    /// <summary>
    /// Names of the free parameters: kinds such as <c>w</c> or components such as <c>w[E,I]</c>. By default w, c, Delta_u, tau_m and tau_s of all
    /// populations, J and tau_theta of the adapting ones. A kind given by name means the adapting populations only, too, for J and tau_theta.
    /// </summary>
    public IReadOnlyList<string>? Free { get; init; }

    /// <summary>
    /// Priors over fitting coordinates by name of kind or component; the component's goes before the kind's, and both before those of Table
    /// 7.
    /// </summary>
    public IReadOnlyDictionary<string, IPrior> Priors { get; init; } = new Dictionary<string, IPrior>();

    /// <summary>Vector instructions; results do not depend on them.</summary>
    public VectorWidth VectorWidth { get; init; } = VectorWidth.Widest;
}
