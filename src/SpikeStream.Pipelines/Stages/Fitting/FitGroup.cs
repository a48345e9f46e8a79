using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Samplers;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>
/// Starts that compete with each other: run them, end those early that fall behind, polish the best, keep one. Goes on in phases, each a set of independent work items.
/// </summary>
internal sealed class FitGroup
{
    private readonly FitGroupSetup _setup;
    private readonly List<ArchiveStart> _starts = [];
    private readonly SortedDictionary<int, PolishWork> _polishes = [];
    private bool _isPolishChosen;

    public FitGroup(FitGroupSetup setup)
    {
        _setup = setup;
        for (int index = 0; index < setup.InitialCoordinates.Count; index++)
        {
            FitOptions options = setup.Start.Options with { StartIndex = index };
            _starts.Add(new(setup.Start with { Options = options }, setup.InitialCoordinates[index], setup.Every));
        }
    }

    public IReadOnlyList<ArchiveStart> Starts => _starts;

    /// <summary>What can be worked on now, all of it at once.</summary>
    public IEnumerable<IWorkItem> Pending =>
        _starts.Cast<IWorkItem>().Concat(_polishes.Values).Where(item => !item.IsDone);

    /// <summary>The polishes under way and done, by index of the start.</summary>
    public IReadOnlyDictionary<int, PolishWork> Polishes => _polishes;

    /// <summary>Index of the start that is kept; null where all failed.</summary>
    public int? Kept => Ranked().Cast<int?>().FirstOrDefault();

    /// <summary>When nothing is pending: begins what comes next.</summary>
    /// <returns>False where all is done.</returns>
    public bool TryBeginNextPhase()
    {
        if (_starts.Exists(start => start.IsWaiting))
        {
            Compare();
            return true;
        }

        if (_isPolishChosen) return false;
        _isPolishChosen = true;
        foreach (int index in Ranked().Take(_setup.PolishedStarts)) _polishes[index] = NewPolish(index);
        return _polishes.Count > 0;
    }

    /// <summary>Where a start ended, after its polish where it was polished.</summary>
    public double[] Coordinates(int start) => Result(start)?.Coordinates ?? _starts[start].Coordinates;

    /// <summary>Log posterior of all data where a start ended; NaN where it failed.</summary>
    public double LogPosterior(int start) => IsPolished(start) ? Result(start)!.LogPosterior : _starts[start].LogPosterior;

    /// <summary>Log likelihood of all data where a start ended; NaN where it failed.</summary>
    public double LogLikelihood(int start) => IsPolished(start)
        ? Result(start)!.LogPosterior - _setup.Start.Model.Parameters.LogPrior(Result(start)!.Coordinates)
        : _starts[start].LogLikelihood;

    /// <summary>Whether a start was brought to a better point.</summary>
    public bool IsPolished(int start) => Result(start) is not null && _setup.Polish.MaximumRounds > 0;

    /// <summary>Where the polish of a start came to, with the observed information; null where there is none.</summary>
    public MapPolishResult? Result(int start) => _polishes.TryGetValue(start, out PolishWork? polish) ? polish.Result : null;

    public void Save(BinaryWriter writer)
    {
        foreach (ArchiveStart start in _starts) start.Save(writer);
        writer.Write(_isPolishChosen);
        writer.Write(_polishes.Count);
        foreach ((int index, PolishWork polish) in _polishes)
        {
            writer.Write(index);
            polish.Save(writer);
        }
    }

    public void Restore(BinaryReader reader)
    {
        foreach (ArchiveStart start in _starts) start.Restore(reader);
        _isPolishChosen = reader.ReadBoolean();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int index = reader.ReadInt32();
            _polishes[index] = NewPolish(index);
            _polishes[index].Restore(reader);
        }
    }

    /// <summary>Forgets the full traces of starts that have ended and are not among the best: with many they would fill the memory.</summary>
    public void DropTraces()
    {
        HashSet<int> best = [.. Ranked().Take(Math.Max(1, _setup.PolishedStarts))];
        for (int i = 0; i < _starts.Count; i++)
        {
            if (!best.Contains(i) && _starts[i].HasEnded) _starts[i].Trace.Clear();
        }
    }

    /// <summary>The starts that came to an end, the best first; once the polish has begun, those polished only. At equal value the first.</summary>
    private IEnumerable<int> Ranked() => Enumerable.Range(0, _starts.Count)
        .Where(i => _starts[i] is { HasEnded: true, Failure: null, IsStopped: false } && (_polishes.Count == 0 || _polishes.ContainsKey(i)))
        .OrderByDescending(Value);

    private double Value(int start) => _setup.Keep == KeepCriterion.LogPosterior ? LogPosterior(start) : LogLikelihood(start);

    private void Compare()
    {
        List<int> running = [.. Enumerable.Range(0, _starts.Count).Where(i => _starts[i] is { Failure: null, IsStopped: false }).OrderByDescending(Value)];
        int survivors = Math.Max(1, (int)Math.Ceiling(_setup.KeptPart * running.Count - 1e-9));
        for (int rank = 0; rank < running.Count; rank++)
        {
            ArchiveStart start = _starts[running[rank]];
            if (!start.IsWaiting) continue;
            if (rank < survivors) start.GoOn();
            else start.Stop();
        }
    }

    private PolishWork NewPolish(int index) => new(_starts[index].Coordinates, NewEvaluators, _setup.Polish);

    private List<ILogDensity> NewEvaluators()
    {
        (ReadOnlyMemory<int> counts, ReadOnlyMemory<double> inputs) = _setup.Data(_setup.Start.BinCount);
        int threads = Math.Max(1, _setup.Parallelism / Math.Max(1, _polishes.Count));
        return [.. Enumerable.Range(0, threads).Select(_ => new RecordingLogDensity(new RecordingPosterior(_setup.Start.Model, counts, inputs, _setup.Start.Options.BurnInBins)))];
    }
}
