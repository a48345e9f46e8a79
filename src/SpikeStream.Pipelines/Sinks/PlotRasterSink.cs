using System.Runtime.InteropServices;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotRasterSink"/>.</summary>
public sealed record PlotRasterOptions : PlotOptions
{
    /// <summary>Left end of the time window.</summary>
    [NotNegative]
    public Duration Start { get; init; }

    /// <summary>Length of the time window.</summary>
    [Positive]
    public Duration Duration { get; init; } = Quantities.Duration.Parse("10 s");

    /// <summary>Units by population, such as { "E": "0-437", "I": "438-546" }. Left out: as the recording says, if it does.</summary>
    public IReadOnlyDictionary<string, string>? Populations { get; init; }

    /// <summary>Units shown at most, evenly spaced over each population.</summary>
    [InRange(1, 2000)]
    public int MaximumUnits { get; init; } = 240;

    /// <summary>Spikes kept at most; further ones of the window are not drawn, and the run warns of it.</summary>
    [Unit("spikes")]
    [InRange(1, 50_000_000)]
    public int MaximumSpikes { get; init; } = 2_000_000;
}

/// <summary>Draws spikes: a row per unit, a tick per spike, coloured by population. Keeps the spikes of its time window only.</summary>
[Node("plot-raster", "Draws spikes: a row per unit, a tick per spike, coloured by population")]
[Input("spikes", RecordingKind.Spikes, Summary = "spikes in the order of time")]
public sealed class PlotRasterSink : Sink<PlotRasterOptions>
{
    private readonly List<double> _times = [];
    private readonly List<uint> _units = [];
    private FigureOutput _output = null!;
    private PopulationMap? _map;
    private IReadOnlyList<string>? _names;
    private double _start;
    private double _stop;
    private double _lastTime;
    private long _leftOut;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        SpikesSchema.Description description = SpikesSchema.Describe(inputs[0]);
        _names = description.UnitNames;
        _output = new(Context, Options.Path);
        if ((Options.Populations ?? SimulationMetadata.FindPopulations(inputs[0])) is { Count: > 0 } populations) _map = new(populations, description.UnitNames);
        _start = Options.Start.Seconds;
        _stop = _start + Options.Duration.Seconds;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ReadOnlySpan<double> times = SpikesSchema.Times(batch.Records);
        ReadOnlySpan<uint> units = SpikesSchema.Units(batch.Records);
        if (times.Length > 0) _lastTime = times[^1];
        int first = times.BinarySearch(_start);
        for (int i = first < 0 ? ~first : 0; i < times.Length && times[i] < _stop; i++)
        {
            if (times[i] < _start) continue;
            if (_times.Count >= Options.MaximumSpikes)
            {
                _leftOut++;
                continue;
            }

            _times.Add(times[i]);
            _units.Add(units[i]);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        if (_leftOut > 0) Context.Warn($"the raster shows the first {_times.Count} spikes of its window and leaves out {_leftOut}; choose a shorter window or a larger maximumSpikes");
        SpikeRasterFigure figure = new()
        {
            Title = Options.Title ?? "Spike raster",
            Times = _times.ToArray(),
            Units = _units.ToArray(),
            Populations = _map is null ? [] : [.. _map.Names.Select((name, index) => new RasterPopulation(name, _map.Units[index]))],
            Names = _names,
            Start = _start,
            Stop = _lastTime > _start ? Math.Min(_stop, _lastTime) : _stop,
            MaximumUnits = Options.MaximumUnits,
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_lastTime);
        writer.Write(_leftOut);
        writer.Write(_times.Count);
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_times)));
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_units)));
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _lastTime = reader.ReadDouble();
        _leftOut = reader.ReadInt64();
        int spikes = reader.ReadInt32();
        CollectionsMarshal.SetCount(_times, spikes);
        CollectionsMarshal.SetCount(_units, spikes);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_times)));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_units)));
    }
}
