namespace SpikeStream.Recordings;

/// <summary>A matrix of numbers in column-major order, given out by rows.</summary>
internal sealed class MatlabMatrix
{
    private const int PieceValues = 65_536;

    private readonly MatlabNumbers _numbers;
    private readonly bool _isByRows;

    /// <summary>A matrix.</summary>
    /// <param name="numbers">Its numbers; a vector is one column, whichever way it lies.</param>
    /// <param name="isTransposed">Whether rows and columns are swapped, and a vector lies as it does then.</param>
    public MatlabMatrix(MatlabNumbers numbers, bool isTransposed)
    {
        _numbers = numbers;
        bool isColumn = numbers.IsVector && !isTransposed;
        _isByRows = isTransposed;
        Rows = isColumn ? numbers.Count : numbers.Extent[isTransposed ? 1 : 0];
        Columns = isColumn ? 1 : numbers.Extent[isTransposed ? 0 : 1];
    }

    public long Rows { get; }

    public long Columns { get; }

    /// <summary>Whether every number is a count that fits into 32 bits: by its class, by how it is stored, or by reading all.</summary>
    public bool IsWhole()
    {
        if (_numbers.IsInteger || _numbers.Storage.IsWhole) return true;
        double[] piece = new double[Math.Min(_numbers.Count, PieceValues)];
        for (long at = 0; at < _numbers.Count; at += piece.Length)
        {
            Span<double> values = piece.AsSpan(0, (int)Math.Min(piece.Length, _numbers.Count - at));
            _numbers.Read(at, values);
            foreach (double value in values)
            {
                if (!(value is >= 0 and <= int.MaxValue && value == Math.Floor(value))) return false;
            }
        }

        return true;
    }

    /// <summary>Reads rows.</summary>
    /// <param name="row">First row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="values">Receives [row, column].</param>
    public void Read(long row, int rows, Span<double> values)
    {
        if (_isByRows || Columns == 1)
        {
            _numbers.Read(row * Columns, values);
            return;
        }

        double[] stripe = new double[rows];
        int columns = (int)Columns;
        for (int column = 0; column < columns; column++)
        {
            _numbers.Read((column * Rows) + row, stripe);
            for (int i = 0; i < rows; i++) values[(i * columns) + column] = stripe[i];
        }
    }
}
