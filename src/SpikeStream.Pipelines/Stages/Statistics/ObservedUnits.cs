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
        ObservationWindow? window = ObservedBins.Window(observation, spikes.Window);
        StatesWindow = window is not null;
        All = new ObservedTime((window?.Start ?? 0, window?.Stop > window?.Start ? window!.Stop : double.PositiveInfinity)).Intersect(Time(observation?.All));
        Units = [.. Enumerable.Range(0, units).Select(unit => observation?.Units is { } lists && unit < lists.Count && lists[unit] is { } own ? All.Intersect(Time(own)) : All)];
    }

    /// <summary>A name for every unit.</summary>
    public string[] Names { get; }

    /// <summary>Whether the recording says when it was observed.</summary>
    public bool StatesWindow { get; }

    /// <summary>When any unit was observed; to infinity where no end is stated, neither for all nor for every unit by itself.</summary>
    public ObservedTime All { get; }

    /// <summary>The latest time that is stated to be observed, of any unit, in s; negative infinity where no end is stated.</summary>
    public double LatestStop => Units.Prepend(All).Select(time => time.Stop).Where(double.IsFinite).DefaultIfEmpty(double.NegativeInfinity).Max();

    /// <summary>When each unit was observed.</summary>
    public ObservedTime[] Units { get; }

    private static ObservedTime Time(IReadOnlyList<ObservationWindow>? stretches) =>
        stretches is null ? new((double.MinValue, double.PositiveInfinity)) : new(stretches.Select(stretch => (stretch.Start, stretch.Stop)));
}
