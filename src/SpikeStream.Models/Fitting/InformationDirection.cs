namespace SpikeStream.Models.Fitting;

/// <summary>An eigenvector of the data's information in units of the prior's standard deviations.</summary>
/// <param name="Eigenvalue">How many times as much as the prior the data say along it; negative where the likelihood has no maximum along it.</param>
/// <param name="PosteriorDeviation">Posterior standard deviation along it, in standard deviations of the prior; infinite where the posterior has no maximum along it.</param>
/// <param name="Loadings">Its components, of unit length together; the sign is that of the largest.</param>
/// <param name="Changes">Change of each fitting coordinate at one posterior standard deviation along it; at one of the prior where the former is infinite.</param>
public sealed record InformationDirection(double Eigenvalue, double PosteriorDeviation, IReadOnlyList<double> Loadings, IReadOnlyList<double> Changes);
