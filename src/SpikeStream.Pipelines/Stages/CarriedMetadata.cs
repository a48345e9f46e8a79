using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>What a recording says of its units and its session, carried on to the tables that are made from it.</summary>
internal static class CarriedMetadata
{
    /// <summary>Carries on what is said of all units, where the result has the same.</summary>
    /// <param name="to">Schema of the result.</param>
    /// <param name="from">Schema of the recording.</param>
    /// <returns>The result's schema with properties and observation of the units, and the session.</returns>
    public static Schema OfUnits(Schema to, Schema from) => RecordingMetadata.With(
        to,
        new[] { RecordingMetadata.UnitTable, RecordingMetadata.Observed, RecordingMetadata.UnitObserved, RecordingMetadata.Session }
            .Select(key => new KeyValuePair<string, string?>(key, RecordingMetadata.Find(from, key))));

    /// <summary>Carries on what is said of the units that the result has.</summary>
    /// <param name="to">Schema of the result.</param>
    /// <param name="from">Schema of the recording.</param>
    /// <param name="units">The units of the result by their numbers in the recording; units that it does not know are allowed.</param>
    /// <returns>The result's schema with properties and observation of these units, and the session.</returns>
    public static Schema OfUnits(Schema to, Schema from, IReadOnlyList<uint> units)
    {
        UnitTable? table = UnitTable.Read(from);
        Observation? observation = Observation.Read(from);
        // A row of nulls for units that the recording does not know.
        UnitTable? chosen = table is null ? null : new([.. table.Columns.Select(column => new UnitColumn(column.Name, [.. units.Select(unit => unit < column.Values.Count ? column.Values[(int)unit] : null)]))]);
        Observation? observed = observation is { Units: { } own }
            ? observation with { Units = [.. units.Select(unit => unit < own.Count ? own[(int)unit] : null)] }
            : observation;
        return RecordingMetadata.With(OfSession(to, from), [new(RecordingMetadata.UnitTable, chosen?.ToJson()), .. observed?.ToMetadata() ?? []]);
    }

    /// <summary>Carries on what holds whatever the columns of the result are: the stretches of all units, and the session.</summary>
    /// <param name="to">Schema of the result.</param>
    /// <param name="from">Schema of the recording.</param>
    /// <returns>The result's schema with them.</returns>
    public static Schema OfSession(Schema to, Schema from) => RecordingMetadata.With(
        to, new[] { RecordingMetadata.Observed, RecordingMetadata.Session }.Select(key => new KeyValuePair<string, string?>(key, RecordingMetadata.Find(from, key))));
}
