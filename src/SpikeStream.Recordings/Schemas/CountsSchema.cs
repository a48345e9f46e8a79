using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>
/// The kind <c>counts</c>: <c>bin</c> int64, <c>time</c> float64 (s, left edge), <c>counts</c> fixed-size list of int32 or float64,
/// one entry per unit or population; null means not observed, never zero.
/// </summary>
public static class CountsSchema
{
    /// <summary>Name of the column of bin indices.</summary>
    public const string Bin = "bin";

    /// <summary>Name of the column of left edges.</summary>
    public const string Time = "time";

    /// <summary>Name of the column of counts.</summary>
    public const string Counts = "counts";

    /// <summary>What the schema and metadata of counts say.</summary>
    /// <param name="Units">Entries of each row: units or populations.</param>
    /// <param name="IsInteger">Whether counts are int32; else float64.</param>
    /// <param name="BinWidth">Width of the bins, or null where rows are trials rather than bins of time.</param>
    /// <param name="UnitNames">Name of each unit or population, or null.</param>
    /// <param name="PopulationSizes">Number of neurons of each population, or null where entries are units.</param>
    /// <param name="Window">When the units were observed, or null where it is not known.</param>
    public sealed record Description(
        int Units, bool IsInteger, BinWidth? BinWidth, IReadOnlyList<string>? UnitNames, IReadOnlyList<int>? PopulationSizes, ObservationWindow? Window);

    /// <summary>Makes the schema.</summary>
    /// <param name="units">Entries of each row: units or populations; at least 1.</param>
    /// <param name="binWidth">Width of the bins; null where rows are trials.</param>
    /// <param name="unitNames">Name of each unit or population, if they have names.</param>
    /// <param name="populationSizes">Number of neurons of each population, where entries are populations.</param>
    /// <param name="isInteger">Whether counts are int32; else float64.</param>
    /// <param name="window">When the units were observed, if known.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="InvalidInputException">The number of names or sizes is not <paramref name="units"/>.</exception>
    public static Schema Create(
        int units,
        BinWidth? binWidth,
        IReadOnlyList<string>? unitNames = null,
        IReadOnlyList<int>? populationSizes = null,
        bool isInteger = true,
        ObservationWindow? window = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        SchemaParts.CheckCount(unitNames, units, "unit names");
        SchemaParts.CheckCount(populationSizes, units, "population sizes");
        IArrowType value = isInteger ? Int32Type.Default : DoubleType.Default;
        return SchemaParts.Make(
            RecordingKind.Counts,
            [
                SchemaParts.Column(Bin, Int64Type.Default),
                SchemaParts.Column(Time, DoubleType.Default, "s"),
                SchemaParts.Column(Counts, new FixedSizeListType(new Field("item", value, nullable: true), units)),
            ],
            [
                .. RecordingMetadata.Width(RecordingMetadata.BinWidthText, binWidth),
                new(RecordingMetadata.UnitNames, RecordingMetadata.Json(unitNames)),
                new(RecordingMetadata.PopulationSizes, RecordingMetadata.Json(populationSizes)),
                .. SchemaParts.Window(window),
            ]);
    }

    /// <summary>Reads the schema and metadata.</summary>
    /// <param name="schema">A schema of counts.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="InvalidInputException">The schema is not one of counts, or a value is malformed.</exception>
    public static Description Describe(Schema schema)
    {
        SchemaParts.Expect(schema, RecordingKind.Counts, (Bin, "int64", Int64Type.Default), (Time, "double", DoubleType.Default));
        FixedSizeListType list = SchemaParts.ExpectList(schema, RecordingKind.Counts, Counts, ArrowTypeId.Int32, ArrowTypeId.Double);
        IReadOnlyList<string>? names = RecordingMetadata.FindNames(schema, RecordingMetadata.UnitNames);
        IReadOnlyList<int>? sizes = RecordingMetadata.FindIntegers(schema, RecordingMetadata.PopulationSizes);
        SchemaParts.CheckCount(names, list.ListSize, "unit names");
        SchemaParts.CheckCount(sizes, list.ListSize, "population sizes");
        return new Description(
            list.ListSize,
            list.ValueDataType.TypeId == ArrowTypeId.Int32,
            RecordingMetadata.FindWidth(schema, RecordingMetadata.BinWidthText),
            names,
            sizes,
            SchemaParts.FindWindow(schema));
    }

