using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Small made-up recordings.</summary>
internal static class SpikeExamples
{
    public static RecordBatch Spikes(params (double Time, uint Unit)[] spikes) => Spikes(SpikesSchema.Create(), spikes);

    public static RecordBatch Spikes(Schema schema, params (double Time, uint Unit)[] spikes) =>
        SpikesSchema.Batch(schema, [.. spikes.Select(spike => spike.Time)], [.. spikes.Select(spike => spike.Unit)]);

    /// <summary>Spikes at multiples of 0.1 ms, many of them on edges of bins, with gaps now and then.</summary>
    public static RecordBatch RandomSpikes(int count, int units, int seed, Schema? schema = null)
    {
        System.Random random = new(seed);
        double[] times = new double[count];
        uint[] numbers = new uint[count];
        long tenths = 0;
        for (int i = 0; i < count; i++)
        {
            tenths += random.Next(100) == 0 ? random.Next(3000) : random.Next(4);
            times[i] = tenths / 10_000.0;
            numbers[i] = (uint)random.Next(units);
        }

        return SpikesSchema.Batch(schema ?? SpikesSchema.Create(), times, numbers);
    }

    public static string[] Names(int units) => [.. Enumerable.Range(0, units).Select(unit => $"n{unit}")];
}
