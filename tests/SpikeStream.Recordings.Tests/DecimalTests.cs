using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SpikeStream.Recordings.Tests;

public sealed class DecimalTests
{
    [Fact]
    public void Decimals_of_all_lengths_are_read_to_the_nearest_double()
    {
        var random = new Random(5);
        for (int round = 0; round < 200_000; round++)
        {
            ulong significand = (ulong)random.NextInt64() >> random.Next(63);
            int places = random.Next(DecimalNumber.MostPlaces + 1);
            double expected = double.Parse($"{significand}e-{places}", CultureInfo.InvariantCulture);
            if (DecimalNumber.Create(significand, places) != expected)
                DecimalNumber.Create(significand, places).ShouldBe(expected, $"{significand}e-{places}");
        }
    }

    [Fact]
    public void Every_double_is_written_so_that_it_reads_back_to_the_same_bits() =>
        Prop.ForAll(ArbMap.Default.ArbFor<double>(), value => RoundTrips(value)).QuickCheckThrowOnFailure();

    [Fact]
    public void Short_decimals_are_written_short()
    {
        Written(0.1).ShouldBe("0.1");
        Written(12.0625).ShouldBe("12.0625");
        Written(100).ShouldBe("100");
        Written(0).ShouldBe("0");
        Written(1e-8).ShouldBe("0.00000001");
        var random = new Random(6);
        for (int round = 0; round < 100_000; round++)
        {
            double value = random.Next() / Math.Pow(10, random.Next(9));
            RoundTrips(value).ShouldBeTrue();
            RoundTrips(random.NextDouble() * 1e4).ShouldBeTrue();
        }
    }

    private static bool RoundTrips(double value) =>
        BitConverter.DoubleToInt64Bits(double.Parse(Written(value), CultureInfo.InvariantCulture)) == BitConverter.DoubleToInt64Bits(value) || double.IsNaN(value);

    private static unsafe string Written(double value)
    {
        byte* room = stackalloc byte[DecimalText.MostBytes];
        return Encoding.ASCII.GetString(room, (int)(DecimalText.Write(value, room) - room));
    }
}
