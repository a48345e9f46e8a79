using System.Globalization;
using System.Text;
using SpikeStream.Numerics.Optimisers;
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
public sealed class SequentialMinibatchFit
{
    // The lead-in is advanced in pieces of this many bins, wherever the rows were split.
    private const int LeadInChunk = 1000;
    private const int Signature = 0x31464D53;

    private readonly ISequenceModel _model;
    private readonly FitOptions _options;
    private readonly double _scale;
    private readonly double[] _coordinates;
    private readonly double[] _gradient;
    private readonly Adam _adam;
    private readonly RandomStream _random;
    private readonly DataWindow _window;
    private readonly SequenceState _state;
    private long _position;
    private long _passStart;

    /// <summary>Starts a fit at the first bin of the first pass.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Lengths, noise, optimiser; <see cref="FitOptions.DataLength"/> must be given.</param>
    /// <param name="initialCoordinates">Fitting coordinates to start from, one per free parameter.</param>
    /// <exception cref="ArgumentException">An option is out of range or missing, or a coordinate is outside its prior.</exception>
    public SequentialMinibatchFit(ISequenceModel model, FitOptions options, ReadOnlySpan<double> initialCoordinates)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.DataLength is not { } dataLength)
            throw new ArgumentException("a stream has no known length: state how many bins of data after the burn-in the likelihood stands for", nameof(options));
        FitStarts.Check(model.Parameters, initialCoordinates);
        _model = model;
        _options = options;
        _scale = (double)dataLength / options.BatchBins;
        _coordinates = initialCoordinates.ToArray();
        _gradient = new double[_coordinates.Length];
        _adam = new Adam(_coordinates.Length, options.Adam);
        _random = new RandomStream(options.Seed, options.Stage, "minibatch", (ulong)options.StartIndex);
        _window = new DataWindow(model.PopulationNames.Count);
        _state = model.CreateInitialState(_coordinates);
        _passStart = DrawPassStart();
    }

    /// <summary>Number of steps done.</summary>
    public long StepCount => _adam.StepCount;

    /// <summary>Number of the current pass, from 0.</summary>
    public int Epoch { get; private set; }

    /// <summary>Why the fit failed; null if it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether no more steps will be taken: the limit is reached or the fit failed. Rows pushed after that are ignored.</summary>
    public bool IsFinished => Failure is not null || StepCount >= _options.MaximumSteps;

    /// <summary>The current fitting coordinates.</summary>
    public ReadOnlySpan<double> Coordinates => _coordinates;

    /// <summary>Bins of this pass that the carried state has behind it.</summary>
    public long Position => _position;

    /// <summary>Bins of this pass that were pushed and are needed: where to go on after <see cref="Restore"/>.</summary>
    public long BinsReceived => _position + _window.BinCount;

    /// <summary>The current natural parameter values, a new array.</summary>
    /// <returns>One value per parameter.</returns>
    public double[] NaturalValues()
    {
        double[] values = new double[_coordinates.Length];
        _model.Parameters.ToNatural(_coordinates, values);
        return values;
    }

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

        double logLikelihood = _model.LogLikelihoodAndGradient(_state, _coordinates, _window.View(0, _options.BatchBins), _gradient);
        for (int i = 0; i < _gradient.Length; i++) _gradient[i] *= _scale;
        double logPrior = _model.Parameters.LogPrior(_coordinates, _gradient);
        double objective = -(_scale * logLikelihood + logPrior);
        double square = 0;
        for (int i = 0; i < _gradient.Length; i++)
        {
            _gradient[i] = -_gradient[i];
            square += _gradient[i] * _gradient[i];
        }

        long consumed = _position + _options.BatchBins;
        long number = StepCount + 1;
        bool finite = double.IsFinite(objective) && Array.TrueForAll(_gradient, double.IsFinite);
        if (finite) _adam.Step(_coordinates, _gradient);
        else Failure = DescribeFailure(number, objective);
        step = new FitStep(number, Epoch, consumed, objective, logLikelihood, Math.Sqrt(square), NaturalValues(), Failure);
        return true;
    }

    /// <summary>Ends the pass: forgets the rows that were not used; the next row pushed is bin 0 of a new pass.</summary>
    public void EndPass()
    {
        _window.Clear();
        _position = 0;
        if (IsFinished) return;
        Epoch++;
        _state.CopyFrom(_model.CreateInitialState(_coordinates));
        _passStart = DrawPassStart();
    }

    /// <summary>Writes everything that changes, exact to the bit, the window included.</summary>
    /// <param name="writer">Receives the state.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Signature);
        writer.Write(_coordinates.Length);
        foreach (double z in _coordinates) writer.Write(z);
        _adam.Save(writer);
        writer.Write(_random.Position);
        writer.Write(Epoch);
        writer.Write(_position);
        writer.Write(_passStart);
        writer.Write(Failure ?? "");
        _window.Save(writer);
        _state.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; model and options must be the same.</summary>
    /// <param name="reader">Gives the state.</param>
    /// <exception cref="InvalidDataException">What is read is no state of such a fit.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadInt32() != Signature) throw new InvalidDataException("fit state: found something else than the state of a fit");
        int count = reader.ReadInt32();
        if (count != _coordinates.Length) throw new InvalidDataException($"fit state: found {count} parameters, expected {_coordinates.Length}");
        for (int i = 0; i < count; i++) _coordinates[i] = reader.ReadDouble();
        _adam.Restore(reader);
        _random.Position = reader.ReadUInt64();
        Epoch = reader.ReadInt32();
        _position = reader.ReadInt64();
        _passStart = reader.ReadInt64();
        string failure = reader.ReadString();
        Failure = failure.Length == 0 ? null : failure;
        _window.Restore(reader);
        _state.Restore(reader);
    }

    private long DrawPassStart() => _options.BurnInBins + _random.NextInt32(_options.StartChoices);

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
        _model.Advance(_state, _coordinates, _window.View(0, bins));
        _window.RemoveFirst(bins);
        _position += bins;
    }

    private string DescribeFailure(long step, double objective)
    {
        StringBuilder text = new();
        string what = double.IsFinite(objective) ? "the gradient is not finite" : string.Create(CultureInfo.InvariantCulture, $"the objective is {objective}");
        text.Append(CultureInfo.InvariantCulture, $"step {step}, pass {Epoch}, bins {_position} to {_position + _options.BatchBins - 1}: {what} at ");
        double[] values = NaturalValues();
        for (int i = 0; i < values.Length; i++)
        {
            Parameter parameter = _model.Parameters.Parameters[i];
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ", ")}{parameter.Name} = {values[i]:G8}{(parameter.Unit.Length == 0 ? "" : " ")}{parameter.Unit}");
        }

        return text.ToString();
    }
}
