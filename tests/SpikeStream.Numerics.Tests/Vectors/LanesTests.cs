using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Numerics.Tests.Vectors;

public sealed unsafe class LanesTests
{
    [Fact]
    public void All_widths_do_the_same_operations_to_the_bit()
    {
        var random = new System.Random(4);
        double* values = stackalloc double[24];
        for (int trial = 0; trial < 500; trial++)
        {
            for (int i = 0; i < 24; i++) values[i] = random.Next(6) == 0 ? random.Next(-2, 3) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 4));
            double[] scalar = Run<LanesScalar>(values);
            Run<Lanes256>(values).ShouldBe(scalar);
            if (VectorWidths.Resolve(VectorWidth.Widest) == VectorWidth.Bits512) Run<Lanes512>(values).ShouldBe(scalar);
        }
    }

    [Fact]
    public void Prefix_and_suffix_sums_add_up()
    {
        double* values = stackalloc double[8];
        for (int i = 0; i < 8; i++) values[i] = 1 << i;
        double* sums = stackalloc double[8];
        LanesScalar.Store(LanesScalar.PrefixSum(LanesScalar.Load(values)), sums);
        new Span<double>(sums, 8).ToArray().ShouldBe([1, 3, 7, 15, 31, 63, 127, 255]);
        LanesScalar.Store(LanesScalar.SuffixSum(LanesScalar.Load(values)), sums);
        new Span<double>(sums, 8).ToArray().ShouldBe([255, 254, 252, 248, 240, 224, 192, 128]);
    }

    [Fact]
    public void A_width_the_machine_lacks_is_replaced_by_a_narrower_one()
    {
        VectorWidths.Resolve(VectorWidth.Scalar).ShouldBe(VectorWidth.Scalar);
        VectorWidths.Resolve(VectorWidth.Bits256).ShouldBeOneOf(VectorWidth.Bits256, VectorWidth.Scalar);
        VectorWidths.Resolve(VectorWidth.Widest).ShouldNotBe(VectorWidth.Widest);
    }

    [Fact]
    public void Buffers_are_aligned_and_zero()
    {
        foreach (int length in (int[])[0, 1, 8, 1001])
        {
            var buffer = new AlignedBuffer(length);
            ((ulong)buffer.First % 64).ShouldBe(0UL);
            buffer.Span.Length.ShouldBe(length);
            buffer.Span.ToArray().ShouldAllBe(value => value == 0);
        }
    }

    private static double[] Run<T>(double* values)
        where T : unmanaged, ILanes<T>
    {
        T a = T.Load(values);
        T b = T.Load(values + 8);
        T c = T.Load(values + 16);
        T[] results =
        [
            T.Add(a, b), T.Subtract(a, b), T.Multiply(a, b), T.MultiplyAdd(a, b, c), T.NegatedMultiplyAdd(a, b, c), T.Minimum(a, b),
            T.ZeroWhereLess(a, b, c), T.SelectAtMost(a, b, b, c), T.PrefixSum(a), T.SuffixSum(a), T.BroadcastFirst(a), T.BroadcastLast(a),
            T.ScaleByPowerOfTwo(T.Broadcast(1.5), T.Broadcast(6755399441055744.0 - 3)), T.Broadcast(T.Sum(a)), T.Broadcast(T.AnyAbove(a, b) ? 1 : 0),
        ];
        var flat = new double[results.Length * 8];
        fixed (double* destination = flat)
        {
            for (int i = 0; i < results.Length; i++) T.Store(results[i], destination + 8 * i);
        }

        return flat;
    }
}
