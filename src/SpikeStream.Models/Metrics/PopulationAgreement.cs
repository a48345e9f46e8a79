namespace SpikeStream.Models.Metrics;

/// <summary>Agreement of two ensembles in one population, or averaged over all.</summary>
/// <param name="Correlation">Per-trial correlation ρ [4.24].</param>
/// <param name="RootMeanSquareError">Per-trial root mean square error [4.25], in the unit of the traces.</param>
/// <param name="MeanCorrelation">Correlation of the averages over runs, ρ̄ [4.26].</param>
/// <param name="MeanRootMeanSquareError">Root mean square error of the averages over runs [4.27].</param>
public sealed record PopulationAgreement(
    AgreementScore Correlation, AgreementScore RootMeanSquareError, AgreementScore MeanCorrelation, AgreementScore MeanRootMeanSquareError);
