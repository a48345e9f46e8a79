namespace SpikeStream.Models.Mixtures;

/// <summary>What training needs of the data besides responsibilities: trials and summed counts per condition (exact), and summed log n! per neuron (in the order of the trials).</summary>
public sealed class MixtureTotals
{
    private readonly double[] _counts;
    private readonly double[] _logFactorials;
    private readonly long[] _trials;

    private MixtureTotals(int conditions, int neurons)
    {
        (ConditionCount, NeuronCount) = (conditions, neurons);
        (_trials, _counts, _logFactorials) = (new long[conditions], new double[conditions * neurons], new double[neurons]);
    }

    /// <summary>dX.</summary>
    public int ConditionCount { get; }

    /// <summary>dN.</summary>
    public int NeuronCount { get; }

    /// <summary>T, of all conditions.</summary>
    public long TrialCount { get; private set; }

    /// <summary>Trials of each condition.</summary>
    public ReadOnlySpan<long> Trials => _trials;

    /// <summary>Summed counts, [condition, neuron].</summary>
    public ReadOnlySpan<double> Counts => _counts;

    /// <summary>Summed log n! of each neuron.</summary>
    public ReadOnlySpan<double> LogFactorials => _logFactorials;

    /// <summary>Sums in one pass.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The totals.</returns>
    /// <exception cref="MixtureDataException">There are no trials.</exception>
    public static MixtureTotals Of(ITrialSource trials, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trials);
        MixtureTotals totals = new(trials.Stimuli.Count, trials.NeuronCount);
        trials.Read(totals.Add, cancellation);
        return totals.TrialCount > 0 ? totals : throw new MixtureDataException("trials: found none, expected at least one");
    }

    /// <summary>Summed counts of a neuron over all trials.</summary>
    /// <param name="neuron">The neuron.</param>
    /// <returns>The sum.</returns>
    public double CountsOf(int neuron)
    {
        double sum = 0;
        for (int x = 0; x < ConditionCount; x++) sum += _counts[x * NeuronCount + neuron];
        return sum;
    }

    /// <summary>Pairs of condition and neuron without a spike in all trials of a condition that was shown: their base parameters have no finite optimum.</summary>
    /// <returns>The pairs, in order.</returns>
    public IReadOnlyList<(int Condition, int Neuron)> Silent() =>
        [.. Enumerable.Range(0, ConditionCount).Where(x => _trials[x] > 0).SelectMany(x => Enumerable.Range(0, NeuronCount).Where(i => _counts[x * NeuronCount + i] == 0).Select(i => (x, i)))];

    private void Add(ReadOnlySpan<int> conditions, ReadOnlySpan<double> counts)
    {
        TrialCount += conditions.Length;
        for (int t = 0; t < conditions.Length; t++)
        {
            _trials[conditions[t]]++;
            Span<double> sums = _counts.AsSpan(conditions[t] * NeuronCount, NeuronCount);
            ReadOnlySpan<double> row = counts.Slice(t * NeuronCount, NeuronCount);
            for (int i = 0; i < row.Length; i++)
            {
                sums[i] += row[i];
                _logFactorials[i] += LogFactorial.Of((long)row[i]);
            }
        }
    }
}
