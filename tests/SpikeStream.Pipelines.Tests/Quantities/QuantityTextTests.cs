using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Tests.Quantities;

public sealed class QuantityTextTests
{
    [Theory]
    [InlineData("1 ms", 1, 1000)]
    [InlineData("0.2 ms", 1, 5000)]
    [InlineData("10s", 10, 1)]
    [InlineData("2 min", 120, 1)]
    [InlineData("1.5 h", 5400, 1)]
    [InlineData("33 us", 33, 1_000_000)]
    [InlineData("33 µs", 33, 1_000_000)]
    [InlineData("1e-3 s", 1, 1000)]
    [InlineData("1E2 ms", 1, 10)]
    [InlineData("-1 s", -1, 1)]
    [InlineData("0 s", 0, 1)]
    [InlineData(".5 s", 1, 2)]
    public void A_duration_is_read_exactly(string text, long numerator, long denominator)
    {
        Duration duration = Duration.Parse(text);

        (duration.Numerator, duration.Denominator).ShouldBe((numerator, denominator));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("ms")]
    [InlineData("1 mV")]
    [InlineData("1 MS")]
    [InlineData("1,5 ms")]
    [InlineData("1.2.3 ms")]
    [InlineData("--1 ms")]
    [InlineData("1e99 s")]
    [InlineData("99999999999999999999 s")]
    [InlineData("9999999999999999 h")]
    [InlineData("NaN s")]
    public void What_is_no_duration_is_refused(string text) => QuantityText.TryParse(text, out Duration _).ShouldBeFalse();

    [Fact]
    public void Other_quantities_are_read_in_their_base_unit()
    {
        QuantityText.TryParse("20 Hz", out Frequency frequency).ShouldBeTrue();
        QuantityText.TryParse("0.5 V", out Potential potential).ShouldBeTrue();
        QuantityText.TryParse("250 uA", out Current current).ShouldBeTrue();

        frequency.Hertz.ShouldBe(20);
        potential.Millivolts.ShouldBe(500);
        current.Milliamperes.ShouldBe(0.25);
    }

    [Fact]
    public void A_duration_that_is_written_reads_back_the_same() => Prop.ForAll<int, int>((number, digits) =>
    {
        int places = Math.Abs(digits % 9);
        Duration duration = Duration.FromBase(number, 1);
        QuantityText.TryParse($"{number}e-{places} s", out Duration small).ShouldBeTrue();
        return Duration.Parse(duration.ToString()) == duration && Duration.Parse(small.ToString()) == small;
    }).Check(Config.QuickThrowOnFailure.WithReplay(5, 11));

    [Fact]
    public void Durations_are_ordered_exactly()
    {
        (Duration.Parse("1 ms") < Duration.Parse("1001 us")).ShouldBeTrue();
        (Duration.Parse("1000 us") == Duration.Parse("1 ms")).ShouldBeTrue();
        default(Duration).ShouldBe(Duration.Parse("0 s"));
    }
}
