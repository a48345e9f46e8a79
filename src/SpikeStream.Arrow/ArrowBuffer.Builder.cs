using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow.Memory;

namespace Apache.Arrow;

public readonly partial struct ArrowBuffer
{
    /// <summary>Appends values one after the other and builds a buffer of them. For truth values use <see cref="BitmapBuilder"/>.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    public class Builder<T>
        where T : struct
    {
        private static readonly int Size = Unsafe.SizeOf<T>();

        private byte[] _bytes;

        /// <summary>Creates a builder with room for a number of values.</summary>
        /// <exception cref="NotSupportedException"><typeparamref name="T"/> is <see cref="bool"/>.</exception>
        public Builder(int capacity = 8)
        {
            if (typeof(T) == typeof(bool))
                throw new NotSupportedException($"bool is packed to bits: use {nameof(BitmapBuilder)} instead of {nameof(Builder<T>)}<bool>.");
            _bytes = new byte[checked(capacity * Size)];
        }

        /// <summary>Values that fit without growing.</summary>
        public int Capacity => _bytes.Length / Size;

        /// <summary>Values appended so far.</summary>
        public int Length { get; private set; }

        /// <summary>The memory appended to.</summary>
        public Memory<byte> Memory => _bytes;

        /// <summary>The memory appended to, as values.</summary>
        public Span<T> Span => MemoryMarshal.Cast<byte, T>(_bytes.AsSpan());

        /// <summary>Appends a buffer of the same values.</summary>
        public Builder<T> Append(ArrowBuffer buffer) => Append(buffer.As<T>());

        /// <summary>Appends one value.</summary>
        public Builder<T> Append(T value)
        {
            int length = Length;
            EnsureCapacity(checked(length + 1));
            MemoryMarshal.Write(_bytes.AsSpan(length * Size), in value);
            Length = length + 1;
            return this;
        }

        /// <summary>Appends values.</summary>
        public Builder<T> Append(ReadOnlySpan<T> source)
        {
            EnsureCapacity(checked(Length + source.Length));
            source.CopyTo(Span[Length..]);
            Length += source.Length;
            return this;
        }

        /// <summary>Appends values; null is ignored.</summary>
        public Builder<T> AppendRange(IEnumerable<T>? values)
        {
            if (values is null) return this;
            if (values.TryGetNonEnumeratedCount(out int count)) EnsureCapacity(checked(Length + count));
            foreach (T value in values) Append(value);
            return this;
        }

        /// <summary>Makes room for more values.</summary>
        public Builder<T> Reserve(int additionalCapacity)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(additionalCapacity);
            EnsureCapacity(checked(Length + additionalCapacity));
            return this;
        }

        /// <summary>Sets the number of values; those beyond the old length are not defined.</summary>
        public Builder<T> Resize(int capacity)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(capacity);
            EnsureCapacity(capacity);
            Length = capacity;
            return this;
        }

        /// <summary>Forgets all values and keeps the memory.</summary>
        public Builder<T> Clear()
        {
            _bytes.AsSpan().Clear();
            Length = 0;
            return this;
        }

        /// <summary>Copies the values to a buffer that owns its memory, padded to a multiple of 64 bytes.</summary>
        public ArrowBuffer Build(MemoryAllocator? allocator = default) => Build(64, allocator);

        internal ArrowBuffer Build(int alignment, MemoryAllocator? allocator)
        {
            int bytes = checked(Length * Size);
            int padded = checked((int)BitUtility.RoundUpToMultiplePowerOfTwo(bytes, alignment));
            IMemoryOwner<byte> owner = (allocator ?? MemoryAllocator.Default.Value).Allocate(padded);
            _bytes.AsSpan(0, bytes).CopyTo(owner.Memory.Span);
            return new ArrowBuffer(owner);
        }

        private void EnsureCapacity(int required)
        {
            if (required <= Capacity) return;
            long doubled = Math.Min((long)_bytes.Length * 2, System.Array.MaxLength);
            var grown = new byte[Math.Max(checked(required * Size), (int)doubled)];
            _bytes.AsSpan(0, Length * Size).CopyTo(grown);
            _bytes = grown;
        }
    }
}
