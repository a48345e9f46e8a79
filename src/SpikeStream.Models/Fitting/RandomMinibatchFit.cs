using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Fitting;

/// <summary>
/// Maximum a posteriori fit by random minibatches: each begins anywhere in the data, at the stationary state of the current parameters, which a burn-in
/// brings in line with the data (Rene, Longtin and Macke 2020, section 4.5, as the alternative to algorithm 2).
/// </summary>
/// <remarks>
/// An iteration: draw the position uniformly such that the minibatch lies after the burn-in of the data and within them; solve for the stationary state; draw beta
/// in [burn-in, (1 + gamma_B)·burn-in), advance by beta, take cost and gradient of the next B bins with that state as a constant, rescale, step. Parameters without
/// a stationary state end the fit as failed. Not thread-safe.
/// </remarks>
public sealed class RandomMinibatchFit : IMinibatchFit
{
    private const int Signature = 0x31464D52;

    private readonly IStationaryModel _model;
    private readonly FitOptions _options;
    private readonly MinibatchOptimiser _optimiser;
    private readonly RandomStream _random;
    private readonly List<(long First, long Choices)> _places = [];
    private readonly long _startChoices;
    private readonly long _recordingBins;

    /// <summary>Starts a fit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Lengths, noise, optimiser; the data length's default is that of the recording after the burn-in.</param>
    /// <param name="recordingBins">Length of the recording.</param>
    /// <param name="initialCoordinates">Fitting coordinates to start from, one per free parameter.</param>
    /// <param name="stretches">What was observed of the recording: minibatches and their burn-ins lie within; null for all of it.</param>
    /// <exception cref="ArgumentException">An option is out of range, the recording is too short, or a coordinate is outside its prior.</exception>
    public RandomMinibatchFit(
        IStationaryModel model, FitOptions options, long recordingBins, ReadOnlySpan<double> initialCoordinates, SequenceStretches? stretches = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _optimiser = new(model, options with { DataLength = options.DataLength ?? Math.Max(1, recordingBins - options.BurnInBins) }, initialCoordinates);
        _model = model;
        _options = options;
        _recordingBins = recordingBins;
        long firstStart = Math.Max(0, options.BurnInBins - options.BatchBurnInBins);
        foreach ((long first, long length) in stretches?.Items ?? [(0, recordingBins)])
        {
            long from = Math.Max(first, firstStart), choices = Math.Min(first + length, recordingBins) - options.Reach - from + 1;
            if (choices > 0) _places.Add((from, choices));
        }

        _startChoices = _places.Sum(place => place.Choices);
        if (_startChoices < 1)
            throw new ArgumentException($"found a recording of {recordingBins} bins, expected at least {firstStart + options.Reach} in one piece for the burn-in, a batch burn-in and a batch", nameof(recordingBins));
        _random = new RandomStream(options.Seed, options.Stage, "random-minibatch", (ulong)options.StartIndex);
        Draw();
    }

    /// <inheritdoc/>
    public long StepCount => _optimiser.StepCount;

    /// <inheritdoc/>
    /// <remarks>The steps so far use up as many bins as so many passes have.</remarks>
    public int Epoch => (int)Math.Min(int.MaxValue, Consumed / Math.Max(1, _recordingBins - _options.BurnInBins));

    /// <inheritdoc/>
    public string? Failure => _optimiser.Failure;

    /// <inheritdoc/>
    public bool IsFinished => _optimiser.IsFinished;

    /// <inheritdoc/>
    public ReadOnlySpan<double> Coordinates => _optimiser.Coordinates;

    /// <summary>First bin that the next step needs: its burn-in begins there.</summary>
    public long NextBin { get; private set; }

    /// <summary>Length of the burn-in of the next step.</summary>
    public int NextBurnInBins { get; private set; }

    /// <summary>Number of bins that the next step needs: its burn-in and its minibatch.</summary>
    public int NextLength => NextBurnInBins + _options.BatchBins;

    private long Consumed => StepCount * _options.BatchBins;

    /// <inheritdoc/>
    public double[] NaturalValues() => _optimiser.NaturalValues();

    /// <summary>Takes one step.</summary>
    /// <param name="data">The <see cref="NextLength"/> bins from <see cref="NextBin"/>.</param>
    /// <returns>What was done; a failed step carries its reason and ends the fit.</returns>
    /// <exception cref="InvalidOperationException">The fit is finished.</exception>
    /// <exception cref="ArgumentException">There are more or fewer bins.</exception>
    public FitStep Step(SequenceData data)
    {
        if (IsFinished) throw new InvalidOperationException("The fit is finished.");
        if (data.BinCount != NextLength) throw new ArgumentException($"Found {data.BinCount} bins, expected {NextLength}.", nameof(data));
        long firstBin = NextBin + NextBurnInBins;
        SequenceState state;
        try
        {
            state = _model.CreateStationaryState(_optimiser.Coordinates);
        }
        catch (NoStationaryStateException none)
        {
            _optimiser.Fail(Epoch, firstBin, $"{none.Message} ({_optimiser.DescribeValues()})");
            return _optimiser.FailedStep(Epoch, Consumed);
        }

        _model.Advance(state, _optimiser.Coordinates, data.Slice(0, NextBurnInBins));
        FitStep step = _optimiser.Step(state, data.Slice(NextBurnInBins, _options.BatchBins), Epoch, firstBin, Consumed + _options.BatchBins);
        Draw();
        return step;
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Signature);
        _optimiser.Save(writer);
        writer.Write(_random.Position);
        writer.Write(NextBin);
        writer.Write(NextBurnInBins);
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadInt32() != Signature) throw new InvalidDataException("fit state: found something else than the state of a fit by random minibatches");
        _optimiser.Restore(reader);
        _random.Position = reader.ReadUInt64();
        NextBin = reader.ReadInt64();
        NextBurnInBins = reader.ReadInt32();
    }

    private void Draw()
    {
        // The largest double below 1 times the choices may round up to them.
        long place = Math.Min(_startChoices - 1, (long)(_random.NextDouble() * _startChoices));
        int index = 0;
        while (place >= _places[index].Choices) place -= _places[index++].Choices;
        NextBin = _places[index].First + place;
        NextBurnInBins = _options.BatchBurnInBins + _random.NextInt32(_options.BurnInChoices);
    }
}
