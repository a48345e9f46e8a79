using System.Buffers;
using Apache.Arrow.Memory;

namespace SpikeStream.Arrow.Tests;

/// <summary>Takes its memory from the collector's heap, where what a test allocates can be measured.</summary>
internal sealed class CountingAllocator : MemoryAllocator
{
    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        bytesAllocated = length;
        return new Owner(new byte[length]);
    }

    private sealed class Owner(byte[] bytes) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => bytes;

        public void Dispose()
        {
            // The collector takes the array.
        }
    }
}
