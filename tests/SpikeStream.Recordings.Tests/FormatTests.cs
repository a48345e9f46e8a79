using System.IO.Compression;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

public sealed class ArrowFileTests : ReaderSuite
{
    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        await Made.WriteAsync(folder.File("a.arrow"), spikes, options: new WriteOptions { ChunkRows = 3000 });
        return (folder.File("a.arrow"), ReadOptions.Default);
    }
}

public sealed class ArrowStreamTests : ReaderSuite
{
    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        await Made.WriteAsync(folder.File("a.arrows"), spikes, options: new WriteOptions { ChunkRows = 3000 });
        return (folder.File("a.arrows"), ReadOptions.Default);
    }
}

public sealed class CsvTests : ReaderSuite
{
    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        await Made.WriteAsync(folder.File("a.csv"), spikes);
        return (folder.File("a.csv"), ReadOptions.Default);
    }
}

public sealed class NpyTests : ReaderSuite
{
    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        await WriteArrayAsync(folder.File("a_time.npy"), "<f8", SpikesSchema.Times(spikes).ToArray());
        await WriteArrayAsync(folder.File("a_unit.npy"), "<u4", SpikesSchema.Units(spikes).ToArray());
        return (folder.File("a_time.npy"), new ReadOptions { Columns = new Dictionary<string, string> { ["unit"] = "a_unit.npy" } });
    }

    internal static Task WriteArrayAsync<T>(string path, string type, T[] values)
        where T : unmanaged =>
        File.WriteAllBytesAsync(path, [.. NpyHeader.Write(type, values.Length, null), .. MemoryMarshal.AsBytes<T>(values)]);
}

public sealed class NpzTests : ReaderSuite
{
    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        await NpyTests.WriteArrayAsync(folder.File("times.npy"), "<f8", SpikesSchema.Times(spikes).ToArray());
        await NpyTests.WriteArrayAsync(folder.File("units.npy"), "<u4", SpikesSchema.Units(spikes).ToArray());
        using (ZipArchive archive = ZipFile.Open(folder.File("a.npz"), ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(folder.File("times.npy"), "times.npy", CompressionLevel.Fastest);
            archive.CreateEntryFromFile(folder.File("units.npy"), "units.npy", CompressionLevel.NoCompression);
        }

        return (folder.File("a.npz"), ReadOptions.Default);
    }
}
