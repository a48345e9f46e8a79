using System.Buffers;
using Apache.Arrow.Memory;

namespace SpikeStream.Recordings;

/// <summary>Memory of the garbage collector, for batches that nobody disposes of.</summary>
internal sealed class ManagedAllocator : MemoryAllocator
{
    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        bytesAllocated = length;
        return new Owner(GC.AllocateUninitializedArray<byte>(length));
    }

    private sealed class Owner(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => bytes;

        public void Dispose()
        {
        }
    }
}
