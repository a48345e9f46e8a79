using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Numerics.Tests.Vectors;

public sealed unsafe class LanesTests
{
    [Fact]
    public void All_widths_do_the_same_operations_to_the_bit()
    {
        var random = new System.Random(4);
        double* values = stackalloc double[48];
        for (int trial = 0; trial < 500; trial++)
        {
            for (int i = 0; i < 48; i++) values[i] = random.Next(6) == 0 ? random.Next(-2, 3) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 4));
            double[] scalar = Run<LanesScalar>(values, 8), pair = Run<LanePair<LanesScalar>>(values, 16);
            Run<Lanes16Scalar>(values, 16).ShouldBe(pair);
            Run<Lanes128>(values, 8).ShouldBe(scalar);
            Run<Lanes8x128>(values, 16).ShouldBe(pair);
            Run<LanePair<Lanes128>>(values, 16).ShouldBe(pair);
            if (VectorWidths.Resolve(VectorWidth.Bits256) != VectorWidth.Bits256) continue;
            Run<Lanes256>(values, 8).ShouldBe(scalar);
            Run<Lanes4x256>(values, 16).ShouldBe(pair);
            if (VectorWidths.Resolve(VectorWidth.Widest) != VectorWidth.Bits512) continue;
            Run<Lanes512>(values, 8).ShouldBe(scalar);
            Run<Lanes2x512>(values, 16).ShouldBe(pair);
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
    public void Sums_go_on_from_the_first_eight_lanes_to_the_last()
    {
        double* values = stackalloc double[16];
        for (int i = 0; i < 16; i++) values[i] = 1 << i;
        double* sums = stackalloc double[16];
        LanePair<LanesScalar>.Store(LanePair<LanesScalar>.PrefixSum(LanePair<LanesScalar>.Load(values)), sums);
        new Span<double>(sums, 16).ToArray().ShouldBe([.. Enumerable.Range(1, 16).Select(i => (double)((1 << i) - 1))]);
        LanePair<LanesScalar>.Store(LanePair<LanesScalar>.SuffixSum(LanePair<LanesScalar>.Load(values)), sums);
        new Span<double>(sums, 16).ToArray().ShouldBe([.. Enumerable.Range(0, 16).Select(i => (double)((1 << 16) - (1 << i)))]);
    }

    [Fact]
    public void Sixteenth_powers_of_two_are_correct_to_the_last_bit_but_one()
    {
        double* lanes = stackalloc double[8];
        for (int n = -16000; n < 16000; n += 7)
        {
            LanesScalar.Store(LanesScalar.SixteenthPowerOfTwo(LanesScalar.Broadcast(6755399441055744.0 + n)), lanes);
            lanes[0].ShouldBe(Math.Pow(2, n / 16.0), 2.3e-16 * lanes[0], $"2^({n}/16)");
        }
    }

    [Fact]
    public void A_width_the_machine_lacks_is_replaced_by_a_narrower_one()
    {
        VectorWidths.Resolve(VectorWidth.Scalar).ShouldBe(VectorWidth.Scalar);
        VectorWidths.Resolve(VectorWidth.Bits128).ShouldBeOneOf(VectorWidth.Bits128, VectorWidth.Scalar);
        VectorWidths.Resolve(VectorWidth.Bits256).ShouldBeOneOf(VectorWidth.Bits256, VectorWidths.Resolve(VectorWidth.Bits128));
        VectorWidths.Resolve(VectorWidth.Bits512).ShouldBeOneOf(VectorWidth.Bits512, VectorWidths.Resolve(VectorWidth.Bits256));
        VectorWidths.Resolve(VectorWidth.Widest).ShouldNotBe(VectorWidth.Widest);
    }

    [Fact]
    public void Buffers_lie_in_the_eighth_of_a_page_asked_for()
    {
        for (int eighth = 0; eighth < 8; eighth++)
        {
            var buffer = new AlignedBuffer(1000, eighth);
            ((ulong)buffer.First % 4096).ShouldBe((ulong)eighth * 512);
            buffer.Span.Fill(1);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => new AlignedBuffer(1, 8));
        Should.Throw<ArgumentOutOfRangeException>(() => new AlignedBuffer(1, -1));
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

    private static double[] Run<T>(double* values, int lanes)
        where T : unmanaged, ILanes<T>
    {
        T a = T.Load(values);
        T b = T.Load(values + lanes);
        T c = T.Load(values + 2 * lanes);
        T[] results =
        [
            T.Add(a, b), T.Subtract(a, b), T.Multiply(a, b), T.MultiplyAdd(a, b, c), T.NegatedMultiplyAdd(a, b, c), T.Minimum(a, b),
            T.ZeroWhereLess(a, b, c), T.SelectAtMost(a, b, b, c), T.PrefixSum(a), T.SuffixSum(a), T.BroadcastFirst(a), T.BroadcastLast(a),
            T.SixteenthPowerOfTwo(T.Broadcast(6755399441055744.0 - 77)), T.ScaleByPowerOfTwo(T.Broadcast(1.5), T.Broadcast(6755399441055744.0 - 3)), T.Broadcast(T.Sum(a)), T.Broadcast(T.AnyAbove(a, b) ? 1 : 0),
        ];
        var flat = new double[results.Length * lanes];
        fixed (double* destination = flat)
        {
            for (int i = 0; i < results.Length; i++) T.Store(results[i], destination + lanes * i);
        }

        return flat;
    }
}
