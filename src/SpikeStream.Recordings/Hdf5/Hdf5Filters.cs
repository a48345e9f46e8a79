using System.Text;

namespace SpikeStream.Recordings;

/// <summary>The filters that a dataset is stored through, such as compressions.</summary>
internal static unsafe class Hdf5Filters
{
    private const int NameSize = 64;

    /// <summary>Refuses a dataset that cannot be read because the library lacks one of its filters.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="place">The file and the dataset in it.</param>
    /// <exception cref="InvalidInputException">A filter is lacking.</exception>
    public static void RequireAll(Hdf5Handle dataset, string place)
    {
        using Hdf5Handle creation = Hdf5Native.DatasetCreation(dataset);
        if (creation.IsInvalid) return;
        byte* name = stackalloc byte[NameSize];
        int count = Hdf5Native.FilterCount(creation);
        for (int i = 0; i < count; i++)
        {
            nuint none = 0;
            uint flags = 0, configuration = 0;
            new Span<byte>(name, NameSize).Clear();
            int filter = Hdf5Native.Filter(creation, (uint)i, &flags, &none, null, NameSize, name, &configuration);
            if (filter < 0 || Hdf5Native.IsFilterAvailable(filter) > 0) continue;
            throw new InvalidInputException(
                $"{place}: found values compressed with the filter {Describe(filter, new(name, NameSize - 1))}, which this HDF5 library lacks; write the file anew with gzip where the filter is installed (h5repack -f GZIP=4 IN OUT), or name the folder of its plugin in HDF5_PLUGIN_PATH.");
        }
    }

    private static string Describe(int filter, ReadOnlySpan<byte> stored)
    {
        int end = stored.IndexOf((byte)0);
        string name = string.Concat(Encoding.UTF8.GetString(end < 0 ? stored : stored[..end]).Where(letter => !char.IsControl(letter)));
        return name.Length == 0 ? $"{filter}" : $"{name} ({filter})";
    }
}
