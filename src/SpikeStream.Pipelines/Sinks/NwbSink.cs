using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="NwbSink"/>.</summary>
public sealed record NwbSinkOptions
{
    /// <summary>The file, relative to the run folder; its name ends in .nwb.</summary>
    [OutputPath]
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>When the session began, where the recording does not say it: "2026-01-31T09:30:00+01:00".</summary>
    public string? SessionStart { get; init; }
}

/// <summary>Writes all that arrives to one NWB file: spikes as units, trials as intervals, series and counts as time series, results as tables.</summary>
[Node("nwb", "Writes an NWB file: spikes, trials, series, counts and results together")]
[Input("spikes", RecordingKind.Spikes, IsOptional = true, Summary = "spikes in the order of time, for /units")]
[Input("trials", RecordingKind.Trials, IsOptional = true, Summary = "trials, for /intervals/trials")]
[Input("series", RecordingKind.Series, IsOptional = true, Summary = "a series, for /processing/behavior")]
[Input("counts", RecordingKind.Counts, IsOptional = true, Summary = "counts in bins, for /processing/ecephys")]
[Input("estimates", RecordingKind.Estimates, IsOptional = true, Summary = "a fit, for /processing/spikestream as all results")]
[Input("scores", RecordingKind.Scores, IsOptional = true, Summary = "scores")]
[Input("curves", RecordingKind.Curves, IsOptional = true, Summary = "curves")]
[Input("posterior", RecordingKind.Posterior, IsOptional = true, Summary = "draws of a posterior")]
public sealed class NwbSink : Sink<NwbSinkOptions>
{
    private readonly List<(int Port, Schema Schema)> _tables = [];
    private IRecordingTables? _file;
    private IRecordingWriter?[] _writers = [];
    private OutputFile? _output;
    private DateTimeOffset? _start;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (!Options.Path.EndsWith(".nwb", StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException($"path: found \"{Options.Path}\", expected a name that ends in .nwb.");
        _start = Options.SessionStart is { } text ? SessionStart.Parse("sessionStart", text) : null;
        for (int port = 0; port < inputs.Count; port++)
        {
            if (inputs.IsConnected(port)) _tables.Add((port, inputs[port]));
        }

        if (_tables.Count == 0) throw new InvalidInputException("from: found nothing that arrives, expected at least one table, such as { \"spikes\": \"recording\" }.");
        _writers = new IRecordingWriter?[inputs.Count];
        _output = Context.OutputFile(Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask StartAsync(CancellationToken cancellationToken)
    {
        Begin();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return _writers[input]!.WriteAsync(batch.Records, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (IRecordingWriter? writer in _writers)
        {
            if (writer is not null) await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }

        await _file!.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        // The rows that the file was put together from: a checkpoint may have wanted them until now.
        string name = Path.GetFileName(_output!.Path);
        foreach (string spool in Directory.EnumerateFiles(Path.GetDirectoryName(_output.Path)!, "*.spool.partial"))
        {
            if (Path.GetFileName(spool).StartsWith(name + ".", StringComparison.Ordinal)) File.Delete(spool);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        foreach (IRecordingWriter? table in _writers) table?.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        Begin();
        foreach (IRecordingWriter? table in _writers) table?.Restore(reader);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_file is not null) await _file.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void Begin()
    {
        _file = RecordingFormats.CreateTables(_output!.Path, new WriteOptions { Format = "nwb", PartialFile = PartialFile.Keep, SessionStart = _start, Notice = notice => Context.Warn(notice) });
        foreach ((int port, Schema schema) in _tables) _writers[port] = _file.Add(null, schema);
    }
}
