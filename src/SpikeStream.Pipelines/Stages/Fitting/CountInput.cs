using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Fitting;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>
/// What a model is confronted with: population counts, and external input paired with them by time. Refuses what no model of counts
/// can take: bins left out, counts that are no whole numbers, input of another time. A bin in which a population was not observed is missing as a whole, its
/// counts are <see cref="SequenceStretches.Missing"/>.
/// </summary>
internal sealed class CountInput
{
    // Of a bin: what rounding of times may amount to.
    private const double TimeTolerance = 1e-6;

    // Bins that one side may lead by before it has to wait: far more than the queues between the stages hold.
    private const int LeadLimit = 1 << 21;

    private readonly CountsSchema.Description _counts;
    private readonly double _binWidth;
    private readonly RowQueue<int> _countRows;
    private readonly RowQueue<double> _countTimes = new(1);
    private readonly RowQueue<double> _inputRows;
    private readonly RowQueue<double> _inputTimes = new(1);
    private long _nextBin = long.MinValue;
    private readonly bool _allowsMissing;
    private readonly bool[] _hasSpiked;
    private bool _isPaired;

    /// <summary>Checks the schemas.</summary>
    /// <param name="counts">Schema of the counts.</param>
    /// <param name="input">Schema of the input, or null where there is none.</param>
    /// <param name="allowsMissing">Whether bins may be missing; else they are refused.</param>
    /// <exception cref="InvalidInputException">They do not fit a model or each other.</exception>
    public CountInput(Schema counts, Schema? input, bool allowsMissing = true)
    {
        _allowsMissing = allowsMissing;
        _counts = CountsSchema.Describe(counts);
        BinWidth = _counts.BinWidth ?? throw new InvalidInputException("counts: found no bin width in the schema, expected counts of bins of time such as those of the stage bin");
        _binWidth = BinWidth.Seconds;
        HasInput = input is not null;
        _countRows = new(_counts.Units);
        _hasSpiked = new bool[_counts.Units];
        _inputRows = new(_counts.Units);
        if (input is not null) CheckInput(SeriesSchema.Describe(input));
    }

    /// <summary>Width of the bins.</summary>
    public BinWidth BinWidth { get; }

    /// <summary>Number of populations.</summary>
    public int Populations => _counts.Units;

    /// <summary>Names of the populations, or null.</summary>
    public IReadOnlyList<string>? Names => _counts.UnitNames;

    /// <summary>Neurons of each population, or null.</summary>
    public IReadOnlyList<int>? Sizes => _counts.PopulationSizes;

    /// <summary>Number of bins that the recording will have, where the schema says so.</summary>
    public long? BinCount => _counts.Window is { } window ? (long)Math.Round(window.Duration / _binWidth) : null;

    /// <summary>Number of bins so far in which a population was not observed.</summary>
    public long MissingBins { get; private set; }

    /// <summary>Whether an input is connected.</summary>
    public bool HasInput { get; }

    /// <summary>Left edge of the first bin in s; NaN before it came.</summary>
    public double FirstTime { get; private set; } = double.NaN;

    /// <summary>Left edge of the first bin that is held, in s.</summary>
    public double FirstHeldTime => _countTimes.Values[0];

    /// <summary>Index of the first bin.</summary>
    public long FirstBin { get; private set; }

    /// <summary>Whether counts, or input, are wanted now: false while they lead the other by millions of bins.</summary>
    public bool Accepts(bool isInput) =>
        !HasInput || (isInput ? _inputTimes.Rows - _countTimes.Rows : _countTimes.Rows - _inputTimes.Rows) < LeadLimit;

    /// <summary>Takes counts.</summary>
    public void AddCounts(Batch batch)
    {
        RecordBatch records = batch.Records;
        ReadOnlySpan<long> bins = CountsSchema.Bins(records);
        ReadOnlySpan<double> times = CountsSchema.Times(records);
        if (_nextBin == long.MinValue && bins.Length > 0) (_nextBin, FirstBin, FirstTime) = (bins[0], bins[0], times[0]);
        for (int row = 0; row < bins.Length; row++)
        {
            if (bins[row] != _nextBin)
                throw new InvalidInputException($"counts: found bin {bins[row]} at {Text(times[row])} s after bin {_nextBin - 1}, expected bin {_nextBin}: a model needs every bin once, in order");
            _nextBin++;
        }

        bool[]? missing = CountsSchema.IsComplete(records) ? null : FindMissing(records, times);
        int held = _countRows.Values.Length;
        if (_counts.IsInteger) RefuseNegative(CountsSchema.IntegerCounts(records), times, missing);
        if (!_counts.IsInteger) AppendReal(CountsSchema.RealCounts(records), times, missing);
        else if (missing is null) _countRows.Append(CountsSchema.IntegerCounts(records));
        else AppendObserved(CountsSchema.IntegerCounts(records), missing);
        NoteSpikes(_countRows.Values[held..]);
        _countTimes.Append(times);
    }

