using System.CommandLine;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>publish FILE --tcp HOST:PORT</c>: replays a recording as a live feed.</summary>
internal static class PublishVerb
{
    public static Command Create(CommandEnvironment environment)
    {
        RecordingInput input = new("FILE", "The recording to replay.");
        Option<string> tcp = new("--tcp") { Description = "Where to listen for consumers; port 0 takes a free one.", HelpName = "HOST:PORT", Required = true };
        Option<string> speed = new("--speed")
        {
            Description = "How fast: 1x is real time, 10x ten times as fast, max as fast as the consumer takes it.",
            HelpName = "Nx|max",
            DefaultValueFactory = _ => "1x",
        };
        Option<int> batchRows = new("--batch-rows") { Description = "Most rows of one message.", HelpName = "N", DefaultValueFactory = _ => 65_536 };
        Command verb = new("publish", "Replay a recording as a live feed, an Arrow stream over TCP, until a consumer has taken all of it.");
        input.AddTo(verb);
        verb.Options.Add(tcp);
        verb.Options.Add(speed);
        verb.Options.Add(batchRows);
        verb.SetAction((parsed, cancellation) => ExecuteAsync(
            input, parsed, parsed.GetRequiredValue(tcp), parsed.GetRequiredValue(speed), parsed.GetValue(batchRows), environment, cancellation));
        return verb.WithExamples(
            "spikestream publish sample-data/gif-2pop/spikes.arrow --tcp localhost:5555",
            "spikestream publish spikes.arrow --tcp localhost:5555 --speed max");
    }

    private static async Task<int> ExecuteAsync(
        RecordingInput input, ParseResult parsed, string tcp, string speed, int batchRows, CommandEnvironment environment, CancellationToken cancellation)
    {
        FeedEndpoint endpoint = FeedEndpoint.Parse(tcp);
        double factor = TcpFeedPublisher.ParseSpeed(speed);
        if (batchRows < 1) throw new InvalidInputException($"--batch-rows: found {batchRows}, expected at least 1");
        IRecordingReader reader = input.Open(parsed, environment);
        await using (reader.ConfigureAwait(false))
        {
            using TcpFeedPublisher publisher = new(reader, endpoint, factor, batchRows, environment.Time);
            if (!parsed.GetValue<bool>("--quiet"))
                await environment.Error.WriteLineAsync($"publishing {input.File(parsed)} on {endpoint with { Port = publisher.Port }} at {speed}; Ctrl-C stops").ConfigureAwait(false);
            await publisher.RunAsync(cancellation).ConfigureAwait(false);
            if (!parsed.GetValue<bool>("--quiet"))
                await environment.Error.WriteLineAsync($"published to the end; consumers served: {publisher.Connections}").ConfigureAwait(false);
        }

        return ExitCode.Success;
    }
}
