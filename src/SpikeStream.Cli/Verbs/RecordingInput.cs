using System.CommandLine;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary>A recording to read and what its content does not say by itself, for the verbs that read one.</summary>
internal sealed class RecordingInput(string argument, string description)
{
    private static readonly Dictionary<string, SpikeRowOrder> Orders = new() { ["refuse"] = SpikeRowOrder.Refuse, ["sort"] = SpikeRowOrder.Sort };

    private static readonly Dictionary<string, SpikeTimeUnit> TimeUnits = new()
    {
        ["s"] = SpikeTimeUnit.Seconds,
        ["ms"] = SpikeTimeUnit.Milliseconds,
        ["us"] = SpikeTimeUnit.Microseconds,
        ["ns"] = SpikeTimeUnit.Nanoseconds,
        ["samples"] = SpikeTimeUnit.Samples,
        ["seconds"] = SpikeTimeUnit.Seconds,
        ["milliseconds"] = SpikeTimeUnit.Milliseconds,
        ["microseconds"] = SpikeTimeUnit.Microseconds,
        ["nanoseconds"] = SpikeTimeUnit.Nanoseconds,
    };

    private readonly Argument<string> _file = new(argument) { Description = description };
    private readonly Option<string?> _from = new("--from") { Description = "Its format, where the content does not tell: arrow, arrow-stream, csv, npy, npz, ...", HelpName = "FORMAT" };
    private readonly Option<string?> _kind = new("--kind") { Description = "Its kind, where the content does not tell: spikes, counts, series, trials, ...", HelpName = "KIND" };
    private readonly Option<string[]> _column = new("--column") { Description = "Which column plays which role, such as time=t_spike. May be repeated.", HelpName = "role=name", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _timeUnit = new("--time-unit") { Description = "Unit of its times: s, ms, us, ns or samples; seconds for text, even where its times are whole numbers.", HelpName = "UNIT" };
    private readonly Option<double?> _sampleRate = new("--sample-rate") { Description = "Samples per second of times that are sample indices.", HelpName = "HZ" };
    private readonly Option<string?> _binWidth = new("--bin-width") { Description = "Bin width of counts, or step of a series, that does not say it, such as \"1 ms\".", HelpName = "WIDTH" };
    private readonly Option<string?> _delimiter = new("--delimiter") { Description = "The character between fields of text; otherwise taken from the first line.", HelpName = "CHAR" };

    private readonly Option<string?> _trialLength = new("--trial-length") { Description = "Length of a trial, where times in text are from an event of each trial; trials are laid end to end.", HelpName = "TIME" };
    private readonly Option<string?> _trialStart = new("--trial-start") { Description = "When a trial begins, from the event that its times are from, such as \"-1 s\".", HelpName = "TIME" };

    private readonly Option<string?> _order = new("--order") { Description = "What to do with spikes in text that are not in the order of their times: refuse (the default) or sort.", HelpName = "ORDER" };

    private readonly Option<string?> _table = new("--table") { Description = "Which table of a file that has several.", HelpName = "NAME" };
    private readonly Option<string?> _start = new("--start") { Description = "Leave out what is before this time, such as \"10 s\".", HelpName = "TIME" };
    private readonly Option<string?> _stop = new("--stop") { Description = "Leave out what is at or after this time, such as \"2 min\".", HelpName = "TIME" };
    private readonly Option<string?> _units = new("--units") { Description = "Which units to read: \"quality == 'good' and depth > 500\", or ids such as \"3, 7-12\".", HelpName = "FILTER" };
    private readonly Option<bool> _repair = new("--repair") { Description = "Mend what is wrong and say how much, instead of refusing: sort spikes, leave impossible ones and damaged batches out." };

    /// <summary>Adds the argument and the options to a verb.</summary>
    public void AddTo(Command verb)
    {
        verb.Arguments.Add(_file);
        foreach (Option option in new Option[] { _from, _kind, _column, _timeUnit, _sampleRate, _binWidth, _delimiter, _trialLength, _trialStart, _order, _table, _start, _stop, _units, _repair }) verb.Options.Add(option);
    }

    /// <summary>The file as the user named it.</summary>
    public string File(ParseResult parsed) => parsed.GetRequiredValue(_file);

    /// <summary>Opens the recording.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">Where what was mended or left out is told.</param>
    public IRecordingReader Open(ParseResult parsed, CommandEnvironment environment) => RecordingFormats.Open(File(parsed), Options(parsed, environment));

    /// <summary>How the user wants the recording to be read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="environment">Where what was mended or left out is told.</param>
    public ReadOptions Options(ParseResult parsed, CommandEnvironment environment) => new()
    {
        Table = parsed.GetValue(_table),
        TrialLength = parsed.GetValue(_trialLength) is { } length ? Time("--trial-length", length) : null,
        TrialStart = parsed.GetValue(_trialStart) is { } begin ? Time("--trial-start", begin) : 0,
        Start = parsed.GetValue(_start) is { } start ? Time("--start", start) : null,
        Stop = parsed.GetValue(_stop) is { } stop ? Time("--stop", stop) : null,
        Units = parsed.GetValue(_units),
        Repair = parsed.GetValue(_repair),
        Notice = parsed.GetValue<bool>("--quiet") ? null : notice => environment.Error.WriteLine($"warning: {notice}"),
        Format = parsed.GetValue(_from),
        Kind = parsed.GetValue(_kind) is { } kind ? Choose("--kind", kind, Enum.GetValues<RecordingKind>().ToDictionary(RecordingMetadata.KindText)) : null,
        Columns = Columns(parsed.GetValue(_column) ?? []),
        TimeUnit = parsed.GetValue(_timeUnit) is { } unit ? Choose("--time-unit", unit, TimeUnits) : null,
        SampleRate = parsed.GetValue(_sampleRate),
        BinWidth = parsed.GetValue(_binWidth) is { } width ? Width(width) : null,
        Delimiter = parsed.GetValue(_delimiter) is { } delimiter ? Delimiter(delimiter) : null,
        Order = parsed.GetValue(_order) is { } order ? Choose("--order", order, Orders) : SpikeRowOrder.Refuse,
    };

    private static T Choose<T>(string option, string word, Dictionary<string, T> choices) =>
        choices.TryGetValue(word, out T? value)
            ? value
            : throw new InvalidInputException($"{option}: found \"{word}\"; {NearestName.Suggest(word, choices.Keys)}");

    private static double Time(string option, string text) =>
        QuantityText.TryParse(text, out Duration time)
            ? time.Seconds
            : throw new InvalidInputException($"{option}: found \"{text}\", expected {QuantityText.Expected<Duration>()}");

    private static BinWidth Width(string text) =>
        BinWidth.TryParse(text, out BinWidth width)
            ? width
            : throw new InvalidInputException($"--bin-width: found \"{text}\", expected a length of time with its unit, such as \"1 ms\"");

    private static char Delimiter(string text) => text switch
    {
        "\\t" or "tab" => '\t',
        [char one] => one,
        _ => throw new InvalidInputException($"--delimiter: found \"{text}\", expected one character, or tab"),
    };

    private static Dictionary<string, string>? Columns(string[] roles)
    {
        if (roles.Length == 0) return null;
        Dictionary<string, string> columns = [];
        foreach (string role in roles)
        {
            int equals = role.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == role.Length - 1) throw new InvalidInputException($"--column: found \"{role}\", expected role=name, such as time=t_spike");
            columns[role[..equals]] = role[(equals + 1)..];
        }

        return columns;
    }
}
