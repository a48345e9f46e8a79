using System.Buffers;

namespace Apache.Arrow.Memory;

// Owns an array of the shared pool. A span of it keeps the array alive even where its owner has been collected.
internal sealed class PooledMemoryOwner : IMemoryOwner<byte>
{
    private readonly int _length;
    private byte[]? _array;

    public PooledMemoryOwner(int length)
    {
        _length = length;
        _array = ArrayPool<byte>.Shared.Rent(length);
    }

    public Memory<byte> Memory
    {
        get
        {
            byte[]? array = _array;
            ObjectDisposedException.ThrowIf(array is null, this);
            return new Memory<byte>(array, 0, _length);
        }
    }

    public void Dispose()
    {
        // Two threads may dispose at once; only one may give the array back.
        if (Interlocked.Exchange(ref _array, null) is byte[] array) ArrayPool<byte>.Shared.Return(array);
    }
}
