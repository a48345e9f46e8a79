using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Text tables: spikes (<c>time,unit</c>, or a list of times of one unit), tables of counts (<c>step,...</c> or <c>bin,time,...</c>, or a raster), series (<c>time,...</c>), trials (<c>trial,start,stop,condition,...</c>), estimates, scores and curves.</summary>
public sealed class CsvFormat : RecordingFormat
{
    /// <inheritdoc/>
    public override string Name => "csv";

    /// <inheritdoc/>
    public override string Description => "a text table";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".csv", ".tsv", ".txt"];

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start) => CsvHead.IsText(start) ? FormatMatch.Possible : FormatMatch.No;

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        CsvHead head = CsvHead.Read(path, options.Delimiter);
        if (head.ColumnCount == 0) throw new InvalidInputException($"{path}: found nothing but blank lines, expected a text table.");
        if (head.ColumnCount == 1 && options.Kind is null or RecordingKind.Spikes && CsvSpikeReader.IsListOfTimes(head, options))
            return SpikeTrainReader.Open(path, Name, [path], options);
        IRecordingReader? reader = CsvTrialSpikeReader.TryOpen(path, head, options) ?? options.Kind switch
        {
            RecordingKind.Spikes => CsvSpikeReader.TryOpen(path, head, options),
            RecordingKind.Trials or RecordingKind.Estimates or RecordingKind.Scores or RecordingKind.Curves => CsvRows.TryOpen(path, head, options),
            null => CsvRows.TryOpen(path, head, options) ?? CsvSpikeReader.TryOpen(path, head, options) ?? (IRecordingReader?)CsvTableReader.TryOpen(path, head, options),
            _ => CsvTableReader.TryOpen(path, head, options),
        };
        return reader ?? throw new InvalidInputException(
            $"{path}: found {(head.Names.Count > 0 ? "columns " : string.Empty)}{head.Describe()}, expected time and unit (spikes), step or bin and one column per unit (counts), time and one column per channel (series), trial, start, stop and condition (trials), or the columns of estimates, scores or curves; name them in the setting columns, such as {Example(head, options.Kind)}{Raster(head, options.Kind)}.");
    }

    private static string Example(CsvHead head, RecordingKind? kind)
    {
        string Column(int index) => head.Names.Count > index ? head.Names[index] : $"{index}";
        int last = Math.Max(1, head.ColumnCount - 1);
        return kind switch
        {
            RecordingKind.Trials => $"{{ \"start\": \"{Column(0)}\", \"condition\": \"{Column(last)}\" }} (--column start={Column(0)} --column condition={Column(last)})",
            RecordingKind.Series => $"{{ \"time\": \"{Column(0)}\" }} (--column time={Column(0)})",
            _ => $"{{ \"time\": \"{Column(last)}\", \"unit\": \"{Column(0)}\" }} (--column time={Column(last)} --column unit={Column(0)})",
        };
    }

    private static string Raster(CsvHead head, RecordingKind? kind) =>
        kind is null && head.ColumnCount > 2 ? "; or state kind counts and binWidth (--kind counts --bin-width) for a raster (rows are bins, columns units), or kind trials" : string.Empty;

    /// <inheritdoc/>
    public override IRecordingWriter Create(string path, Schema schema, WriteOptions options) => new CsvWriter(path, schema, options);
}
