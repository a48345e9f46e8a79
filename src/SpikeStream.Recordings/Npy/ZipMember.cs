namespace SpikeStream.Recordings;

/// <summary>One member of a zip archive, as its directory says.</summary>
/// <param name="Name">Name with folders.</param>
/// <param name="Method">0 for stored, 8 for deflated.</param>
/// <param name="IsEncrypted">Whether it needs a password.</param>
/// <param name="PackedBytes">Bytes in the archive.</param>
/// <param name="Bytes">Bytes when unpacked.</param>
/// <param name="HeaderStart">Where its own header starts.</param>
internal sealed record ZipMember(string Name, int Method, bool IsEncrypted, long PackedBytes, long Bytes, long HeaderStart);
