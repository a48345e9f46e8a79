namespace SpikeStream.Recordings;

/// <summary>An array of real numbers, which stay in the file until they are read.</summary>
/// <param name="extent">Lengths along its axes.</param>
/// <param name="numberClass">The class that it has in MATLAB, whatever it is stored as.</param>
/// <param name="storage">Where the numbers are.</param>
internal sealed class MatlabNumbers(IReadOnlyList<long> extent, MatlabClass numberClass, MatlabStorage storage) : MatlabValue(extent)
{
    /// <summary>An empty array.</summary>
    public static MatlabNumbers Empty { get; } = new([0, 0], MatlabClass.Double, new MatlabMemory([]));

    public MatlabClass NumberClass => numberClass;

    public MatlabStorage Storage => storage;

    /// <summary>Whether the class is one of integers or truth values.</summary>
    public bool IsInteger => numberClass is not (MatlabClass.Double or MatlabClass.Single);

    /// <summary>Whether it is a matrix or vector, as opposed to an array of more axes.</summary>
    public bool IsMatrix => Extent.Count == 2;

    public override string Class => numberClass.ToString().ToLowerInvariant();

    /// <summary>Reads numbers in column-major order.</summary>
    /// <param name="first">Index of the first.</param>
    /// <param name="values">Receives as many as it is long.</param>
    public void Read(long first, Span<double> values) => storage.Read(first, values);

    /// <summary>All numbers of a short array.</summary>
    public double[] ReadAll()
    {
        double[] values = new double[checked((int)Count)];
        if (values.Length > 0) Read(0, values);
        return values;
    }
}
