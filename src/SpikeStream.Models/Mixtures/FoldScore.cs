namespace SpikeStream.Models.Mixtures;

/// <summary>Scores of one fold with one number of components.</summary>
/// <param name="Components">dK.</param>
/// <param name="Fold">The fold.</param>
/// <param name="LogLikelihood">Mean log-likelihood per trial of the fold, in nats.</param>
/// <param name="LogPosterior">Mean log-posterior of the true stimulus, in nats; the prior is that of the training trials.</param>
/// <param name="Seconds">Time that it took, in seconds; the one number that differs between runs.</param>
/// <param name="Trace">Training curve.</param>
public sealed record FoldScore(int Components, int Fold, double LogLikelihood, double LogPosterior, double Seconds, IReadOnlyList<MixtureEpoch> Trace);