    /// <summary>Takes input.</summary>
    public void AddInput(Batch batch)
    {
        ReadOnlySpan<double> times = SeriesSchema.Times(batch.Records);
        ReadOnlySpan<double> values = SeriesSchema.Samples(batch.Records);
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new InvalidInputException($"input: found {Text(values[i])} in channel {i % Populations + 1} at {Text(times[i / Populations])} s, expected a number");
        }

        _inputTimes.Append(times);
        _inputRows.Append(values);
    }

    /// <summary>Pairs what has come; afterwards <see cref="Counts"/> and <see cref="Inputs"/> hold this many bins.</summary>
    /// <param name="inputHasEnded">Whether no more input will come.</param>
    /// <returns>Number of bins that are complete.</returns>
    /// <exception cref="InvalidInputException">Counts and input are of different times.</exception>
    public int Pair(bool inputHasEnded)
    {
        if (!HasInput) return _countRows.Rows;
        SkipInputBefore();
        int bins = Math.Min(_countTimes.Rows, _inputTimes.Rows);
        ReadOnlySpan<double> countTimes = _countTimes.Values, inputTimes = _inputTimes.Values;
        for (int row = 0; row < bins; row++)
        {
            if (Math.Abs(countTimes[row] - inputTimes[row]) <= TimeTolerance * _binWidth) continue;
            throw new InvalidInputException(
                $"input: found a row at {Text(inputTimes[row])} s for the bin at {Text(countTimes[row])} s, expected one row per bin at its left edge; the stage average brings a series to {BinWidth}");
        }

        if (bins > 0) _isPaired = true;
        if (bins == 0 && inputHasEnded && _countTimes.Rows > 0)
            throw new InvalidInputException($"input: it has no row for the bin at {Text(countTimes[0])} s, expected input as long as the counts");
        return bins;
    }

    /// <summary>Counts of the first bins, [bin, population].</summary>
    public ReadOnlySpan<int> Counts(int bins) => _countRows.Values[..(bins * Populations)];

    /// <summary>Input of the first bins, [bin, population]; empty for none.</summary>
    public ReadOnlySpan<double> Inputs(int bins) => HasInput ? _inputRows.Values[..(bins * Populations)] : default;

    /// <summary>Forgets the first bins.</summary>
    public void Remove(int bins)
    {
        _countRows.Remove(bins);
        _countTimes.Remove(bins);
        if (!HasInput) return;
        _inputRows.Remove(bins);
        _inputTimes.Remove(bins);
    }

    public void Save(BinaryWriter writer)
    {
        _countRows.Save(writer);
        _countTimes.Save(writer);
        _inputRows.Save(writer);
        _inputTimes.Save(writer);
        writer.Write(_nextBin);
        writer.Write(_isPaired);
        writer.Write(MissingBins);
        writer.Write(FirstBin);
        writer.Write(FirstTime);
        foreach (bool hasSpiked in _hasSpiked) writer.Write(hasSpiked);
    }

    public void Restore(BinaryReader reader)
    {
        _countRows.Restore(reader);
        _countTimes.Restore(reader);
        _inputRows.Restore(reader);
        _inputTimes.Restore(reader);
        _nextBin = reader.ReadInt64();
        _isPaired = reader.ReadBoolean();
        MissingBins = reader.ReadInt64();
        FirstBin = reader.ReadInt64();
        FirstTime = reader.ReadDouble();
        for (int i = 0; i < _hasSpiked.Length; i++) _hasSpiked[i] = reader.ReadBoolean();
    }

    private void CheckInput(SeriesSchema.Description input)
    {
        if (input.Channels != Populations)
            throw new InvalidInputException($"input: found {input.Channels} channels, expected {Populations}, one per population of the counts");
        if (input.SamplingStep is { } step && step != BinWidth)
            throw new InvalidInputException($"input: found a sampling step of {step}, expected the bin width {BinWidth} of the counts; the stage average brings it there: \"step\": \"{BinWidth}\"");
        if (input.ChannelNames is { } channels && Names is { } names && !channels.SequenceEqual(names))
            throw new InvalidInputException($"input: found the channels {string.Join(", ", channels)}, expected those of the counts in their order: {string.Join(", ", names)}");
    }

    private void SkipInputBefore()
    {
        if (_isPaired || _countTimes.Rows == 0) return;
        double first = _countTimes.Values[0] - TimeTolerance * _binWidth;
        int skip = 0;
        ReadOnlySpan<double> times = _inputTimes.Values;
        while (skip < times.Length && times[skip] < first) skip++;
        _inputTimes.Remove(skip);
        _inputRows.Remove(skip);
    }

    /// <summary>Says how many bins are missing and what becomes of them, where there are some.</summary>
    /// <param name="context">Takes the warning.</param>
    /// <param name="burnInBins">Bins after each gap that do not count.</param>
    public void WarnOfMissing(NodeContext context, long burnInBins)
    {
        if (MissingBins == 0) return;
        context.Warn(string.Create(
            CultureInfo.InvariantCulture,
            $"{MissingBins} bins were not observed and are left out; after each gap the model begins anew, and {burnInBins * _binWidth:G6} s of burn-in do not count"));
    }

    /// <summary>Says which populations have no spike in all that came.</summary>
    /// <param name="context">Takes the warnings.</param>
    public void WarnOfSilence(NodeContext context)
    {
        for (int i = 0; i < _hasSpiked.Length; i++)
        {
            if (!_hasSpiked[i])
                context.Warn($"{Population(i)} has no spike in the whole recording: its own parameters, and the weights from it, are not determined by the data; leave it out by the stage select and from \"parameters\"");
        }
    }

    private void NoteSpikes(ReadOnlySpan<int> counts)
    {
        for (int unit = 0; unit < _hasSpiked.Length; unit++)
        {
            for (int i = unit; i < counts.Length && !_hasSpiked[unit]; i += Populations) _hasSpiked[unit] = counts[i] > 0;
        }
    }

    private void RefuseNegative(ReadOnlySpan<int> values, ReadOnlySpan<double> times, bool[]? missing)
    {
        if (!values.ContainsAnyInRange(int.MinValue, -1)) return;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] < 0 && missing?[i / Populations] != true)
                throw new InvalidInputException($"counts: found {values[i]} in {Population(i % Populations)} in the bin at {Text(times[i / Populations])} s, expected a whole number of spikes, or null where they were not observed");
        }
    }

    private void AppendObserved(ReadOnlySpan<int> values, bool[] missing)
    {
        int[] counts = values.ToArray();
        for (int row = 0; row < missing.Length; row++)
        {
            if (missing[row]) counts.AsSpan(row * Populations, Populations).Fill(SequenceStretches.Missing);
        }

        _countRows.Append(counts);
    }

    private void AppendReal(ReadOnlySpan<double> values, ReadOnlySpan<double> times, bool[]? missing)
    {
        int[] counts = new int[values.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            if (missing?[i / Populations] == true)
            {
                counts[i] = SequenceStretches.Missing;
                continue;
            }

            double value = values[i];
            if (!(value >= 0 && value <= int.MaxValue && value == Math.Truncate(value)))
                throw new InvalidInputException($"counts: found {Text(value)} in {Population(i % Populations)} in the bin at {Text(times[i / Populations])} s, expected a whole number of spikes");
            counts[i] = (int)value;
        }

        _countRows.Append(counts);
    }

    /// <summary>Rows in which a population was not observed.</summary>
    private bool[] FindMissing(RecordBatch records, ReadOnlySpan<double> times)
    {
        bool[] missing = new bool[records.Length];
        for (int row = 0; row < records.Length; row++)
        {
            for (int unit = 0; unit < Populations; unit++)
            {
                if (CountsSchema.IsObserved(records, row, unit)) continue;
                missing[row] = true;
                if (_allowsMissing) continue;
                throw new InvalidInputException(
                    $"counts: {Population(unit)} was not observed in the bin at {Text(times[row])} s, expected a count in every bin; the stage slice cuts out an observed stretch");
            }
        }

        MissingBins += missing.Count(row => row);
        return missing;
    }

    private string Population(int index) => Names is { } names ? $"population \"{names[index]}\"" : $"population {index + 1}";

    private static string Text(double value) => value.ToString("G12", CultureInfo.InvariantCulture);
}
