using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>Times of the rows of a matrix: from a vector, or from the width of its bins.</summary>
internal sealed class MatlabRowTimes
{
    private const double Tolerance = 1e-3;

    private readonly MatlabTrain? _vector;
    private readonly BinWidth? _width;
    private readonly bool _isInBins;
    private readonly long _rows;

    private MatlabRowTimes(MatlabTrain? vector, BinWidth? width, bool isInBins, long rows)
    {
        _vector = vector;
        _width = width;
        _isInBins = isInBins;
        _rows = rows;
    }

    /// <summary>Opens the times of a matrix.</summary>
    /// <param name="file">The file.</param>
    /// <param name="time">The vector; null where there is none.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="isInBins">Whether the times are those of bins, at multiples of their width.</param>
    public static MatlabRowTimes Open(MatlabFile file, MatlabPlace? time, long rows, ReadOptions options, bool isInBins)
    {
        if (time is null) return new(null, options.BinWidth, isInBins, rows);
        if (time.Value is not MatlabNumbers { IsVector: true } numbers || numbers.Count != rows)
            throw new InvalidInputException($"{file.Path}: {time.Path}: found {time.Value}, expected a vector of {rows} times, one per row; where rows and columns of the matrix are the other way round, add an apostrophe to its name, such as train'.");
        file.Load([numbers]);
        return new(MatlabTrain.Create($"{file.Path}: {time.Path}", numbers, options), options.BinWidth, isInBins, rows);
    }

    /// <summary>Reads bins and times of rows.</summary>
    /// <param name="row">First row.</param>
    /// <param name="bins">Receives indices of bins; numbers of rows where the width is not known.</param>
    /// <param name="times">Receives times in s.</param>
    /// <param name="previous">The time of the row before; moves on to the last.</param>
    public void Read(long row, Span<long> bins, Span<double> times, ref double previous)
    {
        _vector?.Read(row, times);
        for (int i = 0; i < times.Length; i++)
        {
            bins[i] = row + i;
            if (_vector is null)
            {
                times[i] = _width!.Value.LeftEdge(bins[i]);
                continue;
            }

            if (!(times[i] >= previous && double.IsFinite(times[i])))
                throw new InvalidInputException($"{_vector.Place}: row {row + i}: found time {times[i].ToString("R", CultureInfo.InvariantCulture)}, expected a finite time in s not before the row before.");
            previous = times[i];
            if (!_isInBins || _width is not { } width) continue;
            double bin = Math.Round(times[i] / width.Seconds);
            if (!(Math.Abs(bin) < 1L << 52) || Math.Abs(times[i] - (bin * width.Seconds)) > Tolerance * width.Seconds)
                throw new InvalidInputException($"{_vector.Place}: row {row + i}: found time {times[i].ToString("R", CultureInfo.InvariantCulture)} s, expected the start of a bin: a multiple of {width}.");
            bins[i] = (long)bin;
            times[i] = width.LeftEdge(bins[i]);
        }
    }

    /// <summary>First row that is not before a time.</summary>
    public long LowerBound(double time)
    {
        long low = 0, high = _rows;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (At(middle) < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private double At(long row)
    {
        double time = 0, previous = double.NegativeInfinity;
        long bin = 0;
        Read(row, new Span<long>(ref bin), new Span<double>(ref time), ref previous);
        return time;
    }
}
