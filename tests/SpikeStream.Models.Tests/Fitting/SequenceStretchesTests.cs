using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Tests.Fitting;

public sealed class SequenceStretchesTests
{
    [Fact]
    public void Stretches_are_those_of_a_plain_loop_however_the_bins_come()
    {
        Gen<(int Seed, int[] Sizes)> cases = from seed in Gen.Choose(0, 100_000) from sizes in Gen.Choose(0, 9).ArrayOf(12) select (seed, sizes);
        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            System.Random random = new(example.Seed);
            const int Populations = 3;
            int bins = example.Sizes.Sum();
            int[] counts = [.. Enumerable.Range(0, bins * Populations).Select(_ => random.Next(8) == 0 ? SequenceStretches.Missing : random.Next(5))];
            SequenceStretches stretches = new();
            int at = 0;
            foreach (int size in example.Sizes)
            {
                stretches.Append(counts.AsSpan(at * Populations, size * Populations), Populations);
                at += size;
                using MemoryStream saved = new();
                stretches.Save(new BinaryWriter(saved));
                saved.Position = 0;
                stretches = new();
                stretches.Restore(new BinaryReader(saved));
            }

            bool[] observed = [.. Enumerable.Range(0, bins).Select(bin => !counts.AsSpan(bin * Populations, Populations).Contains(SequenceStretches.Missing))];
            List<long> inside = [.. stretches.Items.SelectMany(stretch => Enumerable.Range((int)stretch.First, (int)stretch.Length).Select(bin => (long)bin))];
            inside.ShouldBe([.. Enumerable.Range(0, bins).Where(bin => observed[bin]).Select(bin => (long)bin)]);
            stretches.Items.Zip(stretches.Items.Skip(1)).ShouldAllBe(pair => pair.First.First + pair.First.Length < pair.Second.First);
            stretches.BinCount.ShouldBe(bins);
            stretches.MissingBins.ShouldBe(observed.Count(known => !known));
            for (int bin = 0; bin < bins; bin++)
            {
                int next = Array.FindIndex(observed, bin, known => known);
                (long first, long length) = stretches.At(bin);
                if (next < 0) (first, length).ShouldBe((bins, 0));
                else (first <= next && next < first + length).ShouldBeTrue();
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(new Replay(new Rnd(3, 5), null)));
    }
}
