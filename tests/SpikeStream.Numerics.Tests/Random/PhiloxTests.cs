using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Tests.Random;

public sealed class PhiloxTests
{
    // Known answers of the Random123 library, kat_vectors, philox4x32 10.
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0xe169c58d_6627e8d5UL, 0x9b00dbd8_bc57ac4cUL)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x41c83b0e_408f276dUL, 0x6d5451fd_a20bc7c6UL)]
    [InlineData(0x299f31d0_a4093822UL, 0x85a308d3_243f6a88UL, 0x03707344_13198a2eUL, 0x94fdcceb_d16cfe09UL, 0x24126ea1_5001e420UL)]
    public void A_block_equals_the_published_vectors(ulong key, ulong low, ulong high, ulong first, ulong second)
    {
        Philox.Block(key, low, high, out ulong a, out ulong b);
        (a, b).ShouldBe((first, second));
    }

    [Fact]
    public void Many_blocks_equal_single_blocks_also_where_the_counter_wraps()
    {
        foreach (ulong start in (ulong[])[0, 5, uint.MaxValue - 3, ulong.MaxValue - 9])
        {
            foreach (int blocks in (int[])[0, 1, 3, 4, 7, 8, 9, 17, 40])
            {
                ulong[] words = new ulong[2 * blocks];
                Philox.Blocks(0xDEADBEEF12345678, start, 0xCAFEBABE87654321, words);
                for (int i = 0; i < blocks; i++)
                {
                    Philox.Block(0xDEADBEEF12345678, start + (ulong)i, 0xCAFEBABE87654321, out ulong first, out ulong second);
                    (words[2 * i], words[2 * i + 1]).ShouldBe((first, second));
                }
            }
        }
    }
}
