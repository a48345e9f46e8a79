using System.Buffers;

namespace Apache.Arrow.Memory;

// The owner of no bytes.
internal sealed class NullMemoryOwner : IMemoryOwner<byte>
{
    public static NullMemoryOwner Instance { get; } = new();

    public Memory<byte> Memory => default;

    public void Dispose()
    {
    }
}
