using System.Buffers;
using Apache.Arrow.Memory;

namespace Apache.Arrow;

public readonly partial struct ArrowBuffer
{
    /// <summary>Appends bits and builds a bitmap of them, for validity and truth values.</summary>
    public class BitmapBuilder
    {
        private byte[] _bytes;

        /// <summary>Creates a builder with room for a number of bits.</summary>
        public BitmapBuilder(int capacity = 64)
        {
            _bytes = new byte[BitUtility.ByteCount(capacity)];
            Capacity = capacity;
        }

        /// <summary>Bits that fit without growing.</summary>
        public int Capacity { get; private set; }

        /// <summary>Bits appended so far.</summary>
        public int Length { get; private set; }

        /// <summary>The memory appended to.</summary>
        public Memory<byte> Memory => _bytes;

        /// <summary>The memory appended to.</summary>
        public Span<byte> Span => _bytes;

        /// <summary>Ones among the bits.</summary>
        public int SetBitCount { get; private set; }

        /// <summary>Zeros among the bits.</summary>
        public int UnsetBitCount => Length - SetBitCount;

        /// <summary>Appends a bit.</summary>
        public BitmapBuilder Append(bool value)
        {
            EnsureCapacity(checked(Length + 1));
            BitUtility.SetBit(Span, Length++, value);
            if (value) SetBitCount++;
            return this;
        }

        /// <summary>Appends the first bits of a bitmap; of an empty one, ones.</summary>
        /// <exception cref="ArgumentException">The bitmap is shorter.</exception>
        public BitmapBuilder Append(ReadOnlySpan<byte> source, int validBits)
        {
            if (source.IsEmpty) return AppendRange(true, validBits);
            if (validBits > (long)source.Length * 8)
                throw new ArgumentException($"Found {source.Length * 8L} bits, expected at least {validBits}.", nameof(validBits));
            if ((Length & 7) != 0)
            {
                for (int i = 0; i < validBits; i++) Append(BitUtility.GetBit(source, i));
                return this;
            }

            EnsureCapacity(checked(Length + validBits));
            source[..BitUtility.ByteCount(validBits)].CopyTo(Span[(Length >> 3)..]);
            Length += validBits;
            SetBitCount += BitUtility.CountBits(source, 0, validBits);
            return this;
        }

        /// <summary>Appends bits; null is ignored.</summary>
        public BitmapBuilder AppendRange(IEnumerable<bool>? values)
        {
            if (values is null) return this;
            foreach (bool value in values) Append(value);
            return this;
        }

        /// <summary>Appends a bit a number of times.</summary>
        public BitmapBuilder AppendRange(bool value, int length)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length);
            EnsureCapacity(checked(Length + length));
            BitUtility.SetBits(Span, Length, length, value);
            Length += length;
            if (value) SetBitCount += length;
            return this;
        }

        /// <summary>Inverts a bit.</summary>
        public BitmapBuilder Toggle(int index) => Set(index, !Get(index));

        /// <summary>Sets a bit to 1.</summary>
        public BitmapBuilder Set(int index) => Set(index, true);

        /// <summary>Sets a bit to a value.</summary>
        public BitmapBuilder Set(int index, bool value)
        {
            bool before = Get(index);
            if (before != value) SetBitCount += value ? 1 : -1;
            BitUtility.SetBit(Span, index, value);
            return this;
        }

        /// <summary>Exchanges two bits.</summary>
        public BitmapBuilder Swap(int i, int j)
        {
            bool first = Get(i);
            bool second = Get(j);
            BitUtility.SetBit(Span, i, second);
            BitUtility.SetBit(Span, j, first);
            return this;
        }

        /// <summary>Makes room for more bits.</summary>
        public BitmapBuilder Reserve(int additionalCapacity)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(additionalCapacity);
            EnsureCapacity(checked(Length + additionalCapacity));
            return this;
        }

        /// <summary>Sets the number of bits; those beyond the old length are not defined.</summary>
        public BitmapBuilder Resize(int capacity)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(capacity);
            EnsureCapacity(capacity);
            Length = capacity;
            SetBitCount = BitUtility.CountBits(Span, 0, Length);
            return this;
        }

        /// <summary>Forgets all bits and keeps the memory.</summary>
        public BitmapBuilder Clear()
        {
            Span.Clear();
            Length = 0;
            SetBitCount = 0;
            return this;
        }

        /// <summary>Copies the bits to a buffer that owns its memory, padded to a multiple of 64 bytes.</summary>
        public ArrowBuffer Build(MemoryAllocator? allocator = default)
        {
            int bytes = BitUtility.ByteCount(Length);
            int padded = checked((int)BitUtility.RoundUpToMultipleOf64(bytes));
            IMemoryOwner<byte> owner = (allocator ?? MemoryAllocator.Default.Value).Allocate(padded);
            Span[..bytes].CopyTo(owner.Memory.Span);
            return new ArrowBuffer(owner);
        }

        private bool Get(int index)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
            return BitUtility.GetBit(Span, index);
        }

        private void EnsureCapacity(int required)
        {
            if (required <= Capacity) return;
            int bytes = Math.Max(BitUtility.ByteCount(required), checked(_bytes.Length * 2));
            var grown = new byte[bytes];
            _bytes.CopyTo(grown, 0);
            _bytes = grown;
            Capacity = (int)Math.Min((long)bytes * 8, int.MaxValue);
        }
    }
}
