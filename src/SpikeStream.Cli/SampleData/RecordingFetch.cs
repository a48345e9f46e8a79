using System.Security.Cryptography;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.SampleData;

/// <summary>Brings the files of a public recording, from its home or from a folder, and checks each before it gets its name.</summary>
/// <param name="recording">The recording.</param>
/// <param name="from">A folder that has its files, at any depth; null to download them.</param>
internal sealed class RecordingFetch(PublicRecording recording, string? from)
{
    /// <summary>Whether a file with the right content is there already.</summary>
    public static async Task<bool> IsThereAsync(PublicFile file, string path, CancellationToken cancellation)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != file.Bytes) return false;
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false)) == file.Sha256;
    }

    /// <summary>Brings one file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="report">Told how many bytes there are.</param>
    /// <param name="cancellation">Gives up and leaves nothing.</param>
    /// <exception cref="InvalidInputException">It is not to be had, or its content is another.</exception>
    public Task BringAsync(PublicFile file, string path, Action<long> report, CancellationToken cancellation) =>
        ResultFile.WriteAsync(path, async partial =>
        {
            string source = from is null ? recording.Address(file).ToString() : await FindAsync(file, cancellation).ConfigureAwait(false);
            try
            {
                using HttpClient client = new();
                Stream content = from is null ? await client.GetStreamAsync(recording.Address(file), cancellation).ConfigureAwait(false) : File.OpenRead(source);
                await using (content.ConfigureAwait(false)) await CopyAsync(content, partial, file, source, report, cancellation).ConfigureAwait(false);
            }
            catch (HttpRequestException fault)
            {
                throw new InvalidInputException($"{source}: {fault.Message}; download it by other means and name its folder with --from", fault);
            }
        });

    // By content: in a folder of its own it may have another name.
    private async Task<string> FindAsync(PublicFile file, CancellationToken cancellation)
    {
        if (!Directory.Exists(from)) throw new InvalidInputException($"--from: found no folder {from}");
        foreach (string candidate in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (await IsThereAsync(file, candidate, cancellation).ConfigureAwait(false)) return candidate;
        }

        throw new InvalidInputException($"{from}: found no file of {file.Bytes} bytes with SHA-256 {file.Sha256}, expected {file.Name} of {recording.Home} at commit {recording.Commit}");
    }

    private static async Task CopyAsync(Stream content, string partial, PublicFile file, string source, Action<long> report, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[81_920];
        long bytes = 0;
        FileStream target = File.Create(partial);
        await using (target.ConfigureAwait(false))
        {
            while (await content.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and int read)
            {
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                report(bytes += read);
            }
        }

        string found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (found != file.Sha256)
            throw new InvalidInputException($"{source}: found {bytes} bytes with SHA-256 {found}, expected {file.Bytes} bytes with {file.Sha256}; the file is damaged or another version");
    }
}
