using System.Collections;

namespace Apache.Arrow;

/// <summary>Values of a fixed width, side by side.</summary>
/// <typeparam name="T">The stored value.</typeparam>
public abstract class PrimitiveArray<T> : Array, IReadOnlyList<T?>
    where T : struct, IEquatable<T>
{
    /// <summary>Creates the array of its data: a validity bitmap and values.</summary>
    protected PrimitiveArray(ArrayData data)
        : base(data)
    {
        data.EnsureBufferCount(2);
    }

    /// <summary>The buffer of the values; value <see cref="Array.Offset"/> is the first.</summary>
    public ArrowBuffer ValueBuffer => Data.Buffers[1];

    /// <summary>The values, one per entry; what stands at a null is not defined. Valid while the array is not disposed.</summary>
    public ReadOnlySpan<T> Values => ValueBuffer.As<T>().Slice(Offset, Length);

    int IReadOnlyCollection<T?>.Count => Length;

    T? IReadOnlyList<T?>.this[int index] => GetValue(index);

    /// <summary>The entry, or null.</summary>
    public T? GetValue(int index)
    {
        CheckIndex(index, Length);
        return IsValid(index) ? Values[index] : null;
    }

    /// <summary>The entries as a list, with or without the nulls.</summary>
    public IList<T?> ToList(bool includeNulls = false)
    {
        var list = new List<T?>(Length);
        for (int i = 0; i < Length; i++)
        {
            T? value = GetValue(i);
            if (value.HasValue || includeNulls) list.Add(value);
        }

        return list;
    }

    IEnumerator<T?> IEnumerable<T?>.GetEnumerator()
    {
        for (int i = 0; i < Length; i++) yield return GetValue(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<T?>)this).GetEnumerator();
}
