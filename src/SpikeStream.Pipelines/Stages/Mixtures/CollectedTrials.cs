using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>Counts and conditions of trials, which may arrive in any order; joined by the number of the trial.</summary>
internal sealed class CollectedTrials : IDisposable
{
    private readonly int _neurons;
    private readonly bool _isInteger;
    private readonly string _condition;
    private readonly int[] _row;
    private readonly TrialArchive _archive;
    private readonly TrialLabels _stimuli;

    /// <summary>Checks the inputs.</summary>
    /// <param name="counts">Schema of the counts.</param>
    /// <param name="trials">Schema of the trials.</param>
    /// <param name="condition">The column, or columns, that hold the stimulus.</param>
    /// <param name="memoryLimit">Bytes of counts to keep in memory at most, where those that are worked with take 8 bytes each beside those that came; null for no limit.</param>
    /// <param name="path">The file for what goes beyond.</param>
    /// <exception cref="InvalidInputException">They are something else, or the column is missing.</exception>
    public CollectedTrials(Schema counts, Schema trials, string condition, long? memoryLimit, string path)
    {
        CountsSchema.Description description = CountsSchema.Describe(counts);
        if (description.BinWidth is not null) throw new InvalidInputException($"counts: found bins of {description.BinWidth}, expected one row per trial");
        TrialsSchema.Describe(trials);
        (_neurons, _isInteger, _condition, _stimuli, _row) = (description.Units, description.IsInteger, condition, new(trials, condition), new int[description.Units]);
        _archive = new(_neurons, memoryLimit is { } bytes ? bytes / (sizeof(long) + _neurons * (sizeof(int) + sizeof(double))) : long.MaxValue, path);
        Names = description.UnitNames ?? [.. Enumerable.Range(0, _neurons).Select(neuron => neuron.ToString(System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>Name of each neuron.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether counts have gone beyond the limit.</summary>
    public bool IsInFile => _archive.IsInFile;

    /// <summary>Trials left out for want of a condition; known after <see cref="Join"/>.</summary>
    public int Skipped { get; private set; }

    /// <summary>Takes rows of counts.</summary>
    /// <exception cref="InvalidInputException">A count was not observed or is no natural number.</exception>
    public void AddCounts(RecordBatch batch)
    {
        ReadOnlySpan<long> trials = CountsSchema.Bins(batch);
        bool isComplete = CountsSchema.IsComplete(batch);
        for (int row = 0; row < trials.Length; row++)
        {
            for (int i = 0; i < _neurons; i++)
            {
                if (!isComplete && !CountsSchema.IsObserved(batch, row, i)) throw new InvalidInputException($"counts: trial {trials[row]}, neuron {i} was not observed, expected a count in every trial; leave out the trial or the neuron");
                double count = _isInteger ? CountsSchema.IntegerCounts(batch)[row * _neurons + i] : CountsSchema.RealCounts(batch)[row * _neurons + i];
                if (!(count >= 0 && count <= MixtureTrials.LargestCount && count == Math.Floor(count)))
                    throw new InvalidInputException(FormattableString.Invariant($"counts: trial {trials[row]}, neuron {Names[i]}: found {count}, expected a natural number of at most {MixtureTrials.LargestCount}"));
                _row[i] = (int)count;
            }

            _archive.Append(trials[row], _row);
        }
    }

    /// <summary>Takes rows of trials.</summary>
    public void AddTrials(RecordBatch batch) => _stimuli.Add(batch);

    /// <summary>The trials in the order of their numbers.</summary>
    /// <exception cref="InvalidInputException">Counts and trials do not belong together, a trial came twice, or no trial has a condition.</exception>
    public JoinedTrials Join()
    {
        _archive.Seal();
        long[] numbers = _archive.Numbers();
        int[] records = [.. Enumerable.Range(0, numbers.Length)];
        System.Array.Sort(numbers, records);
        (long[] known, int[] places) = _stimuli.Sorted();
        // Labels by their first trial, so that the set is the same in whatever order trials came.
        List<string> labels = [];
        int[] labelOf = new int[_stimuli.Labels.Count], conditions = new int[numbers.Length];
        labelOf.AsSpan().Fill(-1);
        int joined = 0, at = 0;
        for (int t = 0; t < numbers.Length; t++)
        {
            if (t > 0 && numbers[t] == numbers[t - 1]) throw new InvalidInputException($"counts: found trial {numbers[t]} twice, expected one row per trial");
            while (at < known.Length && known[at] < numbers[t]) at++;
            if (at == known.Length || known[at] != numbers[t]) throw new InvalidInputException($"counts: trial {numbers[t]} is not among the {_stimuli.Count} trials, expected counts and trials of one recording");
            if (places[at] < 0) continue;
            if (labelOf[places[at]] < 0)
            {
                labelOf[places[at]] = labels.Count;
                labels.Add(_stimuli.Labels[places[at]]);
            }

            (records[joined], conditions[joined]) = (records[t], labelOf[places[at]]);
            joined++;
        }

        Skipped = numbers.Length - joined;
        if (joined == 0) throw new InvalidInputException($"trials: found none with counts and a value of \"{_condition}\", expected at least one");
        StimulusSet stimuli = StimulusSet.Of(labels);
        int[] inSet = [.. labels.Select(stimuli.IndexOf)];
        for (int t = 0; t < joined; t++) conditions[t] = inSet[conditions[t]];
        return new(_archive, stimuli, conditions[..joined], records[..joined]);
    }

    /// <summary>Number of the first trial of a stimulus; null where none has it.</summary>
    /// <param name="stimulus">The stimulus.</param>
    public long? FirstTrialOf(string stimulus)
    {
        HashSet<long> counted = [.. _archive.Numbers()];
        (long[] known, int[] places) = _stimuli.Sorted();
        for (int t = 0; t < known.Length; t++)
        {
            if (places[t] >= 0 && _stimuli.Labels[places[t]] == stimulus && counted.Contains(known[t])) return known[t];
        }

        return null;
    }

    /// <summary>Writes the conditions, and the counts as far as they are in memory.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        _archive.Save(writer);
        _stimuli.Save(writer);
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Restore(BinaryReader reader)
    {
        _archive.Restore(reader);
        _stimuli.Restore(reader);
    }

    public void Dispose() => _archive.Dispose();
}
