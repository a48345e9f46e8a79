namespace SpikeStream.Models.Statistics;

/// <summary>Means, squared deviations and their product of pairs of values that pass by, in Welford's way.</summary>
internal struct RunningComoments
{
    private double _firstMean;
    private double _secondMean;
    private double _firstSquares;
    private double _secondSquares;
    private double _product;

    public long Count { get; private set; }

    /// <summary>Pearson's correlation; NaN for constant values.</summary>
    public readonly double Correlation =>
        _firstSquares > 0 && _secondSquares > 0 ? Math.Clamp(_product / Math.Sqrt(_firstSquares) / Math.Sqrt(_secondSquares), -1, 1) : double.NaN;

    public void Add(double first, double second)
    {
        Count++;
        double firstDifference = first - _firstMean, secondDifference = second - _secondMean;
        _firstMean += firstDifference / Count;
        _secondMean += secondDifference / Count;
        _firstSquares += firstDifference * (first - _firstMean);
        _secondSquares += secondDifference * (second - _secondMean);
        _product += firstDifference * (second - _secondMean);
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        foreach (double value in (ReadOnlySpan<double>)[_firstMean, _secondMean, _firstSquares, _secondSquares, _product]) writer.Write(value);
    }

    public static RunningComoments Restore(BinaryReader reader) => new()
    {
        Count = reader.ReadInt64(),
        _firstMean = reader.ReadDouble(),
        _secondMean = reader.ReadDouble(),
        _firstSquares = reader.ReadDouble(),
        _secondSquares = reader.ReadDouble(),
        _product = reader.ReadDouble(),
    };
}
