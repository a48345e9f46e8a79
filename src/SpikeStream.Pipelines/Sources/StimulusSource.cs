using System.Globalization;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using SpikeStream.Models.Stimuli;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sources;

/// <summary>The course of a stimulus in time.</summary>
public enum StimulusShape
{
    /// <summary>A sine with multiplicative noise.</summary>
    Sine,

    /// <summary>Ornstein-Uhlenbeck noise around a mean.</summary>
    OrnsteinUhlenbeck,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A baseline, and another value between two times.</summary>
    Step,
}

/// <summary>Options of <see cref="StimulusSource"/>. Lists have one entry per channel, or one for all.</summary>
public sealed record StimulusOptions : ISelfChecked
{
    /// <summary>The course in time.</summary>
    public StimulusShape Shape { get; init; } = StimulusShape.Sine;

    /// <summary>Names of the channels, one per population that receives the stimulus.</summary>
    [NotEmpty]
    public required string[] Channels { get; init; }

    /// <summary>sine: the peak; ornsteinUhlenbeck: the mean; constant: the value; step: the value between start and stop.</summary>
    [NotEmpty]
    public required Current[] Amplitude { get; init; }

    /// <summary>sine: oscillations per second.</summary>
    [NotNegative]
    public Frequency Frequency { get; init; } = new(2);

    /// <summary>sine: strength q of the multiplicative noise, s^-1/2.</summary>
    [NotNegative]
    public double Noise { get; init; }

    /// <summary>ornsteinUhlenbeck: stationary standard deviation.</summary>
    [NotEmpty]
    public Current[] Deviation { get; init; } = [new(0.125)];

    /// <summary>ornsteinUhlenbeck: time constant.</summary>
    [Positive]
    public Duration TimeConstant { get; init; } = Quantities.Duration.Parse("1 s");

    /// <summary>ornsteinUhlenbeck: first value. Left out: the mean.</summary>
    [NotEmpty]
    public Current[]? Initial { get; init; }

    /// <summary>step: the value before start and after stop.</summary>
    [NotEmpty]
    public Current[] Baseline { get; init; } = [new(0)];

    /// <summary>step: when it starts.</summary>
    [NotNegative]
    public Duration Start { get; init; }

    /// <summary>step: when it stops. Left out: never.</summary>
    [Positive]
    public Duration? Stop { get; init; }

    /// <summary>Time between two samples.</summary>
    [Positive]
    public Duration Step { get; init; } = Quantities.Duration.Parse("0.2 ms");

    /// <summary>Length. Left out: the stimulus never ends.</summary>
    [Positive]
    public Duration? Duration { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        foreach ((string key, Current[]? values) in new[] { ("amplitude", Amplitude), ("deviation", Deviation), ("initial", Initial), ("baseline", Baseline) })
        {
            if (values is not null && values.Length != 1 && values.Length != Channels.Length)
                yield return (key, $"found {values.Length} values, expected {Channels.Length}, one per channel, or one for all");
        }

        if (Channels.Distinct().Count() != Channels.Length) yield return ("channels", "found a name twice, expected unique names");
        if (Stop <= Start) yield return ("stop", $"found {Stop}, expected a time after the start at {Start}");
    }
}

/// <summary>Makes an external input, the same for the same seed.</summary>
/// <remarks>Rene, Longtin and Macke (2020), equations 4.28 and 4.29. The position is the number of samples given.</remarks>
[Node("stimulus", "Makes an external input: a sine, Ornstein-Uhlenbeck noise, a constant or a step")]
[Output("stimulus", RecordingKind.Series, Summary = "current in mA, one channel per population")]
public sealed class StimulusSource : Source<StimulusOptions>
{
    private const int BatchRows = 4096;
    private BinGrid _grid = null!;
    private IStimulus _stimulus = null!;
    private Schema _schema = null!;
    private long _rows;

    /// <inheritdoc/>
    public override long? TotalRows => Options.Duration is null ? null : _rows;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken)
    {
        _grid = new BinGrid(Options.Step.Numerator, Options.Step.Denominator);
        _stimulus = Make();
        _rows = Options.Duration is { } duration ? (long)Math.Round(duration.Seconds / _grid.Width) : long.MaxValue;
        Schema series = SeriesSchema.Create(Options.Channels.Length, new BinWidth(_grid.Numerator, _grid.Denominator), Options.Channels, "mA");
        string? length = Options.Duration is { } known ? known.Seconds.ToString("R", CultureInfo.InvariantCulture) : null;
        _schema = RecordingMetadata.With(series, new KeyValuePair<string, string?>(RecordingMetadata.Duration, length));
        return ValueTask.FromResult<IReadOnlyList<Schema>>([_schema]);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        int channels = Options.Channels.Length;
        while (position < _rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int rows = (int)Math.Min(BatchRows, _rows - position);
            double[] times = new double[rows];
            for (int i = 0; i < rows; i++) times[i] = _grid.Edge(position + i);
            double[] values = new double[rows * channels];
            _stimulus.Fill(values);
            position += rows;
            yield return new Batch(SeriesSchema.Batch(_schema, times, values));
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _stimulus.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _stimulus.Restore(reader);

    private IStimulus Make() => Options.Shape switch
    {
        StimulusShape.Sine => new SineStimulus(_grid, All(Options.Amplitude), Same(Options.Frequency.Hertz), Same(Options.Noise), Context.Random("stimulus")),
        StimulusShape.OrnsteinUhlenbeck => new OrnsteinUhlenbeckStimulus(
            _grid, All(Options.Amplitude), Same(Options.TimeConstant.Seconds), All(Options.Deviation), All(Options.Initial ?? Options.Amplitude), Context.Random("stimulus")),
        StimulusShape.Constant => new PiecewiseConstantStimulus(_grid, All(Options.Amplitude)),
        _ => new PiecewiseConstantStimulus(
            _grid, All(Options.Baseline), All(Options.Amplitude), Options.Start.Seconds, Options.Stop?.Seconds ?? _grid.Edge(_grid.MaximumIndex / 2)),
    };

    private double[] All(Current[] values) => [.. Options.Channels.Select((_, index) => values[values.Length == 1 ? 0 : index].Milliamperes)];

    private double[] Same(double value) => [.. Options.Channels.Select(_ => value)];
}
