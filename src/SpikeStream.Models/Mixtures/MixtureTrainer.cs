namespace SpikeStream.Models.Mixtures;

/// <summary>
/// Trains a conditional mixture from given parameters, epoch by epoch: with Poisson counts first, then, for a CB-CM, with free shapes. Not thread-safe. After a cancelled epoch it is to be restored from
/// what was last saved.
/// </summary>
public sealed class MixtureTrainer
{
    private const int ToleranceEpochs = 10;

    private readonly ITrialSource _trials;
    private readonly ITrialSource? _heldOut;
    private readonly MixtureTotals _totals;
    private readonly MixtureTrainingOptions _options;
    private readonly List<MixtureEpoch> _trace = [];
    private MixtureClimb _climb;
    private MixtureParameters _best;
    private int _bestEpoch;
    private int _phaseStart;

    /// <summary>Evaluates the start, which is row 0 of the curve.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="start">Parameters to begin with; those of a Poisson mixture, or of a CB-CM to go on with free shapes only.</param>
    /// <param name="options">How to train.</param>
    /// <param name="heldOut">Trials that are scored after each epoch but not trained on; null for none.</param>
    /// <param name="totals">Totals of the trials where they are known already.</param>
    /// <exception cref="MixtureDataException">Trials and parameters do not match, or the start has modes beyond 10^6.</exception>
    public MixtureTrainer(ITrialSource trials, MixtureParameters start, MixtureTrainingOptions options, ITrialSource? heldOut = null, MixtureTotals? totals = null)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        start.Validate();
        if (options.Patience > 0 && heldOut is null) throw new MixtureDataException("patience: found no held-out trials, expected some to stop early by");
        if (start.NeuronCount != trials.NeuronCount) throw new MixtureDataException($"parameters: found {start.NeuronCount} neurons, expected the {trials.NeuronCount} of the trials");
        (_trials, _options, _heldOut) = (trials, options, heldOut);
        _totals = totals ?? MixtureTotals.Of(trials);
        bool isComBased = start.Model == MixtureModelKind.ComBased || options.PoissonEpochs == 0 && options.Model == MixtureModelKind.ComBased;
        _best = isComBased ? start.ToComBased() : start;
        _climb = new(trials, _totals, _best, options);
        _climb.Begin(CancellationToken.None);
        Record();
    }

    /// <summary>Epochs done.</summary>
    public int Epoch { get; private set; }

    /// <summary>Whether all epochs are done, or nothing is left to gain.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Whether shapes are free now.</summary>
    internal bool HasFreeShapes => _climb.Phase == MixtureModelKind.ComBased;

    /// <summary>The training curve so far; row 0 is the start.</summary>
    public IReadOnlyList<MixtureEpoch> Trace => _trace;

    /// <summary>Mean log-likelihood per trial at the current parameters.</summary>
    public double LogLikelihood => _climb.Value;

    /// <summary>The parameters; with early stopping those of the best epoch once finished.</summary>
    public MixtureParameters Parameters => IsFinished && _options.Patience > 0 ? _best : _climb.Parameters;

    /// <summary>One epoch.</summary>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>False where training had finished before.</returns>
    public bool Advance(CancellationToken cancellation = default)
    {
        if (IsFinished) return false;
        cancellation.ThrowIfCancellationRequested();
        if (Epoch >= _options.Epochs)
        {
            IsFinished = true;
            return false;
        }

        if (_climb.Phase == MixtureModelKind.Poisson && Epoch >= _options.PoissonEpochs) FreeShapes(cancellation);
        bool hasMoved = _climb.Advance(cancellation);
        Epoch++;
        Record();
        if (!hasMoved || HasStalled()) EndPhase(cancellation);
        if (Epoch >= _options.Epochs) IsFinished = true;
        return true;
    }

    /// <summary>Writes parameters, moments, curve and phase, exact to the bit.</summary>
    /// <param name="writer">Receives them.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write((int)_climb.Phase);
        writer.Write(Epoch);
        writer.Write(IsFinished);
        writer.Write(_phaseStart);
        writer.Write(_bestEpoch);
        WriteParameters(writer, _best);
        writer.Write(_trace.Count);
        foreach (MixtureEpoch epoch in _trace)
        {
            writer.Write(epoch.Epoch);
            writer.Write(epoch.LogLikelihood);
            writer.Write((int)epoch.Phase);
            writer.Write(epoch.HeldOut);
        }

        WriteParameters(writer, _climb.Parameters);
        _climb.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, into a trainer made with the same trials, start and options.</summary>
    /// <param name="reader">Gives it.</param>
    /// <exception cref="InvalidDataException">What is read is the state of another trainer.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        MixtureModelKind phase = (MixtureModelKind)reader.ReadInt32();
        Epoch = reader.ReadInt32();
        bool isFinished = reader.ReadBoolean();
        _phaseStart = reader.ReadInt32();
        _bestEpoch = reader.ReadInt32();
        _best = ReadParameters(reader);
        _trace.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--)
            _trace.Add(new(reader.ReadInt32(), reader.ReadDouble(), (MixtureModelKind)reader.ReadInt32(), reader.ReadDouble()));
        MixtureParameters current = ReadParameters(reader);
        if (current.Model != phase) throw new InvalidDataException($"checkpoint: found {current.Model} parameters, expected {phase}");
        _climb = new(_trials, _totals, current, _options);
        _climb.Restore(reader);
        IsFinished = isFinished;
    }

    private void Record()
    {
        double heldOut = _heldOut is null ? double.NaN : ConditionalMixture.MeanLogLikelihood(_climb.Parameters, _heldOut, _options.Parallelism);
        _trace.Add(new(Epoch, _climb.Value, _climb.Phase, heldOut));
        if (_options.Patience == 0 || _trace.Count > 1 && Epoch != _phaseStart && !(heldOut > _trace[_bestEpoch].HeldOut)) return;
        (_best, _bestEpoch) = (_climb.Parameters, Epoch);
    }

    private bool HasStalled()
    {
        if (_options.Patience > 0 && Epoch - Math.Max(_bestEpoch, _phaseStart) >= _options.Patience) return true;
        return _options.Optimiser == MixtureOptimiser.Lbfgs && _options.Tolerance > 0 && Epoch - _phaseStart >= ToleranceEpochs
            && _trace[^1].LogLikelihood - _trace[^(ToleranceEpochs + 1)].LogLikelihood < _options.Tolerance;
    }

    private void EndPhase(CancellationToken cancellation)
    {
        if (_options.Model == MixtureModelKind.ComBased && _climb.Phase == MixtureModelKind.Poisson) FreeShapes(cancellation);
        else IsFinished = true;
    }

    private void FreeShapes(CancellationToken cancellation)
    {
        MixtureParameters from = (_options.Patience > 0 ? _best : _climb.Parameters).ToComBased();
        _climb = new(_trials, _totals, from, _options);
        _climb.Begin(cancellation);
        // What was best with Poisson counts stays the best until free shapes score more.
        (_phaseStart, _bestEpoch) = (Epoch, _options.Patience > 0 ? _bestEpoch : 0);
        _best = from;
    }

    private static void WriteParameters(BinaryWriter writer, MixtureParameters parameters)
    {
        writer.Write((int)parameters.Model);
        foreach (double[] values in (double[][])[parameters.Base, parameters.Mix, parameters.Category, parameters.Shape]) writer.WriteAll(values);
    }

    private MixtureParameters ReadParameters(BinaryReader reader)
    {
        MixtureModelKind model = (MixtureModelKind)reader.ReadInt32();
        MixtureParameters shape = _climb.Parameters;
        MixtureParameters parameters = shape with
        {
            Model = model,
            Base = new double[shape.Base.Length],
            Mix = new double[shape.Mix.Length],
            Category = new double[shape.Category.Length],
            Shape = new double[shape.Shape.Length],
        };
        foreach (double[] values in (double[][])[parameters.Base, parameters.Mix, parameters.Category, parameters.Shape]) reader.ReadAll(values);
        return parameters;
    }
}
