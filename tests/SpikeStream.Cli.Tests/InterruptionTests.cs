namespace SpikeStream.Cli.Tests;

public sealed class InterruptionTests
{
    [Fact]
    public void The_first_request_is_gentle_and_the_second_stops_at_once()
    {
        using Interruption interruption = new();
        interruption.Request();
        interruption.Gently.IsCancellationRequested.ShouldBeTrue();
        interruption.AtOnce.IsCancellationRequested.ShouldBeFalse();
        interruption.Request();
        interruption.AtOnce.IsCancellationRequested.ShouldBeTrue();
    }
}
