namespace SpikeStream.Models.Fitting;

/// <summary>How well one parameter is known, by the Gaussian approximation of the posterior in fitting coordinates.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Unit">Its unit; empty if none.</param>
/// <param name="Estimate">Natural value at the estimate.</param>
/// <param name="StandardError">Posterior standard deviation in natural units, |dx/dz| times that of the coordinate (delta method).</param>
/// <param name="Lower">Lower end of the 95 % interval: 1.96 standard deviations of the coordinate, transformed.</param>
/// <param name="Upper">Upper end of the same interval.</param>
/// <param name="ConditionalError">Standard error if all other parameters were known.</param>
/// <param name="PriorShare">Posterior variance times the prior's precision, 0 to 1: near 1 the prior says all, near 0 the data do.</param>
public sealed record ParameterUncertainty(
    string Name, string Unit, double Estimate, double StandardError, double Lower, double Upper, double ConditionalError, double PriorShare);
