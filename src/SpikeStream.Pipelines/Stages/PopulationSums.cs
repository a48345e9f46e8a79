using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Apache.Arrow;
using Apache.Arrow.Types;
using SpikeStream.Numerics.Time;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Adds up the columns of tables of counts over populations, a batch at a time.</summary>
/// <param name="map">The populations.</param>
/// <param name="units">Columns of the tables.</param>
/// <param name="isInteger">Whether counts are int32; else float64.</param>
/// <param name="grid">The grid of bins.</param>
/// <param name="over">Which units count where some were not observed.</param>
internal sealed class PopulationSums(PopulationMap map, int units, bool isInteger, BinGrid grid, AveragedUnits over = AveragedUnits.All)
{
    private readonly (int First, int Length)[][] _runs = map.Runs();
    private readonly IReadOnlyList<int> _sizes = map.Sizes;

    /// <summary>Whether sums are int32; else float64.</summary>
    public bool IsInteger => isInteger;

    /// <summary>Adds up a batch.</summary>
    /// <param name="batch">Counts [bin, unit].</param>
    /// <param name="schema">Schema of the result.</param>
    /// <param name="quantity">What the result says.</param>
    /// <returns>Counts or activity [bin, population]; null where a unit of the population is null.</returns>
    public RecordBatch Sum(RecordBatch batch, Schema schema, PopulationQuantity quantity)
    {
        if (over == AveragedUnits.Observed && !CountsSchema.IsComplete(batch))
            return isInteger ? ActivityOfObserved(batch, CountsSchema.IntegerCounts(batch), schema) : ActivityOfObserved(batch, CountsSchema.RealCounts(batch), schema);
        ArrowBuffer observed = CountsSchema.IsComplete(batch) ? ArrowBuffer.Empty : Observed(batch);
        return isInteger
            ? Build(batch, Add(CountsSchema.IntegerCounts(batch)), schema, quantity, observed)
            : Build(batch, Add(CountsSchema.RealCounts(batch)), schema, quantity, observed);
    }

    /// <summary>The activity that counts mean.</summary>
    /// <typeparam name="T">int or double.</typeparam>
    /// <param name="counts">Counts [bin, population].</param>
    /// <param name="exposure">Units of each population times the width in s, over and over [bin, population]; at least as long.</param>
    /// <param name="activity">Receives count / (size · width) in Hz [bin, population].</param>
    public static void ToActivity<T>(ReadOnlySpan<T> counts, ReadOnlySpan<double> exposure, Span<double> activity)
        where T : INumber<T>
    {
        activity = activity[..counts.Length];
        TensorPrimitives.ConvertTruncating(counts, activity);
        TensorPrimitives.Divide(activity, exposure[..counts.Length], activity);
    }

