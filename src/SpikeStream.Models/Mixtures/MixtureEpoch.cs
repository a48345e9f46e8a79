namespace SpikeStream.Models.Mixtures;

/// <summary>A row of the training curve.</summary>
/// <param name="Epoch">Number of the epoch; 0 is the start.</param>
/// <param name="LogLikelihood">Mean log-likelihood per trial after it, in nats.</param>
/// <param name="Phase">The distribution of counts that was trained in it.</param>
/// <param name="HeldOut">Mean log-likelihood per held-out trial; NaN where none are held out.</param>
public readonly record struct MixtureEpoch(int Epoch, double LogLikelihood, MixtureModelKind Phase, double HeldOut);
