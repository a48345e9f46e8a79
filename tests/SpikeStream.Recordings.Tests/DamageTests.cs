using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>Files of every format and kind that are cut off or hit by stray bytes are read or refused in one line, and nothing else happens.</summary>
public sealed class DamageTests
{
    private static readonly ReadOptions Binned = new() { BinWidth = new BinWidth(1, 1000) };

    [Theory]
    [InlineData("a.arrow")]
    [InlineData("a.arrows")]
    [InlineData("a.npz")]
    [InlineData("a.npy")]
    [InlineData("a.csv")]
    public async Task Damaged_counts(string name)
    {
        using var folder = new TemporaryFolder();
        Schema schema = CountsSchema.Create(3, new BinWidth(1, 1000), ["a", "b", "c"], [1, 2, 3]);
        long[] bins = [.. Enumerable.Range(0, 60).Select(bin => (long)bin)];
        RecordBatch table = CountsSchema.Batch<int>(schema, bins, [.. bins.Select(bin => bin / 1000.0)], [.. Enumerable.Range(0, 180).Select(count => count % 5)], name == "a.npy" ? [] : [.. Enumerable.Repeat((byte)0x7F, 23)]);
        await Made.WriteAsync(folder.File(name), table, options: new WriteOptions { ChunkRows = 25 });
        await HitAsync(folder.File(name), Binned with { Kind = RecordingKind.Counts }, 41);
        await HitAsync(folder.File(name), Binned, 42);
    }

    [Theory]
    [InlineData("a.arrow")]
    [InlineData("a.npz")]
    [InlineData("a.csv")]
    public async Task Damaged_series(string name)
    {
        using var folder = new TemporaryFolder();
        Schema schema = SeriesSchema.Create(2, new BinWidth(1, 1000), ["x", "y"], "mV");
        await Made.WriteAsync(folder.File(name), SeriesSchema.Batch(schema, [.. Enumerable.Range(0, 50).Select(row => row / 1000.0)], [.. Enumerable.Range(0, 100).Select(row => Math.Sqrt(row))]));
        await HitAsync(folder.File(name), Binned with { Kind = RecordingKind.Series }, 43);
    }

    [Theory]
    [InlineData("trial,start,stop,condition,speed\n1,0,1,a,2.5\n2,1,2,\"b, c\",\n3,2,3,,4\n")]
    [InlineData("metric,target,value,error\nbits,all,0.5,0.1\nbits,E,NaN,0\n")]
    [InlineData("step,time,epoch,objective,gradient_norm,tau\n1,0.5,0,-3,1,0.01\n2,1.5,0,-2,1,0.02\n")]
    [InlineData("time,unit\n0.5,B4\n1.5,\"B5\"\n2.5,B4\n")]
    public async Task Damaged_text(string text)
    {
        using var folder = new TemporaryFolder();
        await HitAsync(folder.Write("a.csv", text), new ReadOptions { Order = SpikeRowOrder.Sort }, 44);
        await HitAsync(folder.Write("a.csv", text), Binned, 45);
    }

    [Fact]
    public async Task Damaged_foreign_Arrow_tables()
    {
        using var folder = new TemporaryFolder();
        await Made.WriteAsync(folder.File("a.arrow"), Made.SpikeBatch(100, 1));
        await HitAsync(folder.File("a.arrow"), new ReadOptions { Columns = new Dictionary<string, string> { ["time"] = "time", ["unit"] = "unit" } }, 46);
    }

    [Theory]
    [InlineData("stimuli.csv")]
    [InlineData("responses.csv")]
    public async Task Damaged_stimuli_and_responses(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("stimuli.csv", "0\n45\n90\n");
        folder.Write("responses.csv", "1,2\n3,4\n5,6\n");
        await HitAsync(folder.File(name), ReadOptions.Default, 47, folder.File(string.Empty));
    }

    [Theory]
    [InlineData("0\n45\n", "1,2\n3,4\n5,6\n", "found 2 lines in stimuli.csv and 3 in responses.csv")]
    [InlineData("0\n", "1,2\n", "found 1 trial, expected at least 2")]
    [InlineData("0\n45\n", "1,2\n3\n", "responses.csv:2:1: found 1 counts, expected 2 as in the first line")]
    [InlineData("0\n45\n", "1,2\n3,-4\n", "responses.csv:2:3: found \"-4\", expected a count")]
    [InlineData("0\n45\n", "1,2\n3,4.5\n", "responses.csv:2:3: found \"4.5\", expected a count")]
    public void Faults_of_stimuli_and_responses_are_told(string stimuli, string responses, string expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("stimuli.csv", stimuli);
        folder.Write("responses.csv", responses);
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(folder.File(string.Empty))).Message.ShouldContain(expected);
    }

    private static async Task HitAsync(string path, ReadOptions options, int seed, string? opened = null)
    {
        byte[] whole = await File.ReadAllBytesAsync(path);
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = round % 3 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            for (int hit = 0; hit < round % 3 * 2; hit++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            await File.WriteAllBytesAsync(path, damaged);
            try
            {
                await using IRecordingReader reader = RecordingFormats.Open(opened ?? path, options);
                await Made.ReadAsync(reader, random.Next(3) * 10, 17);
            }
            catch (InvalidInputException refusal)
            {
                refusal.Message.ShouldNotContain('\n');
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"Round {round} of seed {seed}: {fault.GetType().Name} for {Convert.ToHexString(damaged.AsSpan(0, Math.Min(200, damaged.Length)))}", fault);
            }
        }

        await File.WriteAllBytesAsync(path, whole);
    }
}
