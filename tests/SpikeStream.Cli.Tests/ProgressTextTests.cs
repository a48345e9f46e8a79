using SpikeStream.Cli.Progress;

namespace SpikeStream.Cli.Tests;

public sealed class ProgressTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(1_500, "1.5 k")]
    [InlineData(123_456, "123 k")]
    [InlineData(2_100_000, "2.1 M")]
    [InlineData(40e9, "40.0 G")]
    public void Amounts_are_short(double amount, string text) => ProgressText.Amount(amount).ShouldBe(text);

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(59, "59 s")]
    [InlineData(61, "1 min 01 s")]
    [InlineData(3_700, "1 h 01 min")]
    public void Times_are_in_their_two_largest_units(double seconds, string text) => ProgressText.Time(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void A_line_says_how_much_is_done_how_fast_and_how_long_it_will_take() =>
        ProgressText.Describe(1_200_000, 40_000_000, 2_000_000).ShouldBe("1.2 M of 40.0 M (3 %), 2.0 M/s, about 20 s left");

    [Fact]
    public void Work_without_a_known_end_says_how_much_is_done() => ProgressText.Describe(1_200, null, 100).ShouldBe("1.2 k, 100 /s");

    [Fact]
    public void Before_the_first_rate_is_known_none_is_shown() => ProgressText.Describe(0, 10, 0).ShouldBe("0 of 10 (0 %)");

    [Fact]
    public void Finished_work_has_no_time_left() => ProgressText.Describe(10, 10, 5).ShouldBe("10 of 10 (100 %), 5 /s");
}
