using System.Runtime.CompilerServices;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sources;

/// <summary>Options of <see cref="FileSource"/>.</summary>
public sealed record FileSourceOptions
{
    /// <summary>The file or folder.</summary>
    [InputPath]
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>Name of the format, such as "csv"; found by content where it is left out.</summary>
    public string? Format { get; init; }

    /// <summary>What the rows are, where the content alone does not say it.</summary>
    public RecordingKind? Kind { get; init; }

    /// <summary>Rows of a batch; results do not depend on it.</summary>
    [InRange(1, 1 << 24)]
    public int BatchRows { get; init; } = 65_536;

    /// <summary>Which column of the file plays which role: { "time": "t", "unit": "neuron" }.</summary>
    public IReadOnlyDictionary<string, string>? Columns { get; init; }

    /// <summary>Unit of the times in the file, where it does not say it; seconds for text, with a warning where all are whole numbers.</summary>
    public SpikeTimeUnit? TimeUnit { get; init; }

    /// <summary>Samples per second of times that are sample indices.</summary>
    [Positive]
    public Frequency? SampleRate { get; init; }

    /// <summary>Width of the bins of a table of counts, or step of a series, that does not say it itself.</summary>
    [Positive]
    public Duration? BinWidth { get; init; }

    /// <summary>The character between fields of text, where it is not what the first line shows.</summary>
    public string? Delimiter { get; init; }

    /// <summary>What to do with spikes in text that are not in the order of their times: refuse them, or sort them through a temporary file.</summary>
    public SpikeRowOrder Order { get; init; }

    /// <summary>Names of units, populations or channels by their number, for a file that has none.</summary>
    [NotEmpty]
    public IReadOnlyList<string>? UnitNames { get; init; }

    /// <summary>Which table of a file that has several, by the name that "spikestream info" shows; the first of its kind where it is left out.</summary>
    [NotEmpty]
    public string? Table { get; init; }

    /// <summary>Rows before this time are not read.</summary>
    public Duration? Start { get; init; }

    /// <summary>Rows at or after this time are not read.</summary>
    public Duration? Stop { get; init; }

    /// <summary>Length of a trial, where times in text are from an event of each trial: trials are laid end to end in the order of their numbers.</summary>
    [Positive]
    public Duration? TrialLength { get; init; }

    /// <summary>When a trial begins, from the event that its times are from: "-1 s" where they begin one second before it.</summary>
    public Duration TrialStart { get; init; }

    /// <summary>Which units are read: "quality == 'good' and depth > 500", or original ids such as "3, 7-12".</summary>
    [NotEmpty]
    public string? Units { get; init; }

    /// <summary>Mend what is wrong (spikes out of order are sorted, impossible ones left out, damaged batches passed over) and say how much, instead of refusing.</summary>
    public bool Repair { get; init; }
}

/// <summary>Reads a recording from a file or folder.</summary>
[Node("file", "Reads a recording from a file")]
[Output("out")]
public sealed class FileSource : Source<FileSourceOptions>
{
    private IRecordingReader? _reader;

    /// <inheritdoc/>
    public override long? TotalRows => _reader?.RowCount;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken)
    {
        if (Options.Delimiter is { Length: not 1 })
            throw new InvalidInputException($"delimiter: found \"{Options.Delimiter}\", expected one character.");
        _reader = RecordingFormats.Open(Context.InputPath(Options.Path), new ReadOptions
        {
            Format = Options.Format,
            Kind = Options.Kind,
            Columns = Options.Columns,
            TimeUnit = Options.TimeUnit,
            SampleRate = Options.SampleRate?.Hertz,
            BinWidth = Options.BinWidth is { } width ? new BinWidth(width.Numerator, width.Denominator) : null,
            Delimiter = Options.Delimiter?[0],
            UnitNames = Options.UnitNames,
            Order = Options.Order,
            Table = Options.Table,
            TrialLength = Options.TrialLength?.Seconds,
            TrialStart = Options.TrialStart.Seconds,
            Start = Options.Start?.Seconds,
            Stop = Options.Stop?.Seconds,
            Units = Options.Units,
            Repair = Options.Repair,
            Notice = notice => Context.Warn(notice),
        });
        return new([_reader.Schema]);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long row = position;
        await foreach (RecordBatch records in _reader!.ReadAsync(position, Options.BatchRows, cancellationToken).ConfigureAwait(false))
        {
            row += records.Length;
            yield return new Batch(records);
            Context.Progress.Report(row, TotalRows);
        }

        if (row == 0) Context.Warn($"{Options.Path}: the recording has no rows");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_reader is not null) await _reader.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
