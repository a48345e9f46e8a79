using Microsoft.Win32.SafeHandles;

namespace SpikeStream.Recordings;

/// <summary>A copy of a deflated array in a temporary file, so that it can be read column by column in memory that does not grow with it; made when it is first read.</summary>
/// <param name="name">The array, for messages.</param>
/// <param name="bytes">Bytes of the array with its header.</param>
/// <param name="open">Opens the array from its start.</param>
internal sealed class InflatedCopy(string name, long bytes, Func<Stream> open)
{
    private const int PieceBytes = 1 << 20;

    private readonly Lock _copying = new();
    private SafeFileHandle? _file;

    /// <summary>Opens the copy; its file goes when nothing refers to it any more.</summary>
    public Stream Open()
    {
        lock (_copying)
        {
            _file ??= RecordingFormats.OpenGuarded(name, Copy);
            return new FileRange(_file, 0, bytes, ownsFile: false);
        }
    }

    private SafeFileHandle Copy()
    {
        string path = Path.Combine(Path.GetTempPath(), $"spikestream-{Guid.NewGuid():N}.npy");
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        try
        {
            // Without its name the file goes with the process, even one that is killed.
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            using Stream source = open();
            byte[] piece = new byte[(int)Math.Min(PieceBytes, bytes)];
            for (long copied = 0; copied < bytes;)
            {
                int read = source.Read(piece, 0, (int)Math.Min(piece.Length, bytes - copied));
                if (read == 0) throw new InvalidInputException($"{name}: found the end after {copied} bytes, expected {bytes}: the archive is damaged.");
                RandomAccess.Write(file, piece.AsSpan(0, read), copied);
                copied += read;
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
