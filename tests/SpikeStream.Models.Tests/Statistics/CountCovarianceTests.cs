using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Statistics;

namespace SpikeStream.Models.Tests.Statistics;

public sealed class CountCovarianceTests
{
    [Theory]
    [InlineData(1, 3000, 1)]
    [InlineData(5, 1024, 3)]
    [InlineData(33, 2500, 2)]
    [InlineData(70, 1100, 5)]
    [InlineData(40, 1030, 2000)]
    public void Sums_of_products_are_those_of_the_definition_to_the_last_spike(int units, int rows, int maximum)
    {
        int[] counts = Random(units, rows, maximum, 1);
        CountCovariance sums = new(units, 2);
        sums.Add(counts);
        for (int i = 0; i < units; i++)
        {
            for (int j = i; j < units; j++)
            {
                long product = 0;
                for (int row = 0; row < rows; row++) product += (long)counts[row * units + i] * counts[row * units + j];
                sums.Product(i, j).ShouldBe(product);
                sums.Product(j, i).ShouldBe(product);
            }
        }
    }

    [Fact]
    public void Covariances_and_correlations_are_those_of_numpy()
    {
        JsonElement made = StatisticsFixture.Read("statistics.json");
        double[][] trains = [.. made.GetProperty("units").EnumerateArray().Select(StatisticsFixture.Numbers)];
        CountCovariance sums = new(4);
        sums.Add(Binned(trains, 100, 4000));
        for (int i = 0; i < 4; i++)
        {
            double[] covariance = made.GetProperty("covariance")[i].Numbers(), correlation = made.GetProperty("correlation")[i].Numbers();
            for (int j = 0; j < 4; j++)
            {
                sums.Covariance(i, j).ShouldBeClose(covariance[j], 1e-14);
                sums.Correlation(i, j).ShouldBeClose(correlation[j], 1e-14);
            }
        }
    }

    [SkippableFact]
    public void Correlations_are_those_of_numpy_on_a_recording()
    {
        JsonElement made = StatisticsFixture.Read("recorded.json");
        CountCovariance sums = new(4);
        sums.Add(Binned(SpikeTrainStatisticsTests.Recorded(made), 10, (int)(made.GetProperty("stop").GetDouble() * 10)));
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++) sums.Correlation(i, j).ShouldBeClose(made.GetProperty("correlation")[i].Numbers()[j], 1e-14);
    }

    [Fact]
    public void Parts_merged_saved_or_added_row_by_row_are_the_whole_to_the_bit() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<PositiveInt>(), (seed, cut) =>
        {
            const int Units = 7, Rows = 1500;
            int[] counts = Random(Units, Rows, 4, seed.Get);
            int at = cut.Get * 37 % Rows * Units;
            CountCovariance whole = new(Units), first = new(Units), second = new(Units, 2), resumed = new(Units);
            whole.Add(counts);
            first.Add(counts.AsSpan(0, at));
            resumed.Restore(new BinaryReader(new MemoryStream(State(first))));
            for (int row = at; row < counts.Length; row += Units) second.Add(counts.AsSpan(row, Units));
            first.Merge(second);
            resumed.Add(counts.AsSpan(at));
            return Enumerable.Range(0, Units * Units).All(k =>
                first.Correlation(k / Units, k % Units).Equals(whole.Correlation(k / Units, k % Units)) && resumed.Covariance(k / Units, k % Units).Equals(whole.Covariance(k / Units, k % Units)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void Rows_that_lack_units_give_each_unit_its_own_rows_and_each_pair_those_of_both_however_they_are_cut() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<PositiveInt>(), (seed, cut) =>
        {
            const int Units = 5, Rows = 1200;
            int[] counts = Random(Units, Rows, 4, seed.Get);
            System.Random random = new(seed.Get);
            bool[] observed = [.. Enumerable.Repeat(true, Units * Rows)];
            for (int row = 1; row < Rows; row++)
                for (int unit = 0; unit < Units; unit++) observed[row * Units + unit] = random.Next(40) == 0 ? random.Next(2) == 0 : observed[(row - 1) * Units + unit];
            int at = cut.Get * 37 % Rows;
            CountCovariance whole = new(Units), first = new(Units), second = new(Units, 2), resumed = new(Units);
            Take(whole, 0, Rows);
            Take(first, 0, at);
            resumed.Restore(new BinaryReader(new MemoryStream(State(first))));
            Take(resumed, at, Rows);
            Take(second, at, Rows);
            first.Merge(second);
            return Enumerable.Range(0, Units * Units).All(k =>
            {
                (int i, int j) = (k / Units, k % Units);
                CountCovariance pair = new(Units);
                for (int row = 0; row < Rows; row++)
                    if (observed[row * Units + i] && observed[row * Units + j]) pair.Add(counts.AsSpan(row * Units, Units));
                return whole.RowsOf(i, j) == pair.Rows && (i != j || whole.Mean(i).Equals(pair.Mean(i)))
                    && new[] { whole, first, resumed }.All(sums => sums.Correlation(i, j).Equals(pair.Correlation(i, j)) && sums.Covariance(i, j).Equals(pair.Covariance(i, j)));
            });

            void Take(CountCovariance sums, int from, int to)
            {
                for (int row = from; row < to; row++) sums.Add(counts.AsSpan(row * Units, Units), observed.AsSpan(row * Units, Units));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void What_is_undefined_is_not_a_number()
    {
        CountCovariance sums = new(2);
        double.IsNaN(sums.Mean(0)).ShouldBeTrue();
        sums.Add([3, 0]);
        double.IsNaN(sums.Covariance(0, 0)).ShouldBeTrue();
        sums.Add([1, 0]);
        (sums.Mean(0), sums.Covariance(0, 0), sums.Correlation(0, 0)).ShouldBe((2.0, 2.0, 1.0));
        double.IsNaN(sums.Correlation(0, 1)).ShouldBeTrue("unit 1 is silent");
        double.IsNaN(sums.Correlation(1, 1)).ShouldBeTrue();
    }

    [Fact]
    public void A_count_out_of_range_is_refused() =>
        Should.Throw<ArgumentException>(() => new CountCovariance(1).Add([-1])).Message.ShouldStartWith("row 0: found a count of -1, expected 0 to 1048576");

    private static byte[] State(CountCovariance sums)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        sums.Save(writer);
        return stream.ToArray();
    }

    private static int[] Random(int units, int rows, int maximum, int seed)
    {
        System.Random random = new(seed);
        int[] counts = new int[units * rows];
        for (int i = 0; i < counts.Length; i++) counts[i] = random.Next(3) == 0 ? random.Next(maximum + 1) : 0;
        return counts;
    }

    private static int[] Binned(double[][] trains, int perSecond, int bins)
    {
        SpikeStream.Numerics.Time.BinGrid grid = new(1, perSecond);
        int[] counts = new int[bins * trains.Length];
        for (int unit = 0; unit < trains.Length; unit++)
            foreach (double time in trains[unit]) counts[(int)grid.IndexOf(time) * trains.Length + unit]++;
        return counts;
    }
}
