namespace SpikeStream.Models.Mixtures;

/// <summary>How parameters climb.</summary>
public enum MixtureOptimiser
{
    /// <summary>Quasi-Newton steps (limited-memory BFGS, history 20) on the mean log-likelihood; an epoch is one iteration.</summary>
    Lbfgs,

    /// <summary>Adam: while shapes are fixed, EM with a number of steps per E-step and fresh moments; while they are free, steps on the mean log-likelihood with moments that are kept.</summary>
    Adam,
}
