using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SpikeStream.Pipelines.Definition;

/// <summary>The seed of one session: of the pipeline's seed and the session's name, whatever other sessions there are.</summary>
internal static class SessionSeed
{
    /// <summary>Derives it.</summary>
    public static ulong Of(ulong seed, string session) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{session}"))));
}
