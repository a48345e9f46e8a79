using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>The kind <c>spikes</c>: <c>time</c> float64 (s from the start of the session), <c>unit</c> uint32; ordered by time.</summary>
public static class SpikesSchema
{
    /// <summary>Name of the column of times.</summary>
    public const string Time = "time";

    /// <summary>Name of the column of units.</summary>
    public const string Unit = "unit";

    /// <summary>What the metadata of spikes say.</summary>
    /// <param name="UnitNames">Name of each unit by its index, or null where units are bare numbers.</param>
    /// <param name="Window">When the units were observed, or null where it is not known.</param>
    public sealed record Description(IReadOnlyList<string>? UnitNames, ObservationWindow? Window);

    /// <summary>Makes the schema.</summary>
    /// <param name="unitNames">Name of each unit by its index, if units have names.</param>
    /// <param name="window">When the units were observed, if known.</param>
    /// <returns>The schema.</returns>
    public static Schema Create(IReadOnlyList<string>? unitNames = null, ObservationWindow? window = null) =>
        SchemaParts.Make(
            RecordingKind.Spikes,
            [SchemaParts.Column(Time, DoubleType.Default, "s"), SchemaParts.Column(Unit, UInt32Type.Default)],
            [new(RecordingMetadata.UnitNames, RecordingMetadata.Json(unitNames)), .. SchemaParts.Window(window)]);

    /// <summary>Reads the metadata.</summary>
    /// <param name="schema">A schema of spikes.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="InvalidInputException">The schema is not one of spikes, or a value is malformed.</exception>
    public static Description Describe(Schema schema)
    {
        SchemaParts.Expect(schema, RecordingKind.Spikes, (Time, "double", DoubleType.Default), (Unit, "uint32", UInt32Type.Default));
        return new Description(RecordingMetadata.FindNames(schema, RecordingMetadata.UnitNames), SchemaParts.FindWindow(schema));
    }

    /// <summary>The spike times of a batch.</summary>
    /// <param name="batch">A batch of spikes.</param>
    /// <returns>Seconds, one per row, not decreasing.</returns>
    public static ReadOnlySpan<double> Times(RecordBatch batch) => Columns.Values<double>(batch, Time);

    /// <summary>The units of a batch.</summary>
    /// <param name="batch">A batch of spikes.</param>
    /// <returns>One unit per row.</returns>
    public static ReadOnlySpan<uint> Units(RecordBatch batch) => Columns.Values<uint>(batch, Unit);

    /// <summary>Makes a batch from copies of spans.</summary>
    /// <param name="schema">A schema of spikes.</param>
    /// <param name="times">Seconds, one per row.</param>
    /// <param name="units">Units, one per row.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static RecordBatch Batch(Schema schema, ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        if (times.Length != units.Length) throw new ArgumentException($"Found {units.Length} units, expected {times.Length}.", nameof(units));
        return Batch(schema, Columns.Copy<double>(times), Columns.Copy(units), times.Length);
    }

    /// <summary>Makes a batch over buffers, without a copy.</summary>
    /// <param name="schema">A schema of spikes.</param>
    /// <param name="times">Seconds, one per row.</param>
    /// <param name="units">Units, one per row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <returns>The batch.</returns>
    public static RecordBatch Batch(Schema schema, ArrowBuffer times, ArrowBuffer units, int rows) => new(
        schema, [Columns.Array(DoubleType.Default, times, rows), Columns.Array(UInt32Type.Default, units, rows)], rows);
}
