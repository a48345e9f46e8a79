using System.Diagnostics;
using Apache.Arrow.Ipc;
using SpikeStream.Tests;

namespace SpikeStream.Arrow.Tests;

/// <summary>Inputs found by fuzzing that broke other readers: each is read or refused quickly and within 64 MB.</summary>
public sealed class MalformedFileTests
{
    [SkippableTheory]
    [InlineData("file")]
    [InlineData("stream")]
    [InlineData("memory")]
    public void Malformed_data_are_read_or_refused_within_64_MB(string way)
    {
        DamagedData.SkipForOfficialPackage();
        string[] paths = Directory.GetFiles(SharedData.Folder("arrow-golden", "malformed"), way == "file" ? "file-*.bin" : "stream-*.bin");
        paths.ShouldNotBeEmpty();
        int refused = 0;
        foreach (string path in paths)
        {
            byte[] bytes = File.ReadAllBytes(path);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            string? refusal = DamagedData.Read(() => way switch
            {
                "file" => new ArrowFileReader(new MemoryStream(bytes), new CountingAllocator()),
                "stream" => new ArrowStreamReader(new UnseekableStream(bytes), new CountingAllocator()),
                _ => new ArrowStreamReader(bytes.AsMemory()),
            });
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            allocated.ShouldBeLessThan(64L << 20, path);
            elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10), path);
            if (refusal is null) continue;
            refused++;
            refusal.ShouldNotContain('\n');
            refusal.Length.ShouldBeGreaterThan(20, path);
        }

        refused.ShouldBeGreaterThan(0);
    }
}
