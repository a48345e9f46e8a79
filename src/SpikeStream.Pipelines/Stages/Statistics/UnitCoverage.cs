namespace SpikeStream.Pipelines.Stages;

/// <summary>Which units were observed throughout each trial: a trial counts for these alone. Immutable.</summary>
internal sealed class UnitCoverage
{
    private readonly int[] _setOf;

    private UnitCoverage(bool[][] sets, int[] setOf) => (Sets, _setOf) = (sets, setOf);

    /// <summary>The sets of units that were observed together, as a mark per unit, in the order of the trials.</summary>
    public IReadOnlyList<bool[]> Sets { get; }

    /// <summary>Asks for every trial and unit.</summary>
    /// <param name="trials">Number of trials.</param>
    /// <param name="units">Number of units.</param>
    /// <param name="covers">Whether a unit was observed throughout a trial, by the numbers of the unit and of the trial.</param>
    public static UnitCoverage Of(int trials, int units, Func<int, int, bool> covers)
    {
        Dictionary<string, int> known = [];
        List<bool[]> sets = [];
        int[] setOf = new int[trials];
        char[] marks = new char[units];
        for (int trial = 0; trial < trials; trial++)
        {
            for (int unit = 0; unit < units; unit++) marks[unit] = covers(unit, trial) ? '1' : '0';
            string key = new(marks);
            if (!known.TryGetValue(key, out setOf[trial]))
            {
                known[key] = setOf[trial] = sets.Count;
                sets.Add([.. marks.Select(mark => mark == '1')]);
            }
        }

        return new([.. sets], setOf);
    }

    /// <summary>The number of the set of units of a trial.</summary>
    public int SetOf(int trial) => _setOf[trial];

    /// <summary>Whether each unit was observed throughout a trial.</summary>
    public bool[] Observed(int trial) => Sets[_setOf[trial]];

    /// <summary>The trials of each unit.</summary>
    public long[] TrialsByUnit()
    {
        long[] trialsOfSet = new long[Sets.Count];
        foreach (int set in _setOf) trialsOfSet[set]++;
        return [.. Enumerable.Range(0, Sets.Count > 0 ? Sets[0].Length : 0).Select(unit => Sets.Select((set, i) => set[unit] ? trialsOfSet[i] : 0).Sum())];
    }

    /// <summary>Trials in which no unit was observed throughout.</summary>
    public long Empty() => _setOf.LongCount(set => !Sets[set].Contains(true));
}
