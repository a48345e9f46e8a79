namespace SpikeStream.Cli.SampleData;

/// <summary>One file of a public recording.</summary>
/// <param name="Path">Where it lies in its repository.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its content, hexadecimal in lower case.</param>
internal sealed record PublicFile(string Path, long Bytes, string Sha256)
{
    /// <summary>The name alone.</summary>
    public string Name => System.IO.Path.GetFileName(Path);
}
