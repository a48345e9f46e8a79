namespace SpikeStream.Models.Fitting;

/// <summary>
/// A model of binned population activity with a state that is carried from bin to bin. All that the optimiser, the sampler,
/// the stages and the tests know of a model.
/// </summary>
/// <remarks>
/// A model object is immutable and may be shared between threads; everything that changes lives in the
/// <see cref="SequenceState"/> and in the arguments. Coordinates are the fitting coordinates of <see cref="Parameters"/>,
/// in its order. Log likelihoods are in nats.
/// </remarks>
public interface ISequenceModel
{
    /// <summary>The free parameters: names, units, transforms, priors, starting values.</summary>
    ParameterSpace Parameters { get; }

    /// <summary>The names of the populations, in column order of the counts.</summary>
    IReadOnlyList<string> PopulationNames { get; }

    /// <summary>The width of a bin, in seconds.</summary>
    double BinWidth { get; }

    /// <summary>The state before the first bin of a recording.</summary>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <returns>A new state of this model.</returns>
    /// <exception cref="NoStationaryStateException">The model begins at its stationary state, and there is none at these coordinates.</exception>
    SequenceState CreateInitialState(ReadOnlySpan<double> coordinates);

    /// <summary>Sets a state to what <see cref="CreateInitialState"/> would give, in its own memory where the model can.</summary>
    /// <param name="state">A state of this model.</param>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <exception cref="NoStationaryStateException">The model begins at its stationary state, and there is none at these coordinates.</exception>
    void SetInitialState(SequenceState state, ReadOnlySpan<double> coordinates)
    {
        ArgumentNullException.ThrowIfNull(state);
        state.CopyFrom(CreateInitialState(coordinates));
    }

    /// <summary>
    /// Advances the state over a stretch of data and returns its log likelihood.
    /// </summary>
    /// <param name="state">A state of this model; on return the state after the last bin.</param>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <param name="data">The bins to consume.</param>
    /// <param name="expectedCounts">Empty, or [bin, population] of <paramref name="data"/>: receives the counts expected given the past.</param>
    /// <returns>The log likelihood of the stretch given the state before it.</returns>
    double Advance(SequenceState state, ReadOnlySpan<double> coordinates, SequenceData data, Span<double> expectedCounts = default);

    /// <summary>
    /// The log likelihood of a stretch of data and its gradient, the state before it being a constant (of the parameters too,
    /// except an initial state made by <see cref="CreateInitialState"/>, which follows them).
    /// </summary>
    /// <param name="state">A state of this model; unchanged on return.</param>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <param name="data">The bins to consume.</param>
    /// <param name="gradient">Receives the derivative by each fitting coordinate.</param>
    /// <param name="uncountedBins">
    /// Bins at the start of the stretch whose own likelihood does not count, while their effect on the state after them, and on its derivatives, does.
    /// </param>
    /// <param name="cancellationToken">Stops a long stretch.</param>
    /// <returns>The log likelihood of the counted bins given the state.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are more uncounted bins than bins.</exception>
    double LogLikelihoodAndGradient(
        SequenceState state,
        ReadOnlySpan<double> coordinates,
        SequenceData data,
        Span<double> gradient,
        int uncountedBins = 0,
        CancellationToken cancellationToken = default);
}
