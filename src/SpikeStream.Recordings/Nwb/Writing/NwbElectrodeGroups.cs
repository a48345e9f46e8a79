namespace SpikeStream.Recordings;

/// <summary>Writes the electrode groups of units as NWB has them: objects with a device, to which a column of the units refers.</summary>
internal static class NwbElectrodeGroups
{
    /// <summary>Name of the column.</summary>
    public const string Column = "electrode_group";

    private const string Groups = "general/extracellular_ephys", Devices = "general/devices", Device = "device", Unknown = "unknown";

    /// <summary>Whether values are names that groups can have.</summary>
    public static bool AreNames(IReadOnlyList<object?> values) =>
        values.Count > 0 && values.All(value => value is string { Length: > 0 } name && name is not ("." or "electrodes") && !name.Contains('/', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal));

    /// <summary>Writes the groups and the column.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="output">The units table.</param>
    /// <param name="names">Name of the group of each unit.</param>
    public static void Write(NwbObjects objects, NwbTableOutput output, IReadOnlyList<string> names)
    {
        using Hdf5Group groups = objects.Group(Groups);
        foreach (string name in names.Distinct())
        {
            if (groups.Has(name)) continue;
            MakeDevice(objects);
            using Hdf5Group group = groups.CreateGroup(name);
            group.SetText("location", Unknown);
            group.CreateLink(Device, $"/{Devices}/{Device}");
            objects.Declare(group, "ElectrodeGroup", description: $"the electrodes of group {name}");
        }

        using Hdf5Dataset column = output.Add(output.Group.CreateDataset<Hdf5Reference>(Column, [names.Count]), "the electrode group of each unit");
        column.Write<Hdf5Reference>(0, [.. names.Select(groups.Reference)]);
        foreach (string name in names) objects.Add(name);
    }

    // A group must have a device, even if nothing is known of it.
    private static void MakeDevice(NwbObjects objects)
    {
        using Hdf5Group devices = objects.Group(Devices);
        if (devices.Has(Device)) return;
        using Hdf5Group device = devices.CreateGroup(Device);
        objects.Declare(device, "Device", description: Unknown);
    }
}
