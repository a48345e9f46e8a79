using FsCheck;
using FsCheck.Fluent;

namespace SpikeStream.Recordings.Tests;

public sealed class CsvOrderTests
{
    private static readonly ReadOptions Sort = new() { Order = SpikeRowOrder.Sort };

    [Theory]
    [InlineData("0.5,1\n0.25,2\n0.75,3\n0.25,1\n0.5,0\n")]
    [InlineData("0.5,1\r\n 0.25,2\r\n0.75,3\r\n0.25,1\r\n0.5,0\r\n")]
    public async Task Rows_are_sorted_by_time_and_equal_times_stay_in_the_order_of_the_file(string rows)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", "time,unit\n" + rows);
        (await Made.ReadSpikesAsync(path, Sort)).ShouldBe([(0.25, 2u), (0.25, 1u), (0.5, 1u), (0.5, 0u), (0.75, 3u)]);
        (await Made.ReadSpikesAsync(path, Sort, firstRow: 3, batchRows: 1)).ShouldBe([(0.5, 0u), (0.75, 3u)]);
        (await Made.RefusalAsync(path)).ShouldContain("set order to sort");
    }

    [Fact]
    public async Task Sorting_a_sorted_file_changes_nothing_and_can_be_read_again()
    {
        using var folder = new TemporaryFolder();
        await Made.WriteAsync(folder.File("a.csv"), Made.SpikeBatch(5000, 1, 2));
        await using IRecordingReader reader = RecordingFormats.Open(folder.File("a.csv"), Sort);
        List<(double, uint)> expected = Made.Rows([Made.SpikeBatch(5000, 1, 2)]);
        Made.Rows(await Made.ReadAsync(reader, 0, 7)).ShouldBe(expected);
        Made.Rows(await Made.ReadAsync(reader, 4000, 1000)).ShouldBe(expected.Skip(4000).ToList());
    }

    [Fact]
    public void Runs_of_any_length_are_merged_into_the_stable_order() => Prop.ForAll(
        Arb.From(Gen.Choose(1, 40)),
        Arb.From(Gen.Choose(0, 50).ListOf()),
        Arb.From(Gen.Choose(1, 100)),
        (runRows, drawn, piece) =>
        {
            using var folder = new TemporaryFolder();
            double[] times = [.. drawn.Select(time => time / 4.0)];
            int at = 0;
            int Source(Span<double> time, Span<uint> unit)
            {
                int rows = Math.Min(time.Length, times.Length - at);
                for (int i = 0; i < rows; i++, at++) (time[i], unit[i]) = (times[at], (uint)at);
                return rows;
            }

            using SortedSpikes sorted = SortedSpikes.Create(Source, folder.File(string.Empty), runRows, CancellationToken.None);
            SortedSpikes.Merge merge = sorted.Read();
            var found = new List<(double, uint)>();
            double[] readTimes = new double[piece];
            uint[] readUnits = new uint[piece];
            int read;
            while ((read = merge.Read(readTimes, readUnits)) > 0)
            {
                for (int i = 0; i < read; i++) found.Add((readTimes[i], readUnits[i]));
            }

            found.ShouldBe(times.Select((time, row) => (time, (uint)row)).OrderBy(row => row.time).ToList());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_cancelled_sort_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        int calls = 0;
        int Source(Span<double> time, Span<uint> unit)
        {
            if (++calls == 3) cancellation.Cancel();
            return time.Length;
        }

        Should.Throw<OperationCanceledException>(() => SortedSpikes.Create(Source, folder.File(string.Empty), 8, cancellation.Token));
        calls.ShouldBe(3);
        Directory.GetFileSystemEntries(folder.File(string.Empty)).ShouldBeEmpty();
    }
}
