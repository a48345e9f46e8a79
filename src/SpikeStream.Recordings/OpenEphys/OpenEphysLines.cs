using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Digital lines as trials: from each rise of a line to its fall.</summary>
internal static class OpenEphysLines
{
    private const int MostRows = 10_000_000;
    private const int MostLines = 1 << 15;

    /// <summary>Opens a folder of states: plus the line's number where it rises, minus where it falls.</summary>
    public static IRecordingReader Open(OpenEphysRecording recording, OpenEphysEventFolder events, OpenEphysTimes times, NpyColumn states)
    {
        if (states.Header.Kind != 'i') throw new InvalidInputException($"{states.Name}: found elements that are not signed integers, expected the number of a line, negative where it falls.");
        NpyTimes chosen = recording.Clock.Of(times, events.SampleRate ?? recording.MainRate);
        NpyColumn?[] together = recording.Arrays.Together(chosen.Column, states);
        recording.Arrays.Tell();
        chosen = chosen with { Column = together[0]! };
        if (chosen.Rows > MostRows) throw new InvalidInputException($"{chosen.Column.Name}: found {chosen.Rows} events, expected at most {MostRows}.");
        double[] time = new double[chosen.Rows], state = new double[chosen.Rows];
        chosen.Read(0, time);
        together[1]!.Read(0, state);
        int fault = SpikeOrder.FirstFault(time, 0);
        if (fault >= 0)
            throw new InvalidInputException(FormattableString.Invariant($"{chosen.Column.Name}: row {fault}: found the event at {time[fault]:R} s, expected times from 0 on that do not decrease{(recording.Clock.UsesSeconds ? "; take sample numbers with timeUnit samples (--time-unit samples)" : "")}."));
        return new MemoryRecordingReader(RecordingKind.Trials, OpenEphysFormat.FormatName, Batch(recording, events, Pair(recording, states.Name, time, state)));
    }

    private static List<(double Start, double? Stop, int Line)> Pair(OpenEphysRecording recording, string name, double[] times, double[] states)
    {
        List<(double Start, double? Stop, int Line)> intervals = [];
        Dictionary<int, int> open = [];
        int falls = 0, rises = 0;
        for (int i = 0; i < times.Length; i++)
        {
            if (Math.Abs(states[i]) is not (>= 1 and <= MostLines)) throw new InvalidInputException(FormattableString.Invariant($"{name}: row {i}: found {states[i]}, expected the number of a line from 1 on, negative where it falls."));
            int line = (int)Math.Abs(states[i]);
            bool isOpen = open.Remove(line, out int at);
            if (states[i] > 0)
            {
                if (isOpen) rises++;
                open[line] = intervals.Count;
                intervals.Add((times[i], null, line));
            }
            else if (isOpen) intervals[at] = intervals[at] with { Stop = times[i] };
            else falls++;
        }

        if (falls > 0) recording.Options.Notice?.Invoke($"{name}: left out {falls} falls of lines that rose before the recording");
        if (rises + open.Count > 0) recording.Options.Notice?.Invoke($"{name}: found {rises + open.Count} rises without a fall, which have no stop");
        return intervals;
    }

    private static RecordBatch Batch(OpenEphysRecording recording, OpenEphysEventFolder events, List<(double Start, double? Stop, int Line)> intervals)
    {
        Schema schema = recording.WithSession(TrialsSchema.Create(SchemaParts.Column("line", DoubleType.Default), SchemaParts.Column("stream", StringType.Default)));
        DoubleArray.Builder stops = new();
        foreach ((_, double? stop, _) in intervals)
        {
            if (stop is { } known) stops.Append(known);
            else stops.AppendNull();
        }

        return new(
            schema,
            [
                Columns.Array(Int64Type.Default, Columns.Copy<long>([.. Enumerable.Range(0, intervals.Count).Select(trial => (long)trial)]), intervals.Count),
                Columns.Array(DoubleType.Default, Columns.Copy<double>([.. intervals.Select(interval => interval.Start)]), intervals.Count),
                stops.Build(),
                Columns.Text(intervals.Select(interval => FormattableString.Invariant($"line {interval.Line}"))),
                Columns.Array(DoubleType.Default, Columns.Copy<double>([.. intervals.Select(interval => (double)interval.Line)]), intervals.Count),
                Columns.Text(intervals.Select(_ => events.Stream)),
            ],
            intervals.Count);
    }
}
