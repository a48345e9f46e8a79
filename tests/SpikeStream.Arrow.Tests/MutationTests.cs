using Apache.Arrow.Ipc;

namespace SpikeStream.Arrow.Tests;

/// <summary>Our own files with bytes changed or cut off: read, or refused with a clear exception, never anything else.</summary>
public sealed class MutationTests
{
    [SkippableFact]
    public void A_stream_with_changed_bytes_is_read_or_refused()
    {
        DamagedData.SkipForOfficialPackage();
        int refused = Mutate(
            table => RoundTripTests.WriteStream(table, options: null),
            bytes => [() => new ArrowStreamReader(bytes.AsMemory()), () => new ArrowStreamReader(new UnseekableStream(bytes), new CountingAllocator())]);
        refused.ShouldBeGreaterThan(100);
    }

    [SkippableFact]
    public void A_file_with_changed_bytes_is_read_or_refused()
    {
        DamagedData.SkipForOfficialPackage();
        int refused = Mutate(RoundTripTests.WriteFile, bytes => [() => new ArrowFileReader(new MemoryStream(bytes), new CountingAllocator())]);
        refused.ShouldBeGreaterThan(100);
    }

    [SkippableFact]
    public void A_stream_cut_off_within_a_message_is_refused_after_its_whole_batches()
    {
        DamagedData.SkipForOfficialPackage();
        RandomTable table = Enumerable.Range(0, 100).Select(seed => new RandomTable(seed)).First(t => t.Batches.Count == 3 && t.Schema.FieldsList.Count > 2);
        byte[] bytes = RoundTripTests.WriteStream(table, options: null);
        for (int length = 0; length < bytes.Length; length += 5)
        {
            using var reader = new ArrowStreamReader(bytes.AsMemory(0, length));
            int batches = 0;
            string? refusal = null;
            try
            {
                while (reader.ReadNextRecordBatch() is not null) batches++;
            }
            catch (InvalidDataException fault)
            {
                refusal = fault.Message;
            }

            if (length == 0) refusal!.ShouldContain("no schema");
            if (refusal is not null && length > 0) refusal.ShouldContain($"truncated after {batches} record batches");
        }
    }

    private static int Mutate(Func<RandomTable, byte[]> write, Func<byte[], Func<ArrowStreamReader>[]> open)
    {
        int refused = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            byte[] original = write(new RandomTable(seed));
            var random = new Random(seed);
            for (int trial = 0; trial < 40; trial++)
            {
                byte[] bytes = trial % 8 == 0 ? original[..random.Next(original.Length)] : [.. original];
                for (int flips = random.Next(1, 5); flips > 0 && bytes.Length > 0; flips--)
                    bytes[random.Next(bytes.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
                foreach (Func<ArrowStreamReader> reader in open(bytes))
                {
                    long before = GC.GetAllocatedBytesForCurrentThread();
                    if (DamagedData.Read(reader) is not null) refused++;
                    (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64L << 20, $"seed {seed}, trial {trial}");
                }
            }
        }

        return refused;
    }
}
