using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>Runs that give counts, side by side: the populations of the first run, then those of the second, and so on.</summary>
/// <param name="runs">The runs.</param>
/// <param name="populations">Populations of each.</param>
/// <param name="stepsPerBin">Steps in a bin.</param>
/// <param name="bin">Width of a bin.</param>
/// <param name="schema">Schema of the counts.</param>
/// <param name="parallelism">Threads at most.</param>
internal sealed class CountEnsemble(IReadOnlyList<ICountRun> runs, int populations, int stepsPerBin, BinWidth bin, Schema schema, int parallelism) : ISimulation
{
    public long StepCount { get; private set; }

    public async Task<RecordBatch> AdvanceAsync(ReadOnlyMemory<double> inputs, CancellationToken cancellationToken)
    {
        long steps = inputs.Length / populations, firstBin = StepCount / stepsPerBin;
        int bins = (int)((StepCount + steps) / stepsPerBin - firstBin), columns = runs.Count * populations;
        int[] counts = new int[checked(bins * columns)];
        await ParallelRuns.ForEachAsync(runs.Count, parallelism, Advance, cancellationToken).ConfigureAwait(false);
        StepCount += steps;
        long[] indices = new long[bins];
        double[] times = new double[bins];
        for (int i = 0; i < bins; i++)
        {
            indices[i] = firstBin + i;
            times[i] = bin.LeftEdge(indices[i]);
        }

        return CountsSchema.Batch<int>(schema, indices, times, counts);
        void Advance(int run)
        {
            runs[run].Advance(inputs.Span);
            ReadOnlySpan<int> own = runs[run].Counts;
            for (int i = 0; i < bins; i++) own.Slice(i * populations, populations).CopyTo(counts.AsSpan(i * columns + run * populations));
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(StepCount);
        foreach (ICountRun run in runs) run.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        StepCount = reader.ReadInt64();
        foreach (ICountRun run in runs) run.Restore(reader);
    }
}
