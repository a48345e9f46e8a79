using Apache.Arrow;
using Apache.Arrow.Types;
using SpikeStream.Models.Encoding;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>The table that <see cref="PsthStage"/> gives.</summary>
internal static class PsthRows
{
    /// <summary>Name of the column of standard errors.</summary>
    public const string Errors = "errors";

    /// <summary>Name of the column of conditions.</summary>
    public const string Condition = "condition";

    /// <summary>Name of the column of numbers of trials.</summary>
    public const string Trials = "trials";

    /// <summary>Name of the column of numbers of trials of each unit, where units may have different ones.</summary>
    public const string UnitTrials = "trial_counts";

    /// <summary>A series with three columns more, or four.</summary>
    /// <param name="units">Number of units.</param>
    /// <param name="width">Width of the bins.</param>
    /// <param name="names">Names of the units, or null.</param>
    /// <param name="trialsByUnit">Whether units may have different numbers of trials.</param>
    /// <returns>The schema.</returns>
    public static Schema Schema(int units, BinWidth width, IReadOnlyList<string>? names, bool trialsByUnit = false)
    {
        Schema series = SeriesSchema.Create(units, width, names, "Hz");
        Field errors = new(Errors, series.GetFieldByName(SeriesSchema.Values)!.DataType, nullable: false, [new(RecordingMetadata.FieldUnit, "Hz")]);
        Field[] more = trialsByUnit ? [new(UnitTrials, new FixedSizeListType(new Field("item", Int64Type.Default, nullable: false), units), nullable: false)] : [];
        return new Schema([.. series.FieldsList, errors, new Field(Condition, StringType.Default, false), new Field(Trials, Int64Type.Default, false), .. more], series.Metadata);
    }

    /// <summary>The rows of one condition.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="histogram">The counts.</param>
    /// <param name="condition">Number of the condition.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="counted">How many trials of the condition count.</param>
    /// <param name="window">When units were observed; everywhere where it is not known.</param>
    /// <param name="stretches">When each unit was observed, where there are gaps.</param>
    /// <param name="kernel">What the rates are smoothed with.</param>
    /// <param name="dispersion">Rates and errors over trials, or null for those of counts.</param>
    /// <returns>A row per bin.</returns>
    public static RecordBatch Build(
        Schema schema, PeristimulusHistogram histogram, int condition, PsthTrials trials, long counted, ObservationWindow? window, UnitStretches? stretches, RateKernel kernel, TrialDispersion? dispersion)
    {
        int bins = histogram.BinCount, cells = bins * histogram.UnitCount;
        double[] exposure = stretches is null
            ? histogram.Exposure(condition, window?.Start ?? double.NegativeInfinity, window?.Stop ?? double.PositiveInfinity)
            : stretches.Exposure(histogram, condition);
        int each = cells / exposure.Length;
        ColumnMemory<double> rates = new(cells), errors = new(cells), times = new(bins);
        if (dispersion is not null)
        {
            dispersion.Read(condition, rates.Span, errors.Span);
            // Null is what no trial counts for.
            (exposure, each) = (new double[cells], 1);
            for (int cell = 0; cell < cells; cell++) exposure[cell] = dispersion.Trials(condition, cell % histogram.UnitCount);
        }
        else
        {
            histogram.Rates(condition, exposure, rates.Span, errors.Span);
            if (!kernel.IsNone) Smooth(kernel, rates.Span, errors.Span, histogram.UnitCount);
        }

        byte[]? observed = exposure.Contains(0) ? new byte[BitUtility.ByteCount(cells)] : null;
        for (int cell = 0; cell < cells && observed is not null; cell++) BitUtility.SetBit(observed, cell, exposure[cell / each] > 0);
        for (int bin = 0; bin < bins; bin++) times.Span[bin] = histogram.Edge(bin);
        long[] counts = new long[bins];
        System.Array.Fill(counts, counted);
        var list = (FixedSizeListType)schema.GetFieldByName(SeriesSchema.Values)!.DataType;
        ArrowBuffer validity = observed is null ? ArrowBuffer.Empty : new ArrowBuffer(observed);
        IArrowArray[] more = [];
        if (dispersion is not null && schema.GetFieldByName(UnitTrials) is { } byUnit)
        {
            long[] trialsOf = [.. Enumerable.Range(0, cells).Select(cell => dispersion.Trials(condition, cell % histogram.UnitCount))];
            more = [Columns.ListArray((FixedSizeListType)byUnit.DataType, Columns.Copy<long>(trialsOf), bins)];
        }

        return new RecordBatch(
            schema,
            [
                Columns.Array(DoubleType.Default, times.ToBuffer(), bins),
                Columns.ListArray(list, rates.ToBuffer(), bins, validity),
                Columns.ListArray(list, errors.ToBuffer(), bins, validity),
                Columns.Text(Enumerable.Repeat(trials.Conditions[condition], bins)),
                Columns.Array(Int64Type.Default, Columns.Copy<long>(counts), bins),
                .. more,
            ],
            bins);
    }

    private static void Smooth(RateKernel kernel, Span<double> rates, Span<double> errors, int units)
    {
        int bins = rates.Length / units;
        double[] trace = new double[bins], smooth = new double[bins];
        for (int unit = 0; unit < units; unit++)
        {
            for (int bin = 0; bin < bins; bin++) trace[bin] = rates[bin * units + unit];
            kernel.Smooth(trace, smooth);
            for (int bin = 0; bin < bins; bin++) (rates[bin * units + unit], trace[bin]) = (smooth[bin], errors[bin * units + unit]);
            kernel.SmoothErrors(trace, smooth);
            for (int bin = 0; bin < bins; bin++) errors[bin * units + unit] = smooth[bin];
        }
    }
}
