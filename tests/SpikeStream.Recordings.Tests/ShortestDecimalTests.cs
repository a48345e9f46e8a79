using System.Globalization;
using System.Text;

namespace SpikeStream.Recordings.Tests;

public sealed class ShortestDecimalTests
{
    [Fact]
    public void Random_bits_are_written_as_the_runtime_writes_them()
    {
        var random = new Random(17);
        for (int round = 0; round < 500_000; round++) Check(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
    }

    [Fact]
    public void Powers_of_two_and_their_neighbours_are_written_as_the_runtime_writes_them()
    {
        for (int exponent = -1074; exponent <= 1023; exponent++)
        {
            double power = Math.ScaleB(1, exponent);
            Check(power);
            Check(Math.BitIncrement(power));
            Check(Math.BitDecrement(power));
            Check(-power);
        }
    }

    [Fact]
    public void Subnormals_are_written_as_the_runtime_writes_them()
    {
        var random = new Random(18);
        for (long bits = 1; bits < 3000; bits++) Check(BitConverter.Int64BitsToDouble(bits));
        for (int round = 0; round < 100_000; round++) Check(BitConverter.Int64BitsToDouble(random.NextInt64(1L << random.Next(1, 53))));
        Check(double.Epsilon);
        Check(double.MaxValue);
    }

    [Fact]
    public void Times_and_powers_of_ten_are_written_as_the_runtime_writes_them()
    {
        var random = new Random(19);
        for (int round = 0; round < 300_000; round++) Check(random.NextDouble() * Math.Pow(10, random.Next(-9, 19)));
        for (int power = -323; power <= 308; power++)
        {
            double ten = double.Parse($"1E{power}", CultureInfo.InvariantCulture);
            Check(ten);
            Check(Math.BitIncrement(ten));
            Check(Math.BitDecrement(ten));
            Check(Math.Round(9.95 * ten, 2));
        }
    }

    [Theory]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(-1.5e-7, "-1.5E-07")]
    [InlineData(9007199254740993, "9007199254740992")]
    [InlineData(5e-324, "5E-324")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(-0.0, "-0")]
    [InlineData(4.1045368012983762E-289, "4.1045368012983762E-289")]
    [InlineData(79021026.53411397, "79021026.53411397")]
    public void Known_numbers_are_written_so(double value, string expected) => Written(value).ShouldBe(expected);

    private static void Check(double value)
    {
        if (double.IsNaN(value)) return;
        string text = Written(value), expected = value.ToString("R", CultureInfo.InvariantCulture);
        // Small decimals are written without an exponent, so that a table of times stays plain.
        if (text == expected || (Math.Abs(value) is < 1e-4 and >= 1e-8 && !text.Contains('E') && Parsed(text) == value)) return;
        // The runtime's text of a few powers of two (2^-958) reads back as their lower neighbour, which is nearer than the upper one.
        if (double.IsPow2(Math.Abs(value)) && Parsed(expected) != value && Parsed(text) == value && text.Length == expected.Length + 1) return;
        text.ShouldBe(expected, BitConverter.DoubleToInt64Bits(value).ToString("X16", CultureInfo.InvariantCulture));
    }

    private static double Parsed(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static unsafe string Written(double value)
    {
        byte* room = stackalloc byte[DecimalText.MostBytes];
        return Encoding.ASCII.GetString(room, (int)(DecimalText.Write(value, room) - room));
    }
}
