using System.Runtime.InteropServices;
using SpikeStream.Numerics.Transforms;

namespace SpikeStream.Models.Metrics;

/// <summary>Power spectral densities of traces that pass by: averages over segments that overlap by half, under a Hann window.</summary>
/// <remarks>
/// Welch (1967), The use of fast Fourier transform for the estimation of power spectra. The mean of each segment is taken off, the window is
/// the periodic Hann window, densities are one-sided: their sum times the distance of frequencies is the variance. What is left at the end, less than half
/// a segment, is not used. Memory is that of one segment, whatever the length of the traces.
/// </remarks>
public sealed class WelchSpectrum
{
    // Correlation of the powers of a line in segments that overlap by half, and of lines next and second to each other: squares of the Hann window's.
    private const double SegmentCorrelation = 1.0 / 36;
    private const double NextLineCorrelation = 4.0 / 9;
    private const double SecondLineCorrelation = 1.0 / 36;

    private readonly FourierTransform _transform;
    private readonly double[] _window;
    private readonly double[] _samples;
    private readonly double[] _sums;
    private readonly double[] _squares;
    private readonly double _scale;
    private readonly int _parallelism;
    private int _filled;

    /// <summary>Prepares spectra of several traces of one sampling.</summary>
    /// <param name="columns">Number of traces.</param>
    /// <param name="segmentSamples">Samples of a segment: 4 or more, even.</param>
    /// <param name="samplingStep">Distance of samples in s.</param>
    /// <param name="parallelism">Threads to use at most.</param>
    public WelchSpectrum(int columns, int segmentSamples, double samplingStep, int parallelism = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentSamples, 4);
        if (segmentSamples % 2 != 0) throw new ArgumentOutOfRangeException(nameof(segmentSamples), segmentSamples, "expected an even number of samples");
        if (!(samplingStep > 0 && double.IsFinite(samplingStep))) throw new ArgumentOutOfRangeException(nameof(samplingStep), samplingStep, "expected a positive number of seconds");
        (Columns, SegmentSamples, SamplingStep, _parallelism) = (columns, segmentSamples, samplingStep, parallelism);
        _transform = new(segmentSamples);
        _window = [.. Enumerable.Range(0, segmentSamples).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / segmentSamples))];
        _scale = samplingStep / _window.Sum(value => value * value);
        _samples = new double[checked(columns * segmentSamples)];
        _sums = new double[columns * Lines];
        _squares = new double[columns * Lines];
    }

    /// <summary>Number of traces.</summary>
    public int Columns { get; }

    /// <summary>Samples of a segment.</summary>
    public int SegmentSamples { get; }

    /// <summary>Distance of samples in s.</summary>
    public double SamplingStep { get; }

    /// <summary>Segments averaged so far.</summary>
    public long Segments { get; private set; }

    /// <summary>Number of frequencies, zero and the highest one included.</summary>
    public int Lines => SegmentSamples / 2 + 1;

    /// <summary>Distance of frequencies in Hz.</summary>
    public double LineWidth => 1 / (SegmentSamples * SamplingStep);

    /// <summary>Takes a sample of every trace.</summary>
    /// <param name="row">Values [trace].</param>
    public void Add(ReadOnlySpan<double> row)
    {
        if (row.Length != Columns) throw new ArgumentException($"found {row.Length} values, expected {Columns}, one per trace", nameof(row));
        for (int column = 0; column < row.Length; column++) _samples[column * SegmentSamples + _filled] = row[column];
        if (++_filled < SegmentSamples) return;
        if (_parallelism == 1 || Columns == 1)
        {
            double[] room = NewRoom();
            for (int column = 0; column < Columns; column++) Transform(column, room);
        }
        else
        {
            Parallel.For(0, Columns, new ParallelOptions { MaxDegreeOfParallelism = _parallelism }, NewRoom, (column, _, room) => Transform(column, room), _ => { });
        }

        Segments++;
        _filled = SegmentSamples / 2;
        for (int column = 0; column < Columns; column++)
        {
            Span<double> samples = _samples.AsSpan(column * SegmentSamples, SegmentSamples);
            samples[_filled..].CopyTo(samples);
        }
    }

    /// <summary>Begins a segment anew, after a gap in the traces.</summary>
    public void Break() => _filled = 0;

    /// <summary>The spectrum of a trace, and the standard error that the scatter of its segments suggests.</summary>
    /// <param name="column">Index of the trace.</param>
    /// <param name="linesPerPoint">Frequencies averaged into one point, 1 or more: the first point is around frequency zero and takes half as many.</param>
    /// <returns>
    /// Densities and errors, in the square of the trace's unit per Hz; densities are NaN before the first segment is full, errors before the second.
    /// The point i is at the frequency i·linesPerPoint·<see cref="LineWidth"/>. Frequency zero itself counts in none but its own point.
    /// </returns>
    public (double[] Power, double[] Error) Spectrum(int column, int linesPerPoint = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(linesPerPoint, 1);
        int points = (Lines - 1 + linesPerPoint / 2) / linesPerPoint + 1;
        double[] power = new double[points], variance = new double[points];
        int[] counts = new int[points];
        for (int line = 0; line < Lines; line++)
        {
            // The mean was taken off: what is left at zero belongs to no neighbour.
            if (line == 0 && linesPerPoint > 1) continue;
            int point = Math.Min((line + linesPerPoint / 2) / linesPerPoint, points - 1);
            double mean = _sums[column * Lines + line] / Segments;
            double spread = Math.Max(0, _squares[column * Lines + line] / Segments - mean * mean) * Segments / (Segments - 1.0);
            power[point] += mean;
            variance[point] += spread / Segments * (1 + 2 * SegmentCorrelation * (Segments - 1) / Segments);
            counts[point]++;
        }

        for (int point = 0; point < points; point++)
        {
            double n = counts[point];
            power[point] /= n;
            double together = 1 + 2 * NextLineCorrelation * Math.Max(0, n - 1) / n + 2 * SecondLineCorrelation * Math.Max(0, n - 2) / n;
            variance[point] = Segments < 2 ? double.NaN : Math.Sqrt(variance[point] / n * together / n);
        }

        return (power, variance);
    }

    /// <summary>Writes the state, exact to the bit.</summary>
    /// <param name="writer">Receives the state.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Segments);
        writer.Write(_filled);
        foreach (double[] values in (ReadOnlySpan<double[]>)[_samples, _sums, _squares]) writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives the state.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Segments = reader.ReadInt64();
        _filled = reader.ReadInt32();
        foreach (double[] values in (ReadOnlySpan<double[]>)[_samples, _sums, _squares]) reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    private double[] NewRoom() => new double[2 * SegmentSamples + _transform.WorkspaceLength];

    private double[] Transform(int column, double[] room)
    {
        Span<double> real = room.AsSpan(0, SegmentSamples), imaginary = room.AsSpan(SegmentSamples, SegmentSamples);
        ReadOnlySpan<double> samples = _samples.AsSpan(column * SegmentSamples, SegmentSamples);
        double mean = 0;
        foreach (double sample in samples) mean += sample;
        mean /= SegmentSamples;
        for (int i = 0; i < real.Length; i++) real[i] = (samples[i] - mean) * _window[i];
        imaginary.Clear();
        _transform.Forward(real, imaginary, room.AsSpan(2 * SegmentSamples));
        for (int line = 0; line < Lines; line++)
        {
            double power = _scale * (real[line] * real[line] + imaginary[line] * imaginary[line]);
            if (line > 0 && line < Lines - 1) power *= 2;
            _sums[column * Lines + line] += power;
            _squares[column * Lines + line] += power * power;
        }

        return room;
    }
}
