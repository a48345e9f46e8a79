using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Stages.Mixtures;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class TrialArchiveTests : IDisposable
{
    private const int Neurons = 3, RecordLength = 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("spikestream-trials-").FullName;

    private string File => Path.Combine(_folder, "trials.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(3500, true)]
    [InlineData(0, true)]
    public void Trials_are_read_back_in_any_order_from_memory_and_from_the_file(int mostInMemory, bool isInFile)
    {
        // More than a block of memory.
        const int Trials = 8000;
        using TrialArchive archive = Filled(mostInMemory, 0, Trials);
        archive.Seal();

        archive.IsInFile.ShouldBe(isInFile);
        archive.Numbers().ShouldBe(Enumerable.Range(0, Trials).Select(NumberOf));
        foreach (int[] records in (int[][])[[], [7999], [5, 3, 4], [0, 7999, 4000], [.. Enumerable.Range(3000, 2000)], [.. Enumerable.Range(0, 4000).Select(t => 7998 - 2 * t)]])
        {
            double[] counts = new double[records.Length * Neurons];
            archive.Read(records, counts);
            counts.ShouldBe(records.SelectMany(CountsOf).Select(count => (double)count));
        }
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(20)]
    [InlineData(35)]
    public void A_checkpoint_takes_the_archive_back_to_where_it_was(int mostInMemory)
    {
        using MemoryStream checkpoint = new();
        using (TrialArchive archive = Filled(mostInMemory, 0, 30))
        {
            Save(archive, checkpoint);
            Fill(archive, 30, 50);
        }

        checkpoint.Length.ShouldBe(sizeof(long) + 1 + (mostInMemory < 30 ? 0 : 30 * RecordLength));
        checkpoint.Position = 0;
        using TrialArchive again = new(Neurons, mostInMemory, File);
        again.Restore(new BinaryReader(checkpoint));
        again.Count.ShouldBe(30);
        Fill(again, 30, 45);
        again.Seal();
        again.Numbers().ShouldBe(Enumerable.Range(0, 45).Select(NumberOf));
        double[] counts = new double[45 * Neurons];
        again.Read([.. Enumerable.Range(0, 45)], counts);
        counts.ShouldBe(Enumerable.Range(0, 45).SelectMany(CountsOf).Select(count => (double)count));
    }

    [Fact]
    public void A_file_that_is_shorter_than_the_checkpoint_says_is_refused()
    {
        using MemoryStream checkpoint = new();
        using (TrialArchive archive = Filled(0, 0, 30)) Save(archive, checkpoint);
        System.IO.File.WriteAllBytes(File, [1, 2, 3]);
        checkpoint.Position = 0;
        using TrialArchive again = new(Neurons, 0, File);

        Should.Throw<InvalidDataException>(() => again.Restore(new BinaryReader(checkpoint))).Message.ShouldEndWith("found 3 bytes, expected the 600 bytes that the checkpoint speaks of");
    }

    [Fact]
    public void A_sample_takes_its_share_of_each_stimulus_even_where_stimuli_come_in_turn()
    {
        using TrialArchive archive = Filled(0, 0, 400);
        archive.Seal();
        JoinedTrials trials = new(archive, StimulusSet.Of(["a", "b", "c", "d"]), [.. Enumerable.Range(0, 400).Select(t => t < 300 ? t % 3 : 3)], [.. Enumerable.Range(0, 400)]);

        JoinedTrials sample = trials.Sample(100);
        sample.Conditions.ToArray().CountBy(condition => condition).OrderBy(pair => pair.Key).Select(pair => pair.Value).ShouldBe([25, 25, 25, 25]);
        sample.Load().CountsOf(99).ToArray().ShouldBe(CountsOf(396).Select(count => (double)count));
        trials.Sample(400).ShouldBeSameAs(trials);
    }

    [Fact]
    public void Trials_of_a_stimulus_are_those_of_the_library()
    {
        using TrialArchive archive = Filled(100, 0, 900);
        archive.Seal();
        JoinedTrials trials = new(archive, StimulusSet.Of(["a", "b", "c"]), [.. Enumerable.Range(0, 900).Select(t => t * t % 3)], [.. Enumerable.Range(0, 900).Reverse()]);
        MixtureTrials loaded = trials.Load();

        for (int x = 0; x < 2; x++) EmpiricalResponse.Of(trials, x).Covariance.ShouldBe(EmpiricalResponse.Of(loaded, x).Covariance);
        EmpiricalResponse.Of(trials, 2).TrialCount.ShouldBe(0);
    }

    private static long NumberOf(int trial) => 3L * trial - 7;

    private static int[] CountsOf(int trial) => [trial, trial * trial % 1009, 1_000_000 - trial];

    private TrialArchive Filled(int mostInMemory, int first, int end)
    {
        TrialArchive archive = new(Neurons, mostInMemory, File);
        Fill(archive, first, end);
        return archive;
    }

    private static void Fill(TrialArchive archive, int first, int end)
    {
        for (int trial = first; trial < end; trial++) archive.Append(NumberOf(trial), CountsOf(trial));
    }

    private static void Save(TrialArchive archive, MemoryStream checkpoint)
    {
        using BinaryWriter writer = new(checkpoint, System.Text.Encoding.UTF8, leaveOpen: true);
        archive.Save(writer);
    }
}
