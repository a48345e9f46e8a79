using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Microscopic;

/// <summary>A time constant that is drawn for each neuron of a population: its decimal logarithm is normal.</summary>
/// <param name="Kind"><see cref="MesoscopicParameterKind.MembraneTimeConstant"/> or <see cref="MesoscopicParameterKind.AdaptationTimeConstant"/>.</param>
/// <param name="Population">Index of the population.</param>
/// <param name="MeanLog10">Mean of log10 of the time in seconds.</param>
/// <param name="DeviationLog10">Standard deviation of log10 of the time, 0 or more.</param>
/// <remarks>Rene, Longtin and Macke (2020), Table 8.</remarks>
public sealed record NeuronDistribution(MesoscopicParameterKind Kind, int Population, double MeanLog10, double DeviationLog10)
{
    /// <summary>The expected time, in seconds: 10^(mean + deviation² ln 10 / 2).</summary>
    public double Mean => Math.Pow(10, MeanLog10 + DeviationLog10 * DeviationLog10 * Math.Log(10) / 2);
}
