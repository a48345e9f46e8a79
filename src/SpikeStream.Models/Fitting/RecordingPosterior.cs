namespace SpikeStream.Models.Fitting;

/// <summary>
/// The log likelihood and log posterior of a whole recording, with gradients: what the polish of a fit, the observed information and the
/// samplers evaluate.
/// </summary>
/// <remarks>
/// The model starts from its initial state at the first bin; the burn-in brings it into a sensible state and does not count. One object
/// serves one thread; several may share the model and the data. Evaluations after the first reuse its memory and allocate nothing (the mesoscopic
/// model; a stationary start apart).
/// </remarks>
public sealed class RecordingPosterior
{
    // Cancellation is looked at between pieces of this many bins.
    private const int Chunk = 1000;

    private readonly ISequenceModel _model;
    private readonly ReadOnlyMemory<int> _counts;
    private readonly ReadOnlyMemory<double> _inputs;
    private readonly int _burnInBins;
    private SequenceState? _state;

    /// <summary>Binds a model to a recording.</summary>
    /// <param name="model">The model.</param>
    /// <param name="counts">Spike counts, [bin, population], from the first bin of the recording.</param>
    /// <param name="inputs">External input, [bin, population], in mA; empty for none.</param>
    /// <param name="burnInBins">Bins at the start that do not count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The burn-in leaves no bin of the recording.</exception>
    public RecordingPosterior(ISequenceModel model, ReadOnlyMemory<int> counts, ReadOnlyMemory<double> inputs, int burnInBins)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _counts = counts;
        _inputs = inputs;
        _burnInBins = burnInBins;
        int bins = Data.BinCount;
        if (burnInBins < 0 || burnInBins >= bins)
            throw new ArgumentOutOfRangeException(nameof(burnInBins), burnInBins, $"expected 0 to {bins - 1}, less than the bins of the recording");
    }

    /// <summary>The model.</summary>
    public ISequenceModel Model => _model;

    /// <summary>Number of bins that count: those after the burn-in.</summary>
    public int CountedBins => Data.BinCount - _burnInBins;

    private SequenceData Data => new(_counts.Span, _inputs.Span, _model.PopulationNames.Count);

    /// <summary>The log likelihood of the bins after the burn-in.</summary>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <param name="cancellationToken">Stops between pieces of 1000 bins.</param>
    /// <returns>Nats; negative infinity outside of what the model is defined for.</returns>
    public double LogLikelihood(ReadOnlySpan<double> coordinates, CancellationToken cancellationToken = default)
    {
        if (Start(coordinates, cancellationToken) is not { } state) return double.NegativeInfinity;
        double sum = 0;
        for (int bin = _burnInBins; bin < Data.BinCount; bin += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sum += _model.Advance(state, coordinates, Data.Slice(bin, Math.Min(Chunk, Data.BinCount - bin)));
        }

        return sum;
    }

    /// <summary>The log posterior density of the coordinates (log likelihood plus log prior) and its gradient.</summary>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <param name="gradient">Receives the derivative by each coordinate; not-a-number outside of what the model is defined for.</param>
    /// <param name="cancellationToken">Stops within the recording.</param>
    /// <returns>Nats, up to the constant evidence; negative infinity outside of what the model is defined for.</returns>
    public double LogPosteriorAndGradient(ReadOnlySpan<double> coordinates, Span<double> gradient, CancellationToken cancellationToken = default)
    {
        double logLikelihood = LogLikelihoodAndGradient(coordinates, gradient, cancellationToken);
        return logLikelihood + _model.Parameters.LogPrior(coordinates, gradient);
    }

    /// <summary>The log likelihood of the bins after the burn-in and its gradient.</summary>
    /// <inheritdoc cref="LogPosteriorAndGradient"/>
    public double LogLikelihoodAndGradient(ReadOnlySpan<double> coordinates, Span<double> gradient, CancellationToken cancellationToken = default)
    {
        if (Begin(coordinates) is not { } initial)
        {
            gradient.Fill(double.NaN);
            return double.NegativeInfinity;
        }

        // The state after the burn-in depends on the parameters, too: its derivative goes on into the burn-in.
        return _model.LogLikelihoodAndGradient(initial, coordinates, Data, gradient, _burnInBins, cancellationToken);
    }

    /// <returns>The state before the first bin; null where the model begins at a stationary state and there is none.</returns>
    private SequenceState? Begin(ReadOnlySpan<double> coordinates)
    {
        try
        {
            if (_state is null) _state = _model.CreateInitialState(coordinates);
            else _model.SetInitialState(_state, coordinates);
            return _state;
        }
        catch (NoStationaryStateException)
        {
            return null;
        }
    }

    /// <returns>The state after the burn-in; null where the model begins at a stationary state and there is none.</returns>
    private SequenceState? Start(ReadOnlySpan<double> coordinates, CancellationToken cancellationToken)
    {
        if (Begin(coordinates) is not { } state) return null;
        for (int bin = 0; bin < _burnInBins; bin += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _model.Advance(state, coordinates, Data.Slice(bin, Math.Min(Chunk, _burnInBins - bin)));
        }

        return state;
    }
}
