using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>What the matrix holds.</summary>
public enum CorrelationQuantity
{
    /// <summary>Pearson's correlations.</summary>
    Correlation,

    /// <summary>Covariances, in spikes² per bin².</summary>
    Covariance,
}

/// <summary>Options of <see cref="CorrelationStage"/>.</summary>
public sealed record CorrelationOptions
{
    /// <summary>Correlations or covariances in the matrix.</summary>
    public CorrelationQuantity As { get; init; }

    /// <summary>How often, in recording time, the values so far are given, besides those at the end: a whole number of bins, such as "10 s".</summary>
    [Positive]
    public Duration? Every { get; init; }
}

/// <summary>Mean and variance of the counts of every unit, and the correlations of all pairs of units.</summary>
/// <remarks>
/// Counts must be whole numbers. A bin in which a unit was not observed is left out for it and its pairs: each unit has the mean and variance of its own bins, each pair the correlation of the bins of both. The sums are integers, so that the values are those of the whole recording at once, to the bit;
/// see <see cref="CountCovariance"/>. Memory: 8 bytes per ordered pair of units, 32 once a bin lacks a unit.
/// </remarks>
[Node("correlation", "Means, variances and pairwise correlations of the counts of all units")]
[Input("counts", RecordingKind.Counts, Summary = "Counts [bin, unit], whole numbers.")]
[Output("scores", RecordingKind.Scores, Summary = "Mean and variance of each unit's counts; mean and deviation of the correlations over pairs.")]
[Output("matrix", RecordingKind.Curves, Summary = "Correlations or covariances: a curve per row, x is the number of the column.")]
[Output("running", RecordingKind.Curves, Summary = "The scores so far at multiples of \"every\", over recording time in s.")]
[Output("matrices", RecordingKind.Curves, Summary = "The matrix so far at multiples of \"every\", the time in its target.")]
public sealed class CorrelationStage : Stage<CorrelationOptions>
{
    private readonly Schema _scores = ScoresSchema.Create();
    private readonly Schema _matrix = CorrelationRows.Matrix();
    private readonly Schema _matrices = CorrelationRows.Matrix();
    private CountCovariance _sums = null!;
    private string[] _names = [];
    private int[] _row = [];
    private bool[] _observed = [];
    private BinGrid? _grid;
    private int _every;
    private long _nextBin = long.MinValue;
    private long _lastBin = long.MinValue;
    private long _unobserved;
    private bool _isInteger;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CountsSchema.Description counts = CountsSchema.Describe(inputs[0]);
        if (counts.Units > 1 << 15) throw new InvalidInputException($"counts: found {counts.Units} units, expected at most {1 << 15}; choose some with the stage bin.");
        _isInteger = counts.IsInteger;
        _names = [.. Enumerable.Range(0, counts.Units).Select(unit => counts.UnitNames?[unit] ?? unit.ToString(CultureInfo.InvariantCulture))];
        _row = new int[counts.Units];
        _observed = new bool[counts.Units];
        _sums = new(counts.Units, Context.Parallelism);
        if (Options.Every is { } every)
        {
            if (counts.BinWidth is not { } width) throw new InvalidInputException("every: found counts without a bin width, expected bins of time; leave it out.");
            _grid = new(width.Numerator, width.Denominator);
            if (!_grid.TryGetFactor(new(every.Numerator, every.Denominator), out _every)) throw new InvalidInputException($"every: found {every}, expected a whole number of bins of {width}.");
        }

