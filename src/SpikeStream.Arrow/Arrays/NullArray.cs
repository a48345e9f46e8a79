using Apache.Arrow.Memory;
using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column in which every entry is null.</summary>
public class NullArray : IArrowArray
{
    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type, have buffers, or count other than all entries as null.</exception>
    public NullArray(ArrayData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Length != data.NullCount) throw new ArgumentException("Length must equal null count", nameof(data));
        data.EnsureDataType(ArrowTypeId.Null);
        data.EnsureBufferCount(0);
        Data = data;
    }

    /// <summary>Creates an array of nulls.</summary>
    public NullArray(int length)
        : this(new ArrayData(NullType.Default, length, length, buffers: System.Array.Empty<ArrowBuffer>()))
    {
    }

    /// <inheritdoc/>
    public ArrayData Data { get; }

    /// <inheritdoc/>
    public int Length => Data.Length;

    /// <inheritdoc/>
    public int Offset => Data.Offset;

    /// <inheritdoc/>
    public int NullCount => Data.NullCount;

    /// <summary>There is nothing to give back.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    /// <inheritdoc/>
    public bool IsNull(int index) => true;

    /// <inheritdoc/>
    public bool IsValid(int index) => false;

    /// <inheritdoc/>
    public void Accept(IArrowArrayVisitor visitor) => Array.Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : IArrowArrayBuilder<NullArray, Builder>
    {
        /// <inheritdoc/>
        public int Length { get; private set; }

        /// <summary>Entries that fit without growing.</summary>
        public int Capacity => Length;

        /// <summary>Nulls so far: all entries.</summary>
        public int NullCount => Length;

        /// <inheritdoc/>
        public Builder AppendNull()
        {
            Length++;
            return this;
        }

        /// <inheritdoc/>
        public NullArray Build(MemoryAllocator? allocator = default) => new(Length);

        /// <inheritdoc/>
        public Builder Clear()
        {
            Length = 0;
            return this;
        }

        /// <inheritdoc/>
        public Builder Reserve(int capacity)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(capacity);
            return this;
        }

        /// <inheritdoc/>
        public Builder Resize(int length)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length);
            Length = length;
            return this;
        }
    }
}
