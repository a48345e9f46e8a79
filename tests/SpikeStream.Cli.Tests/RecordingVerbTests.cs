namespace SpikeStream.Cli.Tests;

public sealed class RecordingVerbTests : IDisposable
{
    private const string Spikes = "time,unit\n0.5,3\n1,7\n1.25,3\n2.5,3\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Info_says_what_spikes_hold()
    {
        string information = Invocation.Run("info", _folder.Write("spikes.csv", Spikes)).ShouldSucceed();
        string[] lines = [.. information.Split('\n').Select(line => line.TrimEnd())];
        lines.ShouldContain("  kind           spikes");
        lines.ShouldContain("  rows           4");
        lines.ShouldContain("  spikes         from 0.5 s to 2.5 s");
        lines.ShouldContain("  duration       2 s (first to last spike; the file states none)");
        lines.ShouldContain("  units          2 with spikes, numbers 3 to 7");
        lines.ShouldContain("  rate in all    2 Hz");
        lines.ShouldContain("  time  double, s");
    }

    [Fact]
    public void Info_counts_units_with_numbers_beyond_any_table()
    {
        string information = Invocation.Run("info", _folder.Write("spikes.csv", "time,unit\n0,5000\n1,4294967295\n2,5000\n")).ShouldSucceed();
        information.ShouldContain("2 with spikes, numbers 5000 to 4294967295");
    }

    [Fact]
    public void A_converted_recording_holds_the_same_spikes()
    {
        string csv = _folder.Write("spikes.csv", Spikes);
        Invocation.Run("convert", csv, _folder["spikes.arrow"]).ShouldSucceed().ShouldBe($"{_folder["spikes.arrow"]}: 4 rows of spikes\n");
        Invocation.Run("convert", _folder["spikes.arrow"], _folder["again.csv"]).ShouldSucceed();
        File.ReadAllText(_folder["again.csv"]).ShouldBe(Spikes);
        _folder.Files.ShouldBe(["again.csv", "spikes.arrow", "spikes.csv"]);
    }

    [Fact]
    public void Times_are_read_in_the_unit_that_the_user_states()
    {
        string csv = _folder.Write("spikes.csv", "t,cluster\n30000,1\n45000,2\n");
        Invocation.Run("convert", csv, _folder["spikes.csv.arrow"], "--column", "time=t", "--column", "unit=cluster", "--time-unit", "samples", "--sample-rate", "30000").ShouldSucceed();
        Invocation.Run("convert", _folder["spikes.csv.arrow"], _folder["seconds.csv"]).ShouldSucceed();
        File.ReadAllText(_folder["seconds.csv"]).ShouldBe("time,unit\n1,1\n1.5,2\n");
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_only_on_demand()
    {
        string csv = _folder.Write("spikes.csv", Spikes);
        string output = _folder.Write("spikes.arrow", "precious");
        Invocation.Run("convert", csv, output).ShouldRefuse($"{output}: the file exists; replace it with --overwrite, or name another");
        File.ReadAllText(output).ShouldBe("precious");
        Invocation.Run("convert", csv, output, "--overwrite").ShouldSucceed();
    }

    [Fact]
    public void A_bad_line_stops_a_conversion_and_leaves_no_file()
    {
        string csv = _folder.Write("spikes.csv", "time,unit\n0.5,3\nnoon,7\n");
        Invocation conversion = Invocation.Run("convert", csv, _folder["spikes.arrow"]);
        conversion.ExitCode.ShouldBe(2);
        conversion.Errors.ShouldStartWith($"error: {csv}:3:1");
        conversion.Errors.Count(c => c == '\n').ShouldBe(1);
        _folder.Files.ShouldBe(["spikes.csv"]);
    }

    [Fact]
    public void A_file_is_not_converted_onto_itself()
    {
        string csv = _folder.Write("spikes.csv", Spikes);
        Invocation.Run("convert", csv, csv, "--overwrite").ShouldRefuse($"{csv}: found the same file as IN, expected another");
    }

    [Fact]
    public void A_missing_recording_is_one_line() =>
        Invocation.Run("info", _folder["absent.csv"]).ShouldRefuse($"{_folder["absent.csv"]}: found no such file or folder.");

    [Theory]
    [InlineData("--kind", "spiks", "--kind: found \"spiks\"; did you mean \"spikes\"?")]
    [InlineData("--time-unit", "fortnights", "--time-unit: found \"fortnights\"; expected one of s, ms, us, ns, samples, seconds, milliseconds, microseconds, nanoseconds")]
    [InlineData("--bin-width", "1", "--bin-width: found \"1\", expected a length of time with its unit, such as \"1 ms\"")]
    [InlineData("--column", "time", "--column: found \"time\", expected role=name, such as time=t_spike")]
    [InlineData("--delimiter", "ab", "--delimiter: found \"ab\", expected one character, or tab")]
    public void A_bad_value_of_an_option_is_one_line(string option, string value, string line) =>
        Invocation.Run("info", _folder.Write("spikes.csv", Spikes), option, value).ShouldRefuse(line);

    [Fact]
    public void A_feed_needs_an_address_and_a_speed_that_can_be_read()
    {
        string csv = _folder.Write("spikes.csv", Spikes);
        Invocation.Run("publish", csv, "--tcp", "nowhere").ShouldRefuse("tcp: found \"nowhere\", expected HOST:PORT such as localhost:5555.");
        Invocation.Run("publish", csv, "--tcp", "localhost:0", "--speed", "fast").ShouldRefuse("speed: found \"fast\", expected a factor such as 1x or 20x, or max.");
        Invocation.Run("publish", csv).ShouldRefuse("spikestream publish: Option '--tcp' is required; see spikestream publish --help");
    }
}
