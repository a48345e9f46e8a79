using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>The units of a recording of spikes, and when they were observed.</summary>
internal sealed class ObservedUnits
{
    /// <summary>Reads a schema.</summary>
    /// <param name="schema">A schema of spikes.</param>
    /// <param name="unitCount">The number of units, if the pipeline says it.</param>
    /// <exception cref="InvalidInputException">Nothing says how many units there are.</exception>
    public ObservedUnits(Schema schema, int? unitCount)
    {
        SpikesSchema.Description spikes = SpikesSchema.Describe(schema);
        int units = unitCount ?? spikes.UnitNames?.Count
            ?? throw new InvalidInputException("unitCount: missing, expected the number of units, because the recording does not say which units it has.");
        Names = [.. Enumerable.Range(0, units).Select(unit => unit < spikes.UnitNames?.Count ? spikes.UnitNames[unit] : unit.ToString(CultureInfo.InvariantCulture))];
        Observation? observation = Observation.Read(schema);
        ObservedTime window = new((spikes.Window?.Start ?? 0, spikes.Window is { } stated && stated.Stop > stated.Start ? stated.Stop : double.PositiveInfinity));
        StatesWindow = spikes.Window is not null || observation?.All is not null;
        All = window.Intersect(Time(observation?.All));
        Units = [.. Enumerable.Range(0, units).Select(unit => observation?.Units is { } lists && unit < lists.Count && lists[unit] is { } own ? All.Intersect(Time(own)) : All)];
    }

    /// <summary>A name for every unit.</summary>
    public string[] Names { get; }

    /// <summary>Whether the recording says when it was observed.</summary>
    public bool StatesWindow { get; }

    /// <summary>When any unit was observed; to infinity where no end is stated.</summary>
    public ObservedTime All { get; }

    /// <summary>When each unit was observed.</summary>
    public ObservedTime[] Units { get; }

    private static ObservedTime Time(IReadOnlyList<ObservationWindow>? stretches) =>
        stretches is null ? new((double.MinValue, double.PositiveInfinity)) : new(stretches.Select(stretch => (stretch.Start, stretch.Stop)));
}
