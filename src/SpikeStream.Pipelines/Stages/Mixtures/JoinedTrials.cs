using System.Buffers;
using SpikeStream.Models.Mixtures;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>Trials in the order of their numbers, whose counts are read from an archive batch after batch, and again for each pass. Immutable; may be read from several threads.</summary>
internal sealed class JoinedTrials : ITrialSource
{
    private const int BatchCounts = 1 << 20;
    private const int ChunkTrials = 256;

    private readonly TrialArchive _archive;
    private readonly int[] _conditions;
    private readonly int[] _records;
    private (int[] Trials, int[] Starts)? _byStimulus;

    /// <summary>Takes the trials; the arrays must not be changed afterwards.</summary>
    /// <param name="archive">Their counts; sealed.</param>
    /// <param name="stimuli">The stimuli.</param>
    /// <param name="conditions">Place of each trial's stimulus.</param>
    /// <param name="records">Place of each trial in the archive.</param>
    public JoinedTrials(TrialArchive archive, StimulusSet stimuli, int[] conditions, int[] records) => (_archive, Stimuli, _conditions, _records) = (archive, stimuli, conditions, records);

    /// <inheritdoc/>
    public StimulusSet Stimuli { get; }

    /// <inheritdoc/>
    public int NeuronCount => _archive.NeuronCount;

    /// <summary>Number of trials.</summary>
    public int Count => _records.Length;

    /// <summary>Place of each trial's stimulus.</summary>
    public ReadOnlySpan<int> Conditions => _conditions;

    // Whole chunks of the passes of training; at most 8 MiB of counts where a chunk is not more.
    private int BatchTrials => Math.Max(1, BatchCounts / NeuronCount / ChunkTrials) * ChunkTrials;

    /// <summary>The numbers of the trials.</summary>
    public long[] Numbers()
    {
        long[] numbers = _archive.Numbers();
        return [.. _records.Select(record => numbers[record])];
    }

    /// <inheritdoc/>
    public void Read(TrialConsumer consumer, CancellationToken cancellation) => Read(_conditions, _records, consumer, cancellation);

    /// <inheritdoc/>
    public void ReadAt(int stimulus, TrialConsumer consumer, CancellationToken cancellation)
    {
        (int[] trials, int[] starts) = ByStimulus();
        int[] records = [.. trials[starts[stimulus]..starts[stimulus + 1]].Select(trial => _records[trial])], conditions = new int[records.Length];
        conditions.AsSpan().Fill(stimulus);
        Read(conditions, records, consumer, cancellation);
    }

    /// <summary>Some of the trials, with the same set of stimuli.</summary>
    /// <param name="trials">Which, in the order wanted.</param>
    /// <returns>The trials.</returns>
    public JoinedTrials Select(int[] trials) => new(_archive, Stimuli, [.. trials.Select(trial => _conditions[trial])], [.. trials.Select(trial => _records[trial])]);

    /// <summary>Evenly spaced trials of each stimulus, as many of each as its share of all.</summary>
    /// <param name="most">Number of trials at most, at least 1; all are taken where they are no more.</param>
    /// <returns>The trials, in their order.</returns>
    public JoinedTrials Sample(int most)
    {
        if (Count <= most) return this;
        int[] trials = ByStimulus().Trials, sample = [.. Enumerable.Range(0, most).Select(place => trials[(int)((long)place * Count / most)])];
        Array.Sort(sample);
        return Select(sample);
    }

    /// <summary>The trials with all counts in memory, 8 bytes each.</summary>
    public MixtureTrials Load()
    {
        double[] counts = new double[checked(Count * NeuronCount)];
        int next = 0;
        Read(
            (_, batch) =>
            {
                batch.CopyTo(counts.AsSpan(next));
                next += batch.Length;
            },
            CancellationToken.None);
        return new(Stimuli, _conditions, NeuronCount, counts);
    }

    private void Read(int[] conditions, int[] records, TrialConsumer consumer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int most = Math.Min(BatchTrials, records.Length);
        double[] counts = ArrayPool<double>.Shared.Rent(checked(most * NeuronCount));
        for (int first = 0; first < records.Length; first += most)
        {
            cancellation.ThrowIfCancellationRequested();
            int length = Math.Min(most, records.Length - first);
            Span<double> batch = counts.AsSpan(0, length * NeuronCount);
            _archive.Read(records.AsSpan(first, length), batch);
            consumer(conditions.AsSpan(first, length), batch);
        }

        ArrayPool<double>.Shared.Return(counts);
    }

    // The trials of one stimulus after those of another, in their order.
    private (int[] Trials, int[] Starts) ByStimulus()
    {
        if (_byStimulus is { } known) return known;
        int[] trials = new int[Count], starts = new int[Stimuli.Count + 1];
        foreach (int condition in _conditions) starts[condition + 1]++;
        for (int x = 0; x < Stimuli.Count; x++) starts[x + 1] += starts[x];
        int[] next = [.. starts];
        for (int t = 0; t < trials.Length; t++) trials[next[_conditions[t]]++] = t;
        _byStimulus = (trials, starts);
        return (trials, starts);
    }
}
