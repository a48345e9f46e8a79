namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// The parameters of a network of populations of generalized integrate-and-fire neurons, for the microscopic network and the
/// mesoscopic model alike. Arrays have one entry per population; matrices are row-major, [target, source].
/// </summary>
/// <remarks>
/// Rene, Longtin and Macke (2020), Table 7. The kernels of the model read the arrays: they must not be changed after construction.
/// Checked by <see cref="MesoscopicParameterChecks.Check"/>.
/// </remarks>
public sealed record MesoscopicParameters
{
    /// <summary>Names of the populations, unique.</summary>
    public required IReadOnlyList<string> PopulationNames { get; init; }

    /// <summary>N: neurons per population, at least 1.</summary>
    public required int[] NeuronCounts { get; init; }

    /// <summary>R: membrane resistance in ohm, so that R times an input in mA is in mV.</summary>
    public required double[] MembraneResistance { get; init; }

    /// <summary>u_rest: resting potential in mV.</summary>
    public required double[] RestPotential { get; init; }

    /// <summary>p: connection probability, 0 to 1, [target, source].</summary>
    public required double[] ConnectionProbability { get; init; }

    /// <summary>w: total change of the target's potential by one spike, before leak, in mV, [target, source].</summary>
    public required double[] SynapticWeight { get; init; }

    /// <summary>Delta: transmission delay in seconds, at least one bin, [target, source].</summary>
    public required double[] Delay { get; init; }

    /// <summary>tau_m: membrane time constant in seconds.</summary>
    public required double[] MembraneTimeConstant { get; init; }

    /// <summary>t_ref: absolute refractory period in seconds, at least one bin.</summary>
    public required double[] RefractoryPeriod { get; init; }

    /// <summary>u_th: threshold without adaptation in mV.</summary>
    public required double[] Threshold { get; init; }

    /// <summary>u_r: reset potential in mV.</summary>
    public required double[] ResetPotential { get; init; }

    /// <summary>c: escape rate at threshold in Hz.</summary>
    public required double[] EscapeRate { get; init; }

    /// <summary>Delta_u: noise level (softness of the threshold) in mV.</summary>
    public required double[] NoiseLevel { get; init; }

    /// <summary>tau_s: synaptic time constant in seconds; belongs to the source.</summary>
    public required double[] SynapticTimeConstant { get; init; }

    /// <summary>J: adaptation strength (area of the threshold kernel) in mV s; 0 for no adaptation.</summary>
    public required double[] AdaptationStrength { get; init; }

    /// <summary>tau_theta: adaptation time constant in seconds; any positive number where there is no adaptation.</summary>
    public required double[] AdaptationTimeConstant { get; init; }

    /// <summary>Number of populations.</summary>
    public int PopulationCount => PopulationNames.Count;

    /// <summary>The values of one kind, [population] or [target, source].</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The array itself, not a copy.</returns>
    public double[] Values(MesoscopicParameterKind kind) => kind switch
    {
        MesoscopicParameterKind.SynapticWeight => SynapticWeight,
        MesoscopicParameterKind.ConnectionProbability => ConnectionProbability,
        MesoscopicParameterKind.MembraneResistance => MembraneResistance,
        MesoscopicParameterKind.RestPotential => RestPotential,
        MesoscopicParameterKind.Threshold => Threshold,
        MesoscopicParameterKind.ResetPotential => ResetPotential,
        MesoscopicParameterKind.EscapeRate => EscapeRate,
        MesoscopicParameterKind.NoiseLevel => NoiseLevel,
        MesoscopicParameterKind.AdaptationStrength => AdaptationStrength,
        MesoscopicParameterKind.MembraneTimeConstant => MembraneTimeConstant,
        MesoscopicParameterKind.SynapticTimeConstant => SynapticTimeConstant,
        MesoscopicParameterKind.AdaptationTimeConstant => AdaptationTimeConstant,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of parameter."),
    };

    /// <summary>t_ref in bins of population <paramref name="population"/>.</summary>
    /// <param name="population">Index of the population.</param>
    /// <param name="binWidth">Bin width in seconds.</param>
    /// <returns>The rounded number of bins.</returns>
    /// <exception cref="OverflowException">The number does not fit; <see cref="MesoscopicParameterChecks"/> refuses such parameters.</exception>
    public int RefractoryBins(int population, double binWidth) => checked((int)Math.Round(RefractoryPeriod[population] / binWidth));

    /// <summary>Delay in bins.</summary>
    /// <param name="target">Index of the target population.</param>
    /// <param name="source">Index of the source population.</param>
    /// <param name="binWidth">Bin width in seconds.</param>
    /// <returns>The rounded number of bins.</returns>
    /// <exception cref="OverflowException">The number does not fit; <see cref="MesoscopicParameterChecks"/> refuses such parameters.</exception>
    public int DelayBins(int target, int source, double binWidth) => checked((int)Math.Round(Delay[target * PopulationCount + source] / binWidth));
}
