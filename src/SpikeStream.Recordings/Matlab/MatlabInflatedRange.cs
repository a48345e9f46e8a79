namespace SpikeStream.Recordings;

/// <summary>Numbers of a compressed variable, which are brought into memory before they are read.</summary>
/// <param name="file">The file.</param>
/// <param name="variable">The element of the variable in the file.</param>
/// <param name="numbers">The element of the numbers among the inflated bytes.</param>
internal sealed class MatlabInflatedRange(MatlabFile file, MatlabElement variable, MatlabElement numbers) : MatlabStorage
{
    private const int PieceBytes = 1 << 16;
    private const int FirstNumbers = 1 << 17;

    private double[]? _values;

    public MatlabElement Variable => variable;

    /// <summary>Where the numbers begin among the inflated bytes.</summary>
    public long Start => numbers.Start;

    public long Count => numbers.Bytes / MatlabNumberBytes.Size(numbers.Type);

    public bool IsLoaded => _values is not null;

    public override bool IsWhole => MatlabNumberBytes.IsInteger(numbers.Type);

    /// <summary>Brings the numbers into memory.</summary>
    /// <param name="bytes">The inflated bytes, before the numbers.</param>
    public void Load(MatlabBytes bytes)
    {
        if (_values is not null) return;
        bytes.SkipTo(Start);
        int size = MatlabNumberBytes.Size(numbers.Type), total = (int)Count, read = 0;
        // What a damaged file promises is believed as it comes.
        double[] values = new double[Math.Min(total, FirstNumbers)];
        byte[] piece = new byte[Math.Min(numbers.Bytes, PieceBytes)];
        while (read < total)
        {
            if (read == values.Length) Array.Resize(ref values, (int)Math.Min(total, values.Length * 4L));
            int count = Math.Min(values.Length - read, piece.Length / size);
            bytes.Read(piece.AsSpan(0, count * size));
            MatlabNumberBytes.Decode(piece.AsSpan(0, count * size), numbers.Type, bytes.IsBigEndian, values.AsSpan(read, count));
            read += count;
        }

        _values = values;
    }

    public override void Read(long first, Span<double> values)
    {
        if (_values is null) file.Load([new MatlabNumbers([Count, 1], MatlabClass.Double, this)]);
        _values.AsSpan((int)first, values.Length).CopyTo(values);
    }
}
