using System.Globalization;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="StimulusResponseSink"/>.</summary>
public sealed record StimulusResponseSinkOptions
{
    /// <summary>The folder of the two files, relative to the run folder.</summary>
    [OutputPath]
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>The column of the trials that holds the stimulus. Trials without a value are left out.</summary>
    [NotEmpty]
    public string Condition { get; init; } = TrialsSchema.Condition;
}

/// <summary>Writes trials as <c>stimuli.csv</c> and <c>responses.csv</c>, a line per trial, in the order of the counts.</summary>
/// <remarks>Counts and trials may come in any order; only what waits for its counterpart is held in memory.</remarks>
[Node("stimulus-response", "Writes trials as stimuli.csv and responses.csv in a folder")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts, one row per trial")]
[Input("trials", RecordingKind.Trials, Summary = "the stimulus of each trial")]
public sealed class StimulusResponseSink : Sink<StimulusResponseSinkOptions>
{
    private const int TrialsPort = 1;

    private readonly Queue<(long Trial, int[] Counts)> _waiting = [];
    private TrialStimuli _stimuli = null!;
    private GrowingTextFile _stimuliFile = null!;
    private GrowingTextFile _responsesFile = null!;
    private int _neurons;
    private bool _isInteger;
    private long _written;
    private long _skipped;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CountsSchema.Description counts = CountsSchema.Describe(inputs[0]);
        if (counts.BinWidth is not null) throw new InvalidInputException($"counts: found bins of {counts.BinWidth}, expected one row per trial");
        TrialsSchema.Describe(inputs[TrialsPort]);
        (_neurons, _isInteger, _stimuli) = (counts.Units, counts.IsInteger, new(inputs[TrialsPort], Options.Condition));
        _stimuliFile = new(Context.OutputFile(Path.Combine(Options.Path, StimulusResponseFormat.Stimuli)));
        _responsesFile = new(Context.OutputFile(Path.Combine(Options.Path, StimulusResponseFormat.Responses)));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _stimuliFile.Start();
        _responsesFile.Start();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == TrialsPort) _stimuli.Add(batch.Records);
        else AddCounts(batch.Records);
        while (_waiting.TryPeek(out (long Trial, int[] Counts) head) && _stimuli.TryGet(head.Trial, out string? stimulus))
        {
            _waiting.Dequeue();
            _stimuli.Remove(head.Trial);
            Write(head.Trial, stimulus, head.Counts);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_waiting.TryPeek(out (long Trial, int[] Counts) head))
            throw new InvalidInputException($"counts: trial {head.Trial} is not among the trials, or comes twice; expected counts and trials of one recording, one row per trial");
        if (_written == 0) throw new InvalidInputException($"trials: found none with counts and a value of \"{Options.Condition}\", expected at least one");
        if (_skipped > 0) Context.Warn($"{_skipped} trials have no condition and are left out");
        if (_stimuli.Count > 0) Context.Warn($"{_stimuli.Count} trials have no counts and are left out");
        await _stimuliFile.CompleteAsync().ConfigureAwait(false);
        await _responsesFile.CompleteAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _stimuliFile.Save(writer);
        _responsesFile.Save(writer);
        writer.Write(_written);
        writer.Write(_skipped);
        writer.Write(_waiting.Count);
        foreach ((long trial, int[] counts) in _waiting)
        {
            writer.Write(trial);
            foreach (int count in counts) writer.Write(count);
        }

        _stimuli.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _stimuliFile.Restore(reader);
        _responsesFile.Restore(reader);
        _written = reader.ReadInt64();
        _skipped = reader.ReadInt64();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            long trial = reader.ReadInt64();
            int[] counts = new int[_neurons];
            for (int i = 0; i < counts.Length; i++) counts[i] = reader.ReadInt32();
            _waiting.Enqueue((trial, counts));
        }

        _stimuli.Restore(reader);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_stimuliFile is not null) await _stimuliFile.DisposeAsync().ConfigureAwait(false);
        if (_responsesFile is not null) await _responsesFile.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void AddCounts(RecordBatch batch)
    {
        ReadOnlySpan<long> trials = CountsSchema.Bins(batch);
        bool isComplete = CountsSchema.IsComplete(batch);
        for (int row = 0; row < trials.Length; row++)
        {
            int[] counts = new int[_neurons];
            for (int i = 0; i < counts.Length; i++)
            {
                if (!isComplete && !CountsSchema.IsObserved(batch, row, i))
                    throw new InvalidInputException($"counts: trial {trials[row]}, neuron {i} was not observed, expected a count in every trial; leave out the trial or the neuron");
                double count = _isInteger ? CountsSchema.IntegerCounts(batch)[row * _neurons + i] : CountsSchema.RealCounts(batch)[row * _neurons + i];
                if (!(count >= 0 && count <= StimulusResponseFormat.LargestCount && count == Math.Floor(count)))
                    throw new InvalidInputException(FormattableString.Invariant($"counts: trial {trials[row]}, neuron {i}: found {count}, expected a natural number of at most {StimulusResponseFormat.LargestCount}"));
                counts[i] = (int)count;
            }

            _waiting.Enqueue((trials[row], counts));
        }
    }

    private void Write(long trial, string? stimulus, int[] counts)
    {
        if (stimulus is null)
        {
            _skipped++;
            return;
        }

        if (stimulus.Length == 0 || stimulus.AsSpan().Trim().Length != stimulus.Length || stimulus.AsSpan().IndexOfAny('\r', '\n') >= 0)
            throw new InvalidInputException($"trials: trial {trial}: found the condition \"{stimulus.ReplaceLineEndings(" ")}\", expected text without line breaks and without blanks at its ends, for {StimulusResponseFormat.Stimuli} holds one on each line");
        _stimuliFile.Line.Append(stimulus);
        _stimuliFile.EndLine();
        _responsesFile.Line.AppendJoin(',', counts.Select(count => count.ToString(CultureInfo.InvariantCulture)));
        _responsesFile.EndLine();
        _written++;
    }
}
