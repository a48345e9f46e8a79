namespace SpikeStream.Recordings;

/// <summary>An array of a MATLAB file; everything in MATLAB is one.</summary>
/// <param name="extent">Lengths along its axes, rows first; at least two. Its elements are in column-major order.</param>
internal abstract class MatlabValue(IReadOnlyList<long> extent)
{
    public IReadOnlyList<long> Extent => extent;

    /// <summary>Number of elements; <see cref="long.MaxValue"/> where it would be more.</summary>
    public long Count { get; } = Product(extent);

    /// <summary>Whether at most one axis is longer than one element.</summary>
    public bool IsVector => extent.Count(length => length != 1) <= 1;

    /// <summary>What it holds, in the words of MATLAB.</summary>
    public abstract string Class { get; }

    /// <summary>Shape and class, such as <c>220x1 double</c>.</summary>
    public override string ToString() => $"{string.Join('x', extent)} {Class}";

    /// <summary>The place of an element as MATLAB writes it: <c>3</c> in a vector, else <c>2,3</c>.</summary>
    /// <param name="element">Index in column-major order.</param>
    public string IndexOf(long element)
    {
        if (IsVector) return FormattableString.Invariant($"{element + 1}");
        string[] indices = new string[extent.Count];
        for (int axis = 0; axis < indices.Length; axis++)
        {
            indices[axis] = FormattableString.Invariant($"{(element % extent[axis]) + 1}");
            element /= extent[axis];
        }

        return string.Join(',', indices);
    }

    private static long Product(IReadOnlyList<long> extent)
    {
        if (extent.Contains(0)) return 0;
        UInt128 product = 1;
        foreach (long length in extent)
        {
            product *= (ulong)length;
            if (product > long.MaxValue) return long.MaxValue;
        }

        return (long)product;
    }
}
