using System.Security.Cryptography;
using System.Text;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Execution;

/// <summary>The files that a run reads: lengths at once, hashes beside the run.</summary>
internal sealed class InputInventory
{
    private const int BlockLength = 1 << 20;
    private readonly string _workingFolder;
    private readonly IReadOnlyList<string> _paths;

    public InputInventory(IReadOnlyList<string> paths, string workingFolder)
    {
        _paths = paths;
        _workingFolder = workingFolder;
        Lengths = paths.ToDictionary(path => path, path => FilesOf(path).Sum(file => file.Length));
    }

    /// <summary>Bytes of each file, or of all files of a folder that are read, by the path that the pipeline names.</summary>
    public IReadOnlyDictionary<string, long> Lengths { get; }

    /// <summary>Refuses to go on from inputs that are not those of the checkpoint.</summary>
    public void CheckAgainst(IReadOnlyDictionary<string, long> before)
    {
        foreach ((string path, long length) in before)
        {
            if (Lengths.TryGetValue(path, out long now) && now != length)
                throw new InvalidInputException($"{path}: the file has changed since the checkpoint (it had {length} bytes, now {now}); start anew with --overwrite");
        }
    }

    /// <summary>Whether the inputs are those of a checkpoint, and no file was written since its run began.</summary>
    public bool AreThoseOf(IReadOnlyDictionary<string, long> before, DateTimeOffset begun) =>
        Lengths.Count == before.Count && Lengths.All(input => before.TryGetValue(input.Key, out long length) && length == input.Value)
        && !_paths.SelectMany(FilesOf).Any(file => file.LastWriteTimeUtc > begun.UtcDateTime);

    /// <summary>Hashes every input: of a folder, or of a file that others belong to, the names and contents of what is read, in ordinal order.</summary>
    public IReadOnlyDictionary<string, string> Hash(CancellationToken cancellationToken) =>
        _paths.ToDictionary(path => path, path => HashOf(path, cancellationToken));

    private string HashOf(string path, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string root = Path.GetFullPath(path, _workingFolder);
        byte[] block = new byte[BlockLength];
        IReadOnlyList<FileInfo> files = FilesOf(path);
        string folder = Directory.Exists(root) ? root : Path.GetDirectoryName(root)!;
        foreach (FileInfo file in files)
        {
            if (files.Count > 1 || folder == root) hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file.FullName).Replace('\\', '/') + "\n"));
            using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            for (int length; (length = stream.Read(block)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, length);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private IReadOnlyList<FileInfo> FilesOf(string path)
    {
        string full = Path.GetFullPath(path, _workingFolder);
        return File.Exists(full) || Directory.Exists(full) ? [.. RecordingFormats.Files(full).Select(file => new FileInfo(file))] : [];
    }
}
