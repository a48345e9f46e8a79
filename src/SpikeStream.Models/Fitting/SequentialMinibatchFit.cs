using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Fitting;

/// <summary>
/// Maximum a posteriori fit by sequential minibatches with a carried state (Rene, Longtin and Macke 2020, algorithm 2). One engine for live
/// streams and archives: rows are pushed, steps are taken as soon as the rows allow, and how the rows were split does not matter.
/// </summary>
/// <remarks>
/// A pass: start silent at bin 0, draw s0 in [b0, b0 + gamma_L·B), advance to s0. An iteration, done once B + (1 + gamma_B)·burn-in bins lie beyond
/// the state: draw beta in [burn-in, (1 + gamma_B)·burn-in), advance by beta with the current parameters, take cost and gradient of the next B bins
/// with that state as a constant, rescale, step. The state stays at the batch's start. Not thread-safe.
/// </remarks>
public sealed class SequentialMinibatchFit : IMinibatchFit
{
    // The lead-in is advanced in pieces of this many bins, wherever the rows were split.
    private const int LeadInChunk = 1000;
    private const int Signature = 0x32464D53;

    private readonly ISequenceModel _model;
    private readonly FitOptions _options;
    private readonly MinibatchOptimiser _optimiser;
    private readonly RandomStream _random;
    private readonly DataWindow _window;
    private SequenceState? _state;
    private long _position;
    private long _passStart;

    /// <summary>Starts a fit at the first bin of the first pass.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Lengths, noise, optimiser; <see cref="FitOptions.DataLength"/> must be given.</param>
    /// <param name="initialCoordinates">Fitting coordinates to start from, one per free parameter.</param>
    /// <exception cref="ArgumentException">An option is out of range or missing, or a coordinate is outside its prior.</exception>
    public SequentialMinibatchFit(ISequenceModel model, FitOptions options, ReadOnlySpan<double> initialCoordinates)
    {
        _optimiser = new(model, options, initialCoordinates);
        _model = model;
        _options = options;
        _random = new RandomStream(options.Seed, options.Stage, "minibatch", (ulong)options.StartIndex);
        _window = new DataWindow(model.PopulationNames.Count);
        BeginPass();
    }

    /// <inheritdoc/>
    public long StepCount => _optimiser.StepCount;

    /// <inheritdoc/>
    public int Epoch { get; private set; }

    /// <inheritdoc/>
    public string? Failure => _optimiser.Failure;

    /// <inheritdoc/>
    /// <remarks>Rows pushed after that are ignored.</remarks>
    public bool IsFinished => _optimiser.IsFinished;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Coordinates => _optimiser.Coordinates;

    /// <summary>Bins of this pass that the carried state has behind it.</summary>
    public long Position => _position;

    /// <summary>Bins of this pass that were pushed and are needed: where to go on after <see cref="Restore"/>.</summary>
    public long BinsReceived => _position + _window.BinCount;

    /// <inheritdoc/>
    public double[] NaturalValues() => _optimiser.NaturalValues();

    /// <summary>Appends the next rows of the pass. Take steps until there are none after each push, to keep the window short.</summary>
    /// <param name="rows">Counts and inputs; copied.</param>
    /// <exception cref="ArgumentException">The rows do not fit the model or the rows before.</exception>
    public void Push(SequenceData rows)
    {
        if (IsFinished) return;
        _window.Append(rows);
    }

    /// <summary>Takes one step if the rows allow it.</summary>
    /// <param name="step">What was done; a failed step carries its reason and ends the fit.</param>
    /// <returns>Whether there was a step.</returns>
    public bool TryStep([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FitStep? step)
    {
        step = null;
        if (IsFinished || !TryLeadIn() || _window.BinCount < _options.Reach) return false;
        AdvanceBy(_options.BatchBurnInBins + _random.NextInt32(_options.BurnInChoices));

        step = _optimiser.Step(_state!, _window.View(0, _options.BatchBins), Epoch, _position, _position + _options.BatchBins);
        return true;
    }

    /// <summary>
    /// Skips bins that were not observed: forgets the rows that were not used, and begins anew after the gap with the initial state and the burn-in. Take
    /// all steps that the rows allow before.
    /// </summary>
    /// <param name="bins">Number of bins; a gap may come in pieces.</param>
    public void Skip(long bins)
    {
        if (IsFinished) return;
        _position += _window.BinCount + bins;
        _window.Clear();
        _passStart = _position + _options.BurnInBins;
        SetInitialState();
    }

    /// <summary>Ends the pass: forgets the rows that were not used; the next row pushed is bin 0 of a new pass.</summary>
    public void EndPass()
    {
        _window.Clear();
        _position = 0;
        if (IsFinished) return;
        Epoch++;
        BeginPass();
    }

    /// <summary>Writes everything that changes, exact to the bit, the window included.</summary>
    /// <param name="writer">Receives the state.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Signature);
        _optimiser.Save(writer);
        writer.Write(_random.Position);
        writer.Write(Epoch);
        writer.Write(_position);
        writer.Write(_passStart);
        _window.Save(writer);
        if (Failure is null) _state!.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; model and options must be the same.</summary>
    /// <param name="reader">Gives the state.</param>
    /// <exception cref="InvalidDataException">What is read is no state of such a fit.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadInt32() != Signature) throw new InvalidDataException("fit state: found something else than the state of a fit");
        _optimiser.Restore(reader);
        _random.Position = reader.ReadUInt64();
        Epoch = reader.ReadInt32();
        _position = reader.ReadInt64();
        _passStart = reader.ReadInt64();
        _window.Restore(reader);
        if (Failure is not null) return;
        _state ??= _model.CreateInitialState(_optimiser.Coordinates);
        _state.Restore(reader);
    }

    private void BeginPass()
    {
        _passStart = _options.BurnInBins + _random.NextInt32(_options.StartChoices);
        SetInitialState();
    }

    private void SetInitialState()
    {
        try
        {
            SequenceState initial = _model.CreateInitialState(_optimiser.Coordinates);
            if (_state is null) _state = initial;
            else _state.CopyFrom(initial);
        }
        catch (NoStationaryStateException none)
        {
            _optimiser.Fail(Epoch, 0, $"{none.Message} ({_optimiser.DescribeValues()})");
        }
    }

    private bool TryLeadIn()
    {
        while (_position < _passStart)
        {
            int chunk = (int)Math.Min(LeadInChunk, _passStart - _position);
            if (_window.BinCount < chunk) return false;
            AdvanceBy(chunk);
        }

        return true;
    }

    private void AdvanceBy(int bins)
    {
        _model.Advance(_state!, _optimiser.Coordinates, _window.View(0, bins));
        _window.RemoveFirst(bins);
        _position += bins;
    }
}
