using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Encoding;
using SpikeStream.Models.Statistics;

namespace SpikeStream.Models.Tests.Statistics;

public sealed class RunningStatisticsTests
{
    [Fact]
    public void Fano_factors_and_histograms_of_intervals_are_those_of_numpy()
    {
        JsonElement made = StatisticsFixture.Read("statistics.json");
        double[][] trains = [.. made.GetProperty("units").EnumerateArray().Select(StatisticsFixture.Numbers)];
        (double[] times, uint[] units) = StatisticsFixture.Merge(trains);
        ObservedTime[] observed = [.. trains.Select(_ => new ObservedTime((0, 40)))];
        FanoFactors fano = new(observed, [new(1, 10), new(1, 4), new(1, 1)]);
        IntervalHistogram intervals = new(observed, new(1e6), IntervalHistogram.EvenEdges(5000, 100));
        fano.Add(times, units);
        intervals.Add(times, units);
        for (int unit = 0; unit < trains.Length; unit++)
        {
            double[] expected = made.GetProperty("fano").GetProperty("values")[unit].Numbers();
            for (int window = 0; window < 3; window++) fano.Read(unit, window, 40).Factor.ShouldBeClose(expected[window], 1e-14, $"unit {unit}");
            intervals.Counts(unit).ToArray().Select(count => (double)count).ShouldBe(made.GetProperty("intervals").GetProperty("counts")[unit].Numbers());
            intervals.Total(unit).ShouldBe(trains[unit].Length - 1);
        }
    }

