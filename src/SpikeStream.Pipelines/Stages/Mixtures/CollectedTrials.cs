using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>Counts and conditions of trials, which may arrive in any order; joined by the number of the trial.</summary>
internal sealed class CollectedTrials
{
    private readonly int _neurons;
    private readonly bool _isInteger;
    private readonly string _condition;
    private readonly SortedDictionary<long, double[]> _counts = [];
    private readonly TrialStimuli _stimuli;

    /// <summary>Checks the inputs.</summary>
    /// <param name="counts">Schema of the counts.</param>
    /// <param name="trials">Schema of the trials.</param>
    /// <param name="condition">The column, or columns, that hold the stimulus.</param>
    /// <exception cref="InvalidInputException">They are something else, or the column is missing.</exception>
    public CollectedTrials(Schema counts, Schema trials, string condition)
    {
        CountsSchema.Description description = CountsSchema.Describe(counts);
        if (description.BinWidth is not null) throw new InvalidInputException($"counts: found bins of {description.BinWidth}, expected one row per trial");
        TrialsSchema.Describe(trials);
        (_neurons, _isInteger, _condition, _stimuli) = (description.Units, description.IsInteger, condition, new(trials, condition));
        Names = description.UnitNames ?? [.. Enumerable.Range(0, _neurons).Select(neuron => neuron.ToString(System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>Name of each neuron.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Trials left out for want of a condition; known after <see cref="Join"/>.</summary>
    public int Skipped { get; private set; }

    /// <summary>Numbers of the trials that were joined; known after <see cref="Join"/>.</summary>
    public IReadOnlyList<long> Numbers { get; private set; } = [];

    /// <summary>Takes rows of counts.</summary>
    /// <exception cref="InvalidInputException">A count was not observed or is no natural number, or a trial comes twice.</exception>
    public void AddCounts(RecordBatch batch)
    {
        ReadOnlySpan<long> trials = CountsSchema.Bins(batch);
        bool isComplete = CountsSchema.IsComplete(batch);
        for (int row = 0; row < trials.Length; row++)
        {
            double[] counts = new double[_neurons];
            for (int i = 0; i < _neurons; i++)
            {
                if (!isComplete && !CountsSchema.IsObserved(batch, row, i)) throw new InvalidInputException($"counts: trial {trials[row]}, neuron {i} was not observed, expected a count in every trial; leave out the trial or the neuron");
                counts[i] = _isInteger ? CountsSchema.IntegerCounts(batch)[row * _neurons + i] : CountsSchema.RealCounts(batch)[row * _neurons + i];
                if (!(counts[i] >= 0 && counts[i] <= MixtureTrials.LargestCount && counts[i] == Math.Floor(counts[i])))
                    throw new InvalidInputException(FormattableString.Invariant($"counts: trial {trials[row]}, neuron {Names[i]}: found {counts[i]}, expected a natural number of at most {MixtureTrials.LargestCount}"));
            }

            if (!_counts.TryAdd(trials[row], counts)) throw new InvalidInputException($"counts: found trial {trials[row]} twice, expected one row per trial");
        }
    }

    /// <summary>Takes rows of trials.</summary>
    /// <exception cref="InvalidInputException">A trial comes twice.</exception>
    public void AddTrials(RecordBatch batch) => _stimuli.Add(batch);

    /// <summary>The trials in the order of their numbers.</summary>
    /// <exception cref="InvalidInputException">Counts and trials do not belong together, or no trial has a condition.</exception>
    public MixtureTrials Join()
    {
        List<string> stimuli = [];
        List<double> counts = [];
        List<long> numbers = [];
        Skipped = 0;
        foreach ((long trial, double[] row) in _counts)
        {
            if (!_stimuli.TryGet(trial, out string? stimulus)) throw new InvalidInputException($"counts: trial {trial} is not among the {_stimuli.Count} trials, expected counts and trials of one recording");
            if (stimulus is null)
            {
                Skipped++;
                continue;
            }

            numbers.Add(trial);
            stimuli.Add(stimulus);
            counts.AddRange(row);
        }

        Numbers = numbers;
        if (stimuli.Count == 0) throw new InvalidInputException($"trials: found none with counts and a value of \"{_condition}\", expected at least one");
        return MixtureTrials.Of(stimuli, _neurons, [.. counts]);
    }

    /// <summary>Number of the first trial of a stimulus; null where none has it.</summary>
    /// <param name="stimulus">The stimulus.</param>
    public long? FirstTrialOf(string stimulus)
    {
        foreach (long trial in _counts.Keys)
        {
            if (_stimuli.TryGet(trial, out string? found) && found == stimulus) return trial;
        }

        return null;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_counts.Count);
        foreach ((long trial, double[] counts) in _counts)
        {
            writer.Write(trial);
            foreach (double count in counts) writer.Write(count);
        }

        _stimuli.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            long trial = reader.ReadInt64();
            double[] counts = new double[_neurons];
            for (int i = 0; i < counts.Length; i++) counts[i] = reader.ReadDouble();
            _counts.Add(trial, counts);
        }

        _stimuli.Restore(reader);
    }
}
