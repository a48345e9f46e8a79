using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>An open NWB file, and how it is to be read.</summary>
internal sealed class NwbFile : IDisposable
{
    /// <summary>Beyond this time in s, neighbouring float32 times lie 0.49 ms apart and more.</summary>
    private const double CoarseTime = 4096;

    private readonly Hdf5File _file;
    private readonly string _version;

    private NwbFile(Hdf5File file, string version, ReadOptions options)
    {
        _file = file;
        _version = version;
        Options = options;
    }

    public string Path => _file.Path;

    public Hdf5Group Root => _file.Root;

    public ReadOptions Options { get; }

    /// <summary>Opens a file and checks its version.</summary>
    /// <exception cref="InvalidInputException">It is no HDF5 file, or none of NWB 2.</exception>
    public static NwbFile Open(string path, ReadOptions options)
    {
        var file = Hdf5File.Open(path);
        try
        {
            return new(file, Version(file), options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Tells what was assumed or left out.</summary>
    public void Notice(string line) => Options.Notice?.Invoke(line);

    /// <summary>Tells if times of single precision are coarse.</summary>
    /// <param name="times">Where they are.</param>
    /// <param name="latest">The latest, in s.</param>
    public void WarnIfCoarse(Hdf5Dataset times, double latest)
    {
        if (times.Type is { Kind: Hdf5Kind.Real, Size: 4 } && latest > CoarseTime)
            Notice(FormattableString.Invariant($"{times.Place}: found times up to {latest:0} s as float32, whose steps are {MathF.BitIncrement((float)latest) - (float)latest:0.0000} s there"));
    }

    /// <summary>A schema with what the file says of its session.</summary>
    public Schema WithSession(Schema schema)
    {
        SortedDictionary<string, string> facts = new(StringComparer.Ordinal) { [NwbSession.Version] = _version };
        foreach (string name in NwbSession.Paths)
        {
            using Hdf5Dataset? dataset = Root.FindDataset(name);
            if (dataset is not { Type.Kind: Hdf5Kind.Text, Count: > 0 and <= 1000 }) continue;
            facts[NwbSession.Key(name)] = string.Join("; ", dataset.ReadTexts());
        }

        NwbSession.Restore(Root, facts);
        return RecordingMetadata.With(schema, new KeyValuePair<string, string?>(RecordingMetadata.Session, facts.Count == 0 ? null : JsonSerializer.Serialize(facts)));
    }

    public void Dispose() => _file.Dispose();

    private static string Version(Hdf5File file)
    {
        string? version = file.Root.FindText("nwb_version");
        if (version is null)
        {
            // Version 1 kept it in a dataset.
            using Hdf5Dataset? old = file.Root.FindDataset("nwb_version");
            if (old is { Type.Kind: Hdf5Kind.Text, Count: 1 }) version = old.ReadTexts()[0];
        }

        if (version is null)
            throw new InvalidInputException($"{file.Path}: found an HDF5 file without the attribute nwb_version, expected an NWB 2 file.");
        if (version.StartsWith("2.", StringComparison.Ordinal)) return version;
        throw new InvalidInputException($"{file.Path}: found NWB version {version}, expected 2.x; convert older files with the tools of NWB.");
    }
}
