using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>
/// Seeded mutations of a sample file, which a reader must read or refuse in one line, each within a second and 256 MB.
/// SPIKESTREAM_MUTATIONS says how many; the usual run has few.
/// </summary>
internal static class Mutations
{
    private const int Few = 300;
    private const long MostBytes = 256 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Number of mutations of each sample.</summary>
    public static int Count => Environment.GetEnvironmentVariable("SPIKESTREAM_MUTATIONS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Few;

    /// <summary>Mutates a file, over and over, and opens and reads the recording each time; the file is whole again afterwards.</summary>
    /// <param name="file">The file that is mutated.</param>
    /// <param name="seed">Seed of all mutations.</param>
    /// <param name="options">Ways to read it, taken in turn; none for the default.</param>
    /// <param name="opened">What is opened: the file, or a folder that has it.</param>
    /// <param name="longest">Longest that a reading may take; a second where it is null.</param>
    public static void Survive(string file, int seed, IReadOnlyList<ReadOptions>? options = null, string? opened = null, TimeSpan? longest = null) =>
        Survive(file, seed, round =>
        {
            IReadOnlyList<ReadOptions> ways = options is { Count: > 0 } ? options : [ReadOptions.Default];
            ReadThrough(opened ?? file, ways[round % ways.Count]);
        }, longest);

    /// <summary>Mutates a file, over and over, and reads it each time; the file is whole again afterwards.</summary>
    /// <param name="file">The file that is mutated.</param>
    /// <param name="seed">Seed of all mutations.</param>
    /// <param name="read">Reads what the file belongs to, without waiting for other threads; gets the number of the mutation.</param>
    /// <param name="longest">Longest that a reading may take; a second where it is null.</param>
    public static void Survive(string file, int seed, Action<int> read, TimeSpan? longest = null)
    {
        byte[] whole = File.ReadAllBytes(file);
        int count = Count, round = 0;
        Exception? failure = null;
        // A thread of its own, so that a reader that hangs is told from one that is slow, and its memory from that of other tests.
        Thread thread = new(() =>
        {
            try
            {
                for (; round < count; round++) Hit(file, whole, seed, round, read, longest ?? Longest);
            }
            catch (Exception fault)
            {
                failure = fault;
            }
        });
        thread.IsBackground = true;
        thread.Start();
        for (int seen = -1; !thread.Join(Patience);)
        {
            if (Volatile.Read(ref round) == seen) throw new TimeoutException($"{Path.GetFileName(file)}: mutation {seen} of seed {seed} hangs.");
            seen = Volatile.Read(ref round);
        }

        File.WriteAllBytes(file, whole);
        if (failure is not null) throw new InvalidOperationException($"{Path.GetFileName(file)}: mutation {round} of seed {seed}: {failure.GetType().Name}: {failure.Message}", failure);
    }

    /// <summary>One mutation.</summary>
    /// <param name="whole">The content.</param>
    /// <param name="random">Where chance comes from.</param>
    public static byte[] Mutate(byte[] whole, Random random)
    {
        byte[] bytes = [.. whole];
        for (int times = 1 + random.Next(3); times > 0 && bytes.Length > 0; times--)
        {
            int at = Place(bytes.Length, random);
            switch (random.Next(7))
            {
                case 0 or 1:
                    for (int flips = 1 + random.Next(4); flips > 0; flips--) bytes[Place(bytes.Length, random)] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = bytes[..at];
                    break;
                case 3 or 4:
                    WriteNumber(bytes, at, random);
                    break;
                case 5:
                    int from = random.Next(bytes.Length), length = random.Next(1, 65);
                    byte[] piece = bytes[from..Math.Min(bytes.Length, from + length)];
                    bytes = random.Next(2) == 0 ? [.. bytes[..at], .. piece, .. bytes[at..]] : [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + length)..]];
                    break;
                default:
                    bytes.AsSpan(at, Math.Min(bytes.Length - at, random.Next(1, 257))).Clear();
                    break;
            }
        }

        return bytes;
    }

    private static void Hit(string file, byte[] whole, int seed, int round, Action<int> read, TimeSpan longest)
    {
        File.WriteAllBytes(file, Mutate(whole, new Random(unchecked((seed * 1_000_003) + round))));
        // What the machine does besides may slow one reading down: only what is slow twice is slow.
        for (int attempt = 0; attempt < 2; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long begun = Stopwatch.GetTimestamp();
            try
            {
                read(round);
            }
            catch (InvalidInputException refusal)
            {
                refusal.Message.ShouldNotContain('\n');
                refusal.Message.Length.ShouldBeInRange(10, 2000);
            }

            TimeSpan taken = Stopwatch.GetElapsedTime(begun);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostBytes);
            if (taken < longest) return;
        }

        throw new TimeoutException($"it took longer than {longest.TotalSeconds} s twice.");
    }

    private static void ReadThrough(string path, ReadOptions options)
    {
        IRecordingReader reader = RecordingFormats.Open(path, options);
        try
        {
            foreach (RecordBatch batch in reader.ReadAsync(0, 4096, CancellationToken.None).ToBlockingEnumerable()) batch.Length.ShouldBePositive();
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    // Heads and tails say how the rest is to be read: they are hit more often.
    private static int Place(int length, Random random) => random.Next(4) switch
    {
        0 => random.Next(Math.Min(length, 512)),
        1 => length - 1 - random.Next(Math.Min(length, 512)),
        _ => random.Next(length),
    };

    private static void WriteNumber(byte[] bytes, int at, Random random)
    {
        long[] numbers = [0, 1, -1, 7, 255, 65_536, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 40, bytes.Length, bytes.Length - 1, bytes.Length + 1, random.NextInt64()];
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, numbers[random.Next(numbers.Length)]);
        int width = 1 << random.Next(4);
        if (random.Next(2) == 0) at &= ~(width - 1);
        number[..Math.Min(width, bytes.Length - at)].CopyTo(bytes.AsSpan(at));
    }
}