        return new([_scores, _matrix, RunningRows.OverTime, _matrices]);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        RecordBatch records = batch.Records;
        bool isComplete = CountsSchema.IsComplete(records);
        for (int first = 0; first < records.Length;)
        {
            int end = records.Length;
            if (_grid is not null)
            {
                long bin = CountsSchema.Bins(records)[first];
                if (_nextBin == long.MinValue) _nextBin = NextAfter(bin);
                while (bin >= _nextBin) await ServeAsync(emitter).ConfigureAwait(false);
                end = first;
                while (end < records.Length && CountsSchema.Bins(records)[end] < _nextBin) end++;
            }

            Add(records, first, end, isComplete);
            _lastBin = CountsSchema.Bins(records)[end - 1];
            first = end;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        if (_grid is not null && _lastBin != long.MinValue && _lastBin + 1 >= _nextBin) await ServeAsync(emitter).ConfigureAwait(false);
        if (_unobserved > 0 || _sums.HasMissing) WarnOfMissing();
        await emitter.EmitAsync(ScoresSchema.Batch(_scores, Scores())).ConfigureAwait(false);
        await CorrelationRows.EmitAsync(emitter, 1, _matrix, Target, _names, Samples, Value).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_nextBin);
        writer.Write(_lastBin);
        writer.Write(_unobserved);
        _sums.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _nextBin = reader.ReadInt64();
        _lastBin = reader.ReadInt64();
        _unobserved = reader.ReadInt64();
        _sums.Restore(reader);
    }

    private string Target => Options.As == CorrelationQuantity.Covariance ? "covariance" : "correlation";

    private double Value(int first, int second) => Options.As == CorrelationQuantity.Covariance ? _sums.Covariance(first, second) : _sums.Correlation(first, second);

    private double Samples(int first, int second) => _sums.RowsOf(first, second);

    private void WarnOfMissing()
    {
        long[] left = [.. _names.Select((_, unit) => _sums.RowsOf(unit, unit))];
        foreach (string warning in UnitLosses.Warnings("bin", _sums.Rows + _unobserved, _unobserved, left, _names)) Context.Warn(warning);
        long apart = 0;
        for (int i = 0; i < _names.Length; i++)
        {
            for (int j = i + 1; j < _names.Length; j++)
            {
                if (_sums.RowsOf(i, j) == 0) apart++;
            }
        }

        if (apart > 0) Context.Warn($"{UnitLosses.Many(apart, "pair")} of units {(apart == 1 ? "has" : "have")} no bin in which both were observed, and no correlation");
    }

    private long NextAfter(long bin) => (bin >= 0 ? bin / _every : (bin - _every + 1) / _every) * _every + _every;

    private async ValueTask ServeAsync(Emitter emitter)
    {
        double time = _grid!.Edge(_nextBin);
        _nextBin += _every;
        if (emitter.IsConnected(2)) await emitter.EmitAsync(RunningRows.Batch(Scores(), time), 2).ConfigureAwait(false);
        await CorrelationRows.EmitAsync(emitter, 3, _matrices, RunningRows.Name(Target, time, isLast: false), _names, Samples, Value).ConfigureAwait(false);
    }

    private List<ScoresSchema.Row> Scores() =>
    [
        .. _names.SelectMany((name, unit) => new ScoresSchema.Row[]
        {
            new("mean-count", name, _sums.Mean(unit), Math.Sqrt(_sums.Covariance(unit, unit) / _sums.RowsOf(unit, unit))),
            new("count-variance", name, _sums.Covariance(unit, unit), double.NaN),
        }),
        .. CorrelationRows.Summary("correlation", _names.Length, _sums.Correlation),
    ];

    private void Add(RecordBatch records, int first, int end, bool isComplete)
    {
        int units = _row.Length;
        try
        {
            if (_isInteger && isComplete)
            {
                _sums.Add(CountsSchema.IntegerCounts(records)[(first * units)..(end * units)]);
                return;
            }

            for (int row = first; row < end; row++)
            {
                for (int unit = 0; unit < units; unit++) _observed[unit] = isComplete || CountsSchema.IsObserved(records, row, unit);
                if (!_observed.Contains(true))
                {
                    _unobserved++;
                    continue;
                }

                if (_isInteger) CountsSchema.IntegerCounts(records).Slice(row * units, units).CopyTo(_row);
                else Whole(CountsSchema.RealCounts(records).Slice(row * units, units), CountsSchema.Bins(records)[row]);
                _sums.Add(_row, _observed);
            }
        }
        catch (ArgumentException fault)
        {
            throw new InvalidInputException($"counts: {fault.Message}", fault);
        }
    }

    private void Whole(ReadOnlySpan<double> counts, long bin)
    {
        for (int unit = 0; unit < counts.Length; unit++)
        {
            if (!_observed[unit]) continue;
            if (counts[unit] is not (>= 0 and <= CountCovariance.MaximumCount) || counts[unit] != Math.Floor(counts[unit]))
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"counts: bin {bin}, unit {_names[unit]}: found {counts[unit]}, expected a whole number of spikes"));
            _row[unit] = (int)counts[unit];
        }
    }
}
