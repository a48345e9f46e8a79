namespace SpikeStream.Models.Fitting;

/// <summary>
/// The log likelihood and log posterior of a whole recording, with gradients: what the polish of a fit, the observed information and the
/// samplers evaluate.
/// </summary>
/// <remarks>
/// The model starts from its initial state at the first bin; the burn-in brings it into a sensible state and does not count. Bins that were not observed
/// (<see cref="SequenceStretches.Missing"/>) do not count either: after them the model starts again, with a burn-in. One object
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
    private readonly SequenceStretches _stretches = new();
    private readonly bool _isWhole;
    private readonly double[] _part;
    private SequenceState? _state;

    /// <summary>Binds a model to a recording.</summary>
    /// <param name="model">The model.</param>
    /// <param name="counts">Spike counts, [bin, population], from the first bin of the recording.</param>
    /// <param name="inputs">External input, [bin, population], in mA; empty for none.</param>
    /// <param name="burnInBins">Bins at the start that do not count.</param>
    /// <exception cref="ArgumentOutOfRangeException">The burn-in leaves no bin of the recording, or of any of its stretches.</exception>
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
        _stretches.Append(counts.Span, model.PopulationNames.Count);
        CountedBins = checked((int)_stretches.CountedBins(burnInBins));
        if (CountedBins == 0) throw new ArgumentOutOfRangeException(nameof(burnInBins), burnInBins, $"expected less than the {_stretches.Longest} bins of the longest stretch that was observed");
        _isWhole = _stretches.MissingBins == 0;
        _part = _isWhole ? [] : new double[model.Parameters.Count];
    }

    /// <summary>The model.</summary>
    public ISequenceModel Model => _model;

    /// <summary>Number of bins that count: those after the burn-in.</summary>
    public int CountedBins { get; }

    private SequenceData Data => new(_counts.Span, _inputs.Span, _model.PopulationNames.Count);

    /// <summary>The log likelihood of the bins after the burn-in.</summary>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <param name="cancellationToken">Stops between pieces of 1000 bins.</param>
    /// <returns>Nats; negative infinity outside of what the model is defined for.</returns>
    public double LogLikelihood(ReadOnlySpan<double> coordinates, CancellationToken cancellationToken = default)
    {
        double sum = 0;
        // By index: an enumerator would allocate.
        for (int i = 0; i < _stretches.Items.Count; i++)
        {
            (long first, long length) = _stretches.Items[i];
            if (length <= _burnInBins) continue;
            SequenceData data = Data.Slice((int)first, (int)length);
            if (Start(coordinates, data, cancellationToken) is not { } state) return double.NegativeInfinity;
            for (int bin = _burnInBins; bin < data.BinCount; bin += Chunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                sum += _model.Advance(state, coordinates, data.Slice(bin, Math.Min(Chunk, data.BinCount - bin)));
            }
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
        // The state after the burn-in depends on the parameters, too: its derivative goes on into the burn-in.
        if (_isWhole)
        {
            if (Begin(coordinates) is { } initial) return _model.LogLikelihoodAndGradient(initial, coordinates, Data, gradient, _burnInBins, cancellationToken);
            gradient.Fill(double.NaN);
            return double.NegativeInfinity;
        }

        gradient.Clear();
        double sum = 0;
        // By index: an enumerator would allocate.
        for (int i = 0; i < _stretches.Items.Count; i++)
        {
            (long first, long length) = _stretches.Items[i];
            if (length <= _burnInBins) continue;
            if (Begin(coordinates) is not { } state)
            {
                gradient.Fill(double.NaN);
                return double.NegativeInfinity;
            }

            sum += _model.LogLikelihoodAndGradient(state, coordinates, Data.Slice((int)first, (int)length), _part, _burnInBins, cancellationToken);
            for (int j = 0; j < gradient.Length; j++) gradient[j] += _part[j];
        }

        return sum;
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
    private SequenceState? Start(ReadOnlySpan<double> coordinates, SequenceData data, CancellationToken cancellationToken)
    {
        if (Begin(coordinates) is not { } state) return null;
        for (int bin = 0; bin < _burnInBins; bin += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _model.Advance(state, coordinates, data.Slice(bin, Math.Min(Chunk, _burnInBins - bin)));
        }

        return state;
    }
}
