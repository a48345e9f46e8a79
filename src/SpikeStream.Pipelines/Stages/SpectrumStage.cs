using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Ensembles;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="SpectrumStage"/>.</summary>
public sealed record SpectrumOptions : ISelfChecked
{
    /// <summary>Start of the time that counts, such as the end of the initial transient.</summary>
    [NotNegative]
    public Duration Start { get; init; }

    /// <summary>End of the time that counts, not included. Left out: the end of the counts.</summary>
    public Duration? Stop { get; init; }

    /// <summary>Length of the segments: an even number of bins. Frequencies are 1/segment apart.</summary>
    [Positive]
    public Duration Segment { get; init; } = Duration.Parse("2 s");

    /// <summary>Distance of the points of the spectrum: frequencies are averaged to it. Left out: every frequency of the segment.</summary>
    [Positive]
    public Frequency? Resolution { get; init; }

    /// <summary>Highest frequency that is given. Left out: half the sampling rate.</summary>
    [Positive]
    public Frequency? Highest { get; init; }

    /// <summary>Name of the curves, which tells spectra apart in tables.</summary>
    [NotEmpty]
    public string Label { get; init; } = "power";

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Stop <= Start) yield return ("stop", $"found {Stop}, expected a time after the start at {Start}");
        if (Resolution is { } resolution && resolution.Hertz * Segment.Seconds < 1 - 1e-9)
            yield return ("resolution", $"found {resolution}, expected at least the distance of frequencies of segments of {Segment}, {new Frequency(1 / Segment.Seconds)}");
    }
}

/// <summary>Power spectra of the activity of populations, averaged over runs. Memory is that of a segment: recordings may be as long as they are.</summary>
/// <remarks>
/// Welch (1967) with Hann windows that overlap by half and one-sided densities; see <see cref="Models.Metrics.WelchSpectrum"/>. No segment spans a bin in which a population was not observed: segments
/// begin anew after it.
/// </remarks>
[Node("spectrum", "Power spectra of population activity, averaged over segments and runs")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts per population and bin, of one recording or of an ensemble of runs")]
[Output("spectrum", RecordingKind.Curves, Summary = "power density in Hz²/Hz over frequency in Hz, a curve per population, with its standard error")]
public sealed class SpectrumStage : Stage<SpectrumOptions>
{
    private readonly Schema _schema = CurvesSchema.Create(ActivitySpectra.Curves);
    private EnsembleRows _rows = null!;
    private ActivitySpectra _spectra = null!;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _rows = new("counts", inputs[0], Options.Start, Options.Stop, givesMissing: true);
        _spectra = new(_rows.Layout, _rows.BinWidth, Options.Segment, Options.Resolution, Context.Parallelism);
        return new([_schema]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _spectra.Add(_rows.Take(batch.Records));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        _rows.CheckComplete();
        _spectra.CheckComplete("counts", _rows.Count);
        if (_spectra.Missing > 0) Context.Warn($"{_spectra.Missing} bins in which a population was not observed are in no segment");
        double highest = Options.Highest?.Hertz ?? double.PositiveInfinity;
        await emitter.EmitAsync(CurvesSchema.Batch(_schema, [.. _spectra.Rows(Options.Label, highest)])).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        _rows.Save(writer);
        _spectra.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        _rows.Restore(reader);
        _spectra.Restore(reader);
    }
}
