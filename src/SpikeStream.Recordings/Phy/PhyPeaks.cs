namespace SpikeStream.Recordings;

/// <summary>The channel on which each template has the largest range.</summary>
internal static class PhyPeaks
{
    /// <summary>Reads templates through once, a few at a time.</summary>
    /// <param name="templates">Shapes [template, sample, channel], in either order.</param>
    /// <param name="mostValues">Most values that are held at once.</param>
    /// <exception cref="InvalidInputException">They are no shapes, or too large.</exception>
    public static int[] Of(NpyColumn templates, int mostValues)
    {
        NpyHeader header = templates.Header;
        if (header.Dimensions != 3 || header.RowSize < 1 || header.IsInteger)
            throw new InvalidInputException($"{templates.Name}: found an array of {header.Dimensions} axes with {header.RowSize} values per template, expected floating-point templates x samples x channels");
        if ((header.IsColumnMajor ? header.Rows : header.RowSize) > mostValues)
            throw new InvalidInputException($"{templates.Name}: found {header.Rows} templates of {header.RowSize} values, expected at most {mostValues} values");
        return header.IsColumnMajor ? OfColumns(templates, mostValues) : OfRows(templates, mostValues);
    }

    private static int[] OfRows(NpyColumn templates, int mostValues)
    {
        NpyHeader header = templates.Header;
        int channels = header.LastAxis, rows = Math.Max(1, mostValues / 16 / header.RowSize);
        int[] peaks = new int[header.Rows];
        double[] values = new double[(int)Math.Min(rows, header.Rows) * header.RowSize], low = new double[channels], high = new double[channels];
        using NpyColumn.Cursor cursor = templates.OpenAt(0);
        for (int first = 0; first < peaks.Length; first += rows)
        {
            int count = Math.Min(rows, peaks.Length - first);
            cursor.Read(values.AsSpan(0, count * header.RowSize));
            for (int i = 0; i < count; i++)
            {
                low.AsSpan().Fill(double.PositiveInfinity);
                high.AsSpan().Fill(double.NegativeInfinity);
                for (int at = i * header.RowSize; at < (i + 1) * header.RowSize; at += channels) Widen(values.AsSpan(at, channels), low, high);
                double largest = double.NegativeInfinity;
                for (int channel = 0; channel < channels; channel++)
                {
                    if (high[channel] - low[channel] is var range && range > largest) (largest, peaks[first + i]) = (range, channel);
                }
            }
        }

        return peaks;
    }

    // As MATLAB writes them: the template varies fastest, then the sample, then the channel.
    private static int[] OfColumns(NpyColumn templates, int mostValues)
    {
        NpyHeader header = templates.Header;
        int count = (int)header.Rows, samples = header.RowSize / header.LastAxis;
        int[] peaks = new int[count];
        if (count == 0) return peaks;
        NpyColumn transposed = templates.With(header with { Rows = header.RowSize, RowSize = count, IsColumnMajor = false });
        double[] values = new double[Math.Max(1, Math.Min(samples, mostValues / 16 / count)) * count], low = new double[count], high = new double[count], largest = new double[count];
        System.Array.Fill(largest, double.NegativeInfinity);
        using NpyColumn.Cursor cursor = transposed.OpenAt(0);
        for (int channel = 0; channel < header.LastAxis; channel++)
        {
            low.AsSpan().Fill(double.PositiveInfinity);
            high.AsSpan().Fill(double.NegativeInfinity);
            for (int sample = 0; sample < samples;)
            {
                int rows = Math.Min(values.Length / count, samples - sample);
                cursor.Read(values.AsSpan(0, rows * count));
                for (int row = 0; row < rows; row++) Widen(values.AsSpan(row * count, count), low, high);
                sample += rows;
            }

            for (int template = 0; template < count; template++)
            {
                if (high[template] - low[template] is var range && range > largest[template]) (largest[template], peaks[template]) = (range, channel);
            }
        }

        return peaks;
    }

    private static void Widen(ReadOnlySpan<double> values, double[] low, double[] high)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] < low[i]) low[i] = values[i];
            if (values[i] > high[i]) high[i] = values[i];
        }
    }
}
