namespace SpikeStream.Models.Mixtures;

/// <summary>How well stimuli are decoded.</summary>
/// <param name="LogPosterior">Mean log-posterior of the true stimulus, in nats.</param>
/// <param name="Accuracy">Share of trials whose most probable stimulus is the true one.</param>
/// <param name="CircularError">Mean absolute difference on the circle between the circular mean of the posterior and the true stimulus, in stimulus units; NaN for discrete tuning.</param>
public readonly record struct DecodingScore(double LogPosterior, double Accuracy, double CircularError);
