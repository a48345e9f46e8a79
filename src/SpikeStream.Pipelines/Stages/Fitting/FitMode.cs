namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>How a fit goes over the data.</summary>
public enum FitMode
{
    /// <summary>The counts are collected first; then each start goes over them many times.</summary>
    Archive,

    /// <summary>One pass, a step as soon as a minibatch is full; estimates leave as they change. For live feeds.</summary>
    Stream,
}

/// <summary>A model that can be fitted.</summary>
public enum FittedModel
{
    /// <summary>Populations of generalized integrate-and-fire neurons of finite size, described by their spike counts.</summary>
    Mesoscopic,
}

/// <summary>Where fits start from.</summary>
public enum FitStart
{
    /// <summary>The first start from the configured parameters, the others drawn from the prior.</summary>
    Configured,

    /// <summary>All starts drawn from the prior.</summary>
    Prior,
}

/// <summary>What makes one start better than another, over all data after the burn-in.</summary>
public enum KeepCriterion
{
    /// <summary>The log likelihood.</summary>
    LogLikelihood,

    /// <summary>The log likelihood plus the log prior.</summary>
    LogPosterior,
}

/// <summary>Where minibatches come from.</summary>
public enum MinibatchOrder
{
    /// <summary>One after the other through the data, with a state that is carried along (algorithm 2).</summary>
    Sequential,

    /// <summary>Anywhere in the data, each from the stationary state of the current parameters.</summary>
    Random,
}
