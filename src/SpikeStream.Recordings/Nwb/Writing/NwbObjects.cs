using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SpikeStream.Recordings;

/// <summary>Makes the typed objects of an NWB file that is written, and gives each its identity at the end: a digest of what was written and of its path, so that the same recording gives the same bytes.</summary>
internal sealed class NwbObjects : IDisposable
{
    /// <summary>Namespace of the types of tables.</summary>
    public const string Tables = "hdmf-common";

    private const string Core = "core";

    private readonly Hdf5File _file;
    private readonly IncrementalHash _content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _paths = [];
    private byte[]? _digest;

    /// <summary>Takes a file.</summary>
    /// <param name="file">An empty file; not owned by this.</param>
    public NwbObjects(Hdf5File file) => _file = file;

    public Hdf5Group Root => _file.Root;

    /// <summary>Says of what type an object is.</summary>
    public void Declare(Hdf5Node node, string type, string space = Core, string? description = null)
    {
        if (description is not null) node.SetText("description", description);
        node.SetText("namespace", space);
        node.SetText("neurodata_type", type);
        _paths.Add(node.Path);
    }

    /// <summary>A group below the root, made where it is not there yet: a processing module where it lies in <c>processing</c>.</summary>
    /// <param name="path">Path of the group; empty for the root.</param>
    public Hdf5Group Group(string path)
    {
        if (path.Length == 0) return (Hdf5Group)Root.Find(string.Empty)!;
        if (Root.FindGroup(path) is { } present) return present;
        int slash = path.LastIndexOf('/');
        using Hdf5Group parent = Group(slash < 0 ? string.Empty : path[..slash]);
        Hdf5Group group = parent.CreateGroup(path[(slash + 1)..]);
        if (parent.Path == "processing") Declare(group, "ProcessingModule", description: Module(group.Name));
        return group;
    }

    /// <summary>Writes numbers, which become part of the file's identity.</summary>
    public void Write<T>(Hdf5Dataset dataset, long firstRow, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        _content.AppendData(MemoryMarshal.AsBytes(values));
        dataset.Write(firstRow, values);
    }

    /// <summary>Writes texts, which become part of the file's identity.</summary>
    public void WriteTexts(Hdf5Dataset dataset, long firstRow, IReadOnlyList<string?> texts)
    {
        foreach (string? text in texts) Add(text ?? "\u0001");
        dataset.WriteTexts(firstRow, texts);
    }

    /// <summary>Makes a text part of the file's identity.</summary>
    public void Add(string text) => _content.AppendData(Encoding.UTF8.GetBytes(text + '\0'));

    /// <summary>The identity of an object, once all else has been written.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>A UUID of version 8.</returns>
    public string Identity(string path)
    {
        _digest ??= _content.GetHashAndReset();
        byte[] bytes = SHA256.HashData([.. _digest, .. Encoding.UTF8.GetBytes(path)])[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>Writes the identity of every object.</summary>
    public void Identify()
    {
        foreach (string path in _paths)
        {
            using Hdf5Node node = Root.Find(path)!;
            node.SetText("object_id", Identity(path));
        }
    }

    public void Dispose() => _content.Dispose();

    private static string Module(string name) => name switch
    {
        "behavior" => "what was recorded of behaviour and of stimuli",
        "ecephys" => "what was derived from the recording of neurons",
        "spikestream" => "results of SpikeStream",
        _ => name,
    };
}