    /// <summary>The activity that whole counts mean; to the bit what <see cref="ToActivity{T}"/> gives.</summary>
    /// <param name="counts">Counts [bin, population].</param>
    /// <param name="exposure">Units of each population times the width in s, over and over [bin, population]; at least as long.</param>
    /// <param name="activity">Receives count / (size · width) in Hz [bin, population].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToActivity(ReadOnlySpan<int> counts, ReadOnlySpan<double> exposure, Span<double> activity)
    {
        exposure = exposure[..counts.Length];
        activity = activity[..counts.Length];
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            ref int count = ref MemoryMarshal.GetReference(counts);
            ref double each = ref MemoryMarshal.GetReference(exposure);
            ref double target = ref MemoryMarshal.GetReference(activity);
            for (; i <= counts.Length - Vector512<int>.Count; i += Vector512<int>.Count)
            {
                (Vector512<long> lower, Vector512<long> upper) = Vector512.Widen(Vector512.LoadUnsafe(ref count, (nuint)i));
                (Vector512.ConvertToDouble(lower) / Vector512.LoadUnsafe(ref each, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
                (Vector512.ConvertToDouble(upper) / Vector512.LoadUnsafe(ref each, (nuint)i + 8)).StoreUnsafe(ref target, (nuint)i + 8);
            }
        }

        for (; i < counts.Length; i++) activity[i] = counts[i] / exposure[i];
    }

    /// <summary>The exposures that activities are made with.</summary>
    /// <param name="sizes">Units of each population.</param>
    /// <param name="grid">The grid of bins.</param>
    /// <param name="rows">Number of bins.</param>
    /// <returns>Size · width in s [bin, population].</returns>
    public static double[] Exposure(IReadOnlyList<int> sizes, BinGrid grid, int rows)
    {
        double[] exposure = new double[checked(rows * sizes.Count)];
        for (int i = 0; i < exposure.Length; i++) exposure[i] = sizes[i % sizes.Count] * grid.Width;
        return exposure;
    }

    private T[] Add<T>(ReadOnlySpan<T> counts)
        where T : unmanaged, INumber<T>
    {
        int rows = counts.Length / units;
        T[] sums = new T[rows * _runs.Length];
        for (int row = 0, cell = 0; row < rows; row++)
        {
            ReadOnlySpan<T> bin = counts.Slice(row * units, units);
            foreach ((int First, int Length)[] runs in _runs)
            {
                T sum = T.Zero;
                foreach ((int first, int length) in runs) sum += TensorPrimitives.Sum(bin.Slice(first, length));
                sums[cell++] = sum;
            }
        }

        return sums;
    }

    private RecordBatch Build<T>(RecordBatch batch, T[] sums, Schema schema, PopulationQuantity quantity, ArrowBuffer observed)
        where T : unmanaged, INumber<T>
    {
        if (quantity == PopulationQuantity.Counts)
        {
            return CountsSchema.Batch(
                schema, Columns.Copy(CountsSchema.Bins(batch)), Columns.Copy(CountsSchema.Times(batch)), Columns.Copy<T>(sums), batch.Length, observed);
        }

        double[] activity = new double[sums.Length];
        ToActivity<T>(sums, Exposure(_sizes, grid, batch.Length), activity);
        return Activity(batch, activity, schema, observed);
    }

    private RecordBatch ActivityOfObserved<T>(RecordBatch batch, ReadOnlySpan<T> counts, Schema schema)
        where T : unmanaged, INumber<T>
    {
        double[] activity = new double[batch.Length * _runs.Length];
        byte[] valid = Columns.ListValidity(batch, CountsSchema.Counts), bits = new byte[BitUtility.ByteCount(activity.Length)];
        for (int cell = 0; cell < activity.Length; cell++)
        {
            int row = cell / _runs.Length, seen = 0;
            double sum = 0;
            foreach ((int first, int length) in _runs[cell % _runs.Length])
            {
                int start = row * units + first, known = BitUtility.CountBits(valid, start, length);
                seen += known;
                if (known == length) sum += double.CreateChecked(TensorPrimitives.Sum(counts.Slice(start, length)));
                else if (known > 0) sum += SumOfObserved(counts.Slice(start, length), valid, start);
            }

            if (seen == 0) continue;
            activity[cell] = sum / (seen * grid.Width);
            BitUtility.SetBit(bits, cell);
        }

        return Activity(batch, activity, schema, new ArrowBuffer(bits));
    }

    private static double SumOfObserved<T>(ReadOnlySpan<T> counts, byte[] valid, int start)
        where T : INumber<T>
    {
        double sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (BitUtility.GetBit(valid, start + i)) sum += double.CreateChecked(counts[i]);
        }

        return sum;
    }

    private static RecordBatch Activity(RecordBatch batch, double[] activity, Schema schema, ArrowBuffer observed)
    {
        var list = (FixedSizeListType)schema.GetFieldByName(SeriesSchema.Values)!.DataType;
        return new RecordBatch(
            schema,
            [Columns.Array(DoubleType.Default, Columns.Copy(CountsSchema.Times(batch)), batch.Length), Columns.ListArray(list, Columns.Copy<double>(activity), batch.Length, observed)],
            batch.Length);
    }

    private ArrowBuffer Observed(RecordBatch batch)
    {
        byte[] valid = Columns.ListValidity(batch, CountsSchema.Counts), bits = new byte[BitUtility.ByteCount(batch.Length * _runs.Length)];
        for (int row = 0, bit = 0; row < batch.Length; row++)
        {
            foreach ((int First, int Length)[] runs in _runs)
            {
                bool all = true;
                foreach ((int first, int length) in runs) all &= BitUtility.CountBits(valid, row * units + first, length) == length;
                BitUtility.SetBit(bits, bit++, all);
            }
        }

        return new ArrowBuffer(bits);
    }
}
