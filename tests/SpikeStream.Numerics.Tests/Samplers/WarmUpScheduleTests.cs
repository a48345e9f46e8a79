using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Numerics.Tests.Samplers;

public sealed class WarmUpScheduleTests
{
    [Theory]
    [InlineData(1000, "99 149 249 449 949")]
    [InlineData(300, "99 149 249")]
    [InlineData(150, "99")]
    [InlineData(100, "84")]
    [InlineData(20, "13")]
    [InlineData(19, "")]
    [InlineData(0, "")]
    public void Windows_double_until_the_last_which_reaches_the_final_buffer(int warmUp, string ends)
    {
        WarmUpSchedule schedule = new(warmUp);

        string.Join(' ', Enumerable.Range(0, warmUp).Where(schedule.EndsWindow)).ShouldBe(ends);
        Enumerable.Range(0, warmUp).Where(schedule.EndsWindow).ShouldAllBe(end => schedule.IsSlow(end));
        if (ends.Length > 0) schedule.IsSlow(warmUp - 1).ShouldBeFalse();
    }
}
