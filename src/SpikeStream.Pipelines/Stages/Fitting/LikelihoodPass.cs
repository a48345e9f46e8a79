using SpikeStream.Models.Fitting;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>One pass of a model over a whole archive, piece by piece: the log likelihood after the burn-in, and the expected counts.</summary>
/// <remarks>
/// Pieces and their sums are those of <see cref="SequenceLikelihood"/>, so that both give the same bits. Bins that were not observed are pieces of their own, without
/// expected counts; after them the model begins anew, with a burn-in.
/// </remarks>
internal sealed class LikelihoodPass
{
    private const int PieceBins = 1000;

    private readonly ISequenceModel _model;
    private readonly double[] _coordinates;
    private readonly CountArchive _archive;
    private readonly long _burnInBins;
    private readonly long _binCount;
    private readonly bool _hasInputs;
    private readonly SequenceState _state;
    private readonly int[] _counts;
    private readonly double[] _inputs;
    private readonly double[] _expected;

    public LikelihoodPass(ISequenceModel model, ReadOnlySpan<double> coordinates, CountArchive archive, bool hasInputs, long burnInBins, long? binCount = null)
    {
        _model = model;
        _coordinates = coordinates.ToArray();
        _archive = archive;
        _burnInBins = burnInBins;
        _binCount = binCount ?? archive.BinCount;
        _hasInputs = hasInputs;
        _state = model.CreateInitialState(_coordinates);
        int room = PieceBins * model.PopulationNames.Count;
        _counts = new int[room];
        _inputs = hasInputs ? new double[room] : [];
        _expected = new double[room];
    }

    /// <summary>Bins done.</summary>
    public long Position { get; private set; }

    /// <summary>Log likelihood of the bins done after the burn-in, in nats.</summary>
    public double LogLikelihood { get; private set; }

    /// <summary>Whether all bins are done.</summary>
    public bool IsDone => Position >= _binCount;

    /// <summary>Counts of the last piece, [bin, population].</summary>
    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, LastBins * Populations);

    /// <summary>Expected counts of the last piece, [bin, population].</summary>
    public ReadOnlySpan<double> Expected => _expected.AsSpan(0, LastBins * Populations);

    /// <summary>Bins of the last piece.</summary>
    public int LastBins { get; private set; }

    private int Populations => _model.PopulationNames.Count;

    /// <summary>Whether the last piece was observed; else its expected counts mean nothing.</summary>
    public bool IsObserved { get; private set; }

    /// <summary>Whether the last piece counts: it was observed and lies after the burn-in.</summary>
    public bool IsCounted { get; private set; }

    /// <summary>Does the next piece.</summary>
    public void Advance()
    {
        (long first, long length) = _archive.Stretches.At(Position);
        IsObserved = first <= Position && length > 0;
        IsCounted = IsObserved && Position >= first + _burnInBins;
        long end = !IsObserved ? Math.Min(first, _binCount) : Math.Min(IsCounted ? first + length : Math.Min(first + _burnInBins, first + length), _binCount);
        LastBins = (int)Math.Min(PieceBins, end - Position);
        int room = LastBins * Populations;
        Span<double> inputs = _hasInputs ? _inputs.AsSpan(0, room) : default;
        _archive.Read(Position, _counts.AsSpan(0, room), inputs);
        if (!IsObserved)
        {
            Position += LastBins;
            return;
        }

        if (first == Position && first > 0) _model.SetInitialState(_state, _coordinates);
        double value = _model.Advance(_state, _coordinates, new SequenceData(Counts, inputs, Populations), _expected.AsSpan(0, room));
        if (IsCounted) LogLikelihood += value;
        Position += LastBins;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Position);
        writer.Write(LogLikelihood);
        _state.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        Position = reader.ReadInt64();
        LogLikelihood = reader.ReadDouble();
        _state.Restore(reader);
    }
}