    /// <summary>The bin indices of a batch.</summary>
    /// <param name="batch">A batch of counts.</param>
    /// <returns>One index per row.</returns>
    public static ReadOnlySpan<long> Bins(RecordBatch batch) => Columns.Values<long>(batch, Bin);

    /// <summary>The left edges of a batch.</summary>
    /// <param name="batch">A batch of counts.</param>
    /// <returns>Seconds, one per row.</returns>
    public static ReadOnlySpan<double> Times(RecordBatch batch) => Columns.Values<double>(batch, Time);

    /// <summary>The counts of a batch whose counts are int32.</summary>
    /// <param name="batch">A batch of counts.</param>
    /// <returns>Counts [bin, unit]; undefined where not observed.</returns>
    /// <exception cref="InvalidInputException">The counts are not int32.</exception>
    public static ReadOnlySpan<int> IntegerCounts(RecordBatch batch) => Columns.ListValues<int>(batch, Counts);

    /// <summary>The counts of a batch whose counts are float64.</summary>
    /// <param name="batch">A batch of counts.</param>
    /// <returns>Counts [bin, unit]; undefined where not observed.</returns>
    /// <exception cref="InvalidInputException">The counts are not float64.</exception>
    public static ReadOnlySpan<double> RealCounts(RecordBatch batch) => Columns.ListValues<double>(batch, Counts);

    /// <summary>Whether every count of a batch was observed.</summary>
    /// <param name="batch">A batch of counts.</param>
    /// <returns>False where a bin or an entry is null.</returns>
    public static bool IsComplete(RecordBatch batch) => Columns.IsListComplete(batch, Counts);

    /// <summary>Whether one count was observed.</summary>
    /// <param name="batch">A batch of counts.</param>
    /// <param name="row">Row in the batch.</param>
    /// <param name="unit">Unit or population.</param>
    /// <returns>False where the bin or the entry is null.</returns>
    public static bool IsObserved(RecordBatch batch, int row, int unit) => Columns.IsListEntryValid(batch, Counts, row, unit);

    /// <summary>Makes a batch from copies of spans.</summary>
    /// <typeparam name="T">int or double, as the schema says.</typeparam>
    /// <param name="schema">A schema of counts.</param>
    /// <param name="bins">Bin indices, one per row.</param>
    /// <param name="times">Left edges in s, one per row.</param>
    /// <param name="counts">Counts [bin, unit].</param>
    /// <param name="observed">One bit per count, least significant first; empty where all were observed.</param>
    /// <returns>The batch.</returns>
    public static RecordBatch Batch<T>(
        Schema schema, ReadOnlySpan<long> bins, ReadOnlySpan<double> times, ReadOnlySpan<T> counts, ReadOnlySpan<byte> observed = default)
        where T : unmanaged =>
        Batch(schema, Columns.Copy(bins), Columns.Copy(times), Columns.Copy(counts), bins.Length, new ArrowBuffer(observed.ToArray()));

    /// <summary>Makes a batch over buffers, without a copy.</summary>
    /// <param name="schema">A schema of counts.</param>
    /// <param name="bins">Bin indices.</param>
    /// <param name="times">Left edges in s.</param>
    /// <param name="counts">Counts [bin, unit], int32 or float64 as the schema says.</param>
    /// <param name="rows">Number of bins.</param>
    /// <param name="observed">One bit per count, least significant first; empty where all were observed.</param>
    /// <returns>The batch.</returns>
    public static RecordBatch Batch(Schema schema, ArrowBuffer bins, ArrowBuffer times, ArrowBuffer counts, int rows, ArrowBuffer observed = default)
    {
        FixedSizeListType list = SchemaParts.ExpectList(schema, RecordingKind.Counts, Counts, ArrowTypeId.Int32, ArrowTypeId.Double);
        return new RecordBatch(
            schema,
            [Columns.Array(Int64Type.Default, bins, rows), Columns.Array(DoubleType.Default, times, rows), Columns.ListArray(list, counts, rows, observed)],
            rows);
    }
}
