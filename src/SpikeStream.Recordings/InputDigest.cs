using System.Security.Cryptography;

namespace SpikeStream.Recordings;

/// <summary>What identifies an input file in the record of a run.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">SHA-256 of the content, in lower-case hexadecimal.</param>
public sealed record InputDigest(string Path, long Length, string Sha256)
{
    /// <summary>Reads files through and digests them.</summary>
    /// <param name="path">A file or folder; the files that its format reads are digested one by one in the order of their names, and nothing else that lies beside them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <param name="options">How the recording is read; null leaves everything to the file.</param>
    /// <returns>One digest per file.</returns>
    /// <exception cref="InvalidInputException">A file cannot be read.</exception>
    public static async Task<IReadOnlyList<InputDigest>> ComputeAsync(string path, CancellationToken cancellationToken, ReadOptions? options = null)
    {
        var digests = new List<InputDigest>();
        try
        {
            foreach (string file in RecordingFormats.Files(path, options))
            {
                await using FileStream stream = File.OpenRead(file);
                byte[] hash = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
                digests.Add(new InputDigest(file, stream.Length, Convert.ToHexStringLower(hash)));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: {fault.Message}", fault);
        }

        return digests;
    }
}