    [Fact]
    public void Logarithmic_bins_have_equal_ratios_to_the_nearest_tick()
    {
        long[] edges = IntervalHistogram.LogarithmicEdges(100, 1_000_000, 5);
        edges.Length.ShouldBe(21);
        edges.Where((_, k) => k % 5 == 0).ShouldBe([100, 1000, 10_000, 100_000, 1_000_000]);
        IntervalHistogram.LogarithmicEdges(1, 10, 20).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "edges that fall together are one");
    }

    [Fact]
    public void Merged_moments_are_those_of_the_whole() => Prop.ForAll(
        ArbMap.Default.ArbFor<NormalFloat[]>(), ArbMap.Default.ArbFor<NormalFloat[]>(), (left, right) =>
        {
            double[] first = [.. left.Select(value => Math.Clamp(value.Get, -1e6, 1e6))], second = [.. right.Select(value => Math.Clamp(value.Get, -1e6, 1e6))];
            RunningMoments whole = Of([.. first, .. second]), merged = Of(first);
            merged.Merge(Of(second));
            double scale = 1e-12 * (1 + whole.Squares), spread = double.IsNaN(whole.Mean) ? 0 : 1e-12 * first.Concat(second).Max(Math.Abs);
            return merged.Count == whole.Count && (double.IsNaN(whole.Mean) ? double.IsNaN(merged.Mean) : Math.Abs(merged.Mean - whole.Mean) <= spread + 1e-300) && Math.Abs(merged.Squares - whole.Squares) <= scale;
        }).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Noise_correlations_are_those_of_counts_less_the_mean_of_their_condition(bool isStandardised)
    {
        JsonElement made = StatisticsFixture.Read("scores.json");
        int[] condition = made.GetProperty("condition").Deserialize<int[]>()!;
        int[][] counts = [.. made.GetProperty("counts").EnumerateArray().Select(trial =>
            Enumerable.Range(0, 5).Select(unit => trial.EnumerateArray().Sum(bin => bin[unit].GetInt32())).ToArray())];
        NoiseCorrelations correlations = new(5, condition.Max() + 1, isStandardised);
        for (int trial = 0; trial < counts.Length; trial++) correlations.Add(condition[trial], counts[trial]);
        for (int i = 0; i < 5; i++)
        {
            for (int j = i + 1; j < 5; j++) correlations.Correlation(i, j).ShouldBeClose(Expected(counts, condition, i, j, isStandardised), 1e-13, $"{i}, {j}");
        }

        correlations.Freedom(0, 1).ShouldBe(60 - condition.Distinct().Count());
    }

    [Fact]
    public void Trials_and_units_that_do_not_vary_have_no_noise_correlation()
    {
        NoiseCorrelations correlations = new(2, 2, isStandardised: false);
        correlations.Add(0, [1, 2]);
        double.IsNaN(correlations.Correlation(0, 1)).ShouldBeTrue("one trial");
        correlations.Add(0, [1, 5]);
        correlations.Add(1, [3, 2]);
        double.IsNaN(correlations.Correlation(0, 1)).ShouldBeTrue("unit 0 is the same in each trial of a condition");
        correlations.Add(0, [4, 8]);
        correlations.Correlation(0, 1).ShouldBeGreaterThan(0.5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pair_of_units_is_correlated_over_the_trials_in_which_both_were_observed(bool isStandardised)
    {
        System.Random random = new(5);
        bool[][] sets = [[true, true, true], [true, false, true], [false, true, true]];
        (int Condition, int[] Counts, int Set)[] trials = [.. Enumerable.Range(0, 60).Select(_ => (random.Next(2), new[] { random.Next(5), random.Next(5), random.Next(5) }, random.Next(3)))];
        NoiseCorrelations correlations = new(3, 2, isStandardised, sets);
        foreach ((int condition, int[] counts, int set) in trials) correlations.Add(condition, counts, set);
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                NoiseCorrelations pair = new(3, 2, isStandardised);
                foreach ((int condition, int[] counts, _) in trials.Where(trial => sets[trial.Set][i] && sets[trial.Set][j])) pair.Add(condition, counts);
                correlations.Correlation(i, j).ShouldBe(pair.Correlation(i, j));
                correlations.TrialsOf(i, j).ShouldBe(pair.Trials);
                correlations.Freedom(i, j).ShouldBe(pair.Freedom(i, j));
            }
        }
    }

    [Fact]
    public void Trials_that_overlap_count_each_their_spikes_in_whatever_calls_they_come()
    {
        (double[] times, uint[] units) = StatisticsFixture.Merge([[0.5, 1.0, 1.5, 2.0], [1.25, 1.75]]);
        List<string> whole = [], single = [];
        Count(whole, times.Length);
        Count(single, 1);
        whole.ShouldBe(["1: 2 1", "0: 3 2", "2: 1 1"]);
        single.ShouldBe(whole);

        void Count(List<string> ended, int step)
        {
            TrialCounts trials = new([0.5, 0.75, 1.75], [2.0, 1.75, 2.25], 2, (trial, counts) => ended.Add($"{trial}: {counts[0]} {counts[1]}"));
            for (int i = 0; i < times.Length; i += step) trials.Add(times.AsSpan(i, Math.Min(step, times.Length - i)), units.AsSpan(i, Math.Min(step, times.Length - i)));
            trials.AdvanceTo(3);
        }
    }

    [Fact]
    public void A_kernel_keeps_constants_and_looks_only_where_it_may()
    {
        double[] constant = [.. Enumerable.Repeat(3.5, 40)], impulse = new double[40], smooth = new double[40];
        impulse[20] = 1;
        foreach (RateKernel kernel in new[] { RateKernel.None, RateKernel.Gaussian(2), RateKernel.CausalGaussian(2), RateKernel.Exponential(2) })
        {
            kernel.Smooth(constant, smooth);
            smooth.ShouldAllBe(value => Math.Abs(value - 3.5) < 1e-14);
            kernel.SmoothErrors(constant, smooth);
            smooth.ShouldAllBe(value => value <= 3.5 + 1e-14);
        }

        RateKernel.Gaussian(2).Smooth(impulse, smooth);
        (smooth[22] / smooth[20]).ShouldBe(Math.Exp(-0.5), 1e-14);
        smooth[18].ShouldBe(smooth[22], 1e-16);
        RateKernel.Exponential(2).Smooth(impulse, smooth);
        smooth[..20].ShouldAllBe(value => value == 0);
        (smooth[22] / smooth[20]).ShouldBe(Math.Exp(-1), 1e-14);
        RateKernel.CausalGaussian(2).Smooth(impulse, smooth);
        smooth[..20].ShouldAllBe(value => value == 0);
    }

    private static RunningMoments Of(double[] values)
    {
        RunningMoments moments = default;
        foreach (double value in values) moments.Add(value);
        return moments;
    }

    /// <summary>The definition, in two passes.</summary>
    private static double Expected(int[][] counts, int[] condition, int i, int j, bool isStandardised)
    {
        double both = 0, left = 0, right = 0, sum = 0;
        int freedom = 0;
        foreach (IGrouping<int, int[]> group in Enumerable.Range(0, counts.Length).GroupBy(trial => condition[trial], trial => counts[trial]))
        {
            double a = group.Average(trial => trial[i]), b = group.Average(trial => trial[j]);
            double ab = group.Sum(trial => (trial[i] - a) * (trial[j] - b)), aa = group.Sum(trial => (trial[i] - a) * (trial[i] - a)), bb = group.Sum(trial => (trial[j] - b) * (trial[j] - b));
            (both, left, right) = (both + ab, left + aa, right + bb);
            if (aa == 0 || bb == 0) continue;
            sum += (group.Count() - 1) * ab / Math.Sqrt(aa * bb);
            freedom += group.Count() - 1;
        }

        return isStandardised ? sum / freedom : both / Math.Sqrt(left * right);
    }
}
