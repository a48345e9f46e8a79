namespace SpikeStream.Models.Mixtures;

/// <summary>Features of conditions, [condition, row]; a condition of a discrete tuning has one row of its own.</summary>
internal sealed class StimulusFeatures
{
    private readonly int[]? _rows;
    private readonly double[]? _values;

    private StimulusFeatures(int conditions, int rowCount, int[]? rows, double[]? values) => (ConditionCount, RowCount, _rows, _values) = (conditions, rowCount, rows, values);

    public int ConditionCount { get; }

    public int RowCount { get; }

    /// <summary>Whether all conditions share the first row, as a constant.</summary>
    public bool HasConstant => _values is not null;

    public static StimulusFeatures OfRows(int[] rows, int rowCount) => new(rows.Length, rowCount, rows, null);

    public static StimulusFeatures OfValues(double[] values, int rowCount) => new(values.Length / rowCount, rowCount, null, values);

    /// <summary>b(x) of all conditions, [condition, neuron].</summary>
    public void Base(ReadOnlySpan<double> rows, int neurons, Span<double> conditions)
    {
        for (int x = 0; x < ConditionCount; x++)
        {
            Span<double> to = conditions.Slice(x * neurons, neurons);
            if (_rows is not null)
            {
                rows.Slice(_rows[x] * neurons, neurons).CopyTo(to);
                continue;
            }

            to.Clear();
            for (int row = 0; row < RowCount; row++)
            {
                double feature = _values![x * RowCount + row];
                ReadOnlySpan<double> from = rows.Slice(row * neurons, neurons);
                for (int i = 0; i < to.Length; i++) to[i] += feature * from[i];
            }
        }
    }

    /// <summary>Derivatives by the rows from those by b(x).</summary>
    public void Gradient(ReadOnlySpan<double> conditions, int neurons, Span<double> rows)
    {
        rows.Clear();
        for (int x = 0; x < ConditionCount; x++)
        {
            ReadOnlySpan<double> from = conditions.Slice(x * neurons, neurons);
            if (_rows is not null)
            {
                Span<double> to = rows.Slice(_rows[x] * neurons, neurons);
                for (int i = 0; i < to.Length; i++) to[i] += from[i];
                continue;
            }

            for (int row = 0; row < RowCount; row++)
            {
                double feature = _values![x * RowCount + row];
                Span<double> to = rows.Slice(row * neurons, neurons);
                for (int i = 0; i < to.Length; i++) to[i] += feature * from[i];
            }
        }
    }
}
