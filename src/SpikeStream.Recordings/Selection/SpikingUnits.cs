using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Finds which units a recording of bare unit numbers has.</summary>
internal static class SpikingUnits
{
    private const int MostUnits = 1 << 20;
    private const int BatchRows = 65_536;

    /// <summary>Reads spikes through once.</summary>
    /// <param name="path">The recording, for messages.</param>
    /// <param name="reader">The recording.</param>
    /// <returns>Numbers of the units with spikes, ascending.</returns>
    /// <exception cref="InvalidInputException">There are more units than any recording has.</exception>
    public static IReadOnlyList<uint> Find(string path, IRecordingReader reader)
    {
        HashSet<uint> units = [];
        foreach (RecordBatch batch in reader.ReadAsync(0, BatchRows, CancellationToken.None).ToBlockingEnumerable())
        {
            foreach (uint unit in SpikesSchema.Units(batch)) units.Add(unit);
            if (units.Count > MostUnits) throw new InvalidInputException($"{path}: found more than {MostUnits} units, expected fewer: is the right column taken for units?");
        }

        return [.. units.Order()];
    }
}
