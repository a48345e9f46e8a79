using System.Numerics.Tensors;
using SpikeStream.Models.Metrics;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Ensembles;

/// <summary>Power spectra of the activities of all runs and populations, as their counts pass by.</summary>
internal sealed class ActivitySpectra
{
    private readonly EnsembleLayout _layout;
    private readonly Duration _segment;
    private readonly int _linesPerPoint;
    private readonly WelchSpectrum _welch;

    /// <summary>Prepares the spectra.</summary>
    /// <exception cref="InvalidInputException">The segment is no even number of bins.</exception>
    public ActivitySpectra(EnsembleLayout layout, BinWidth width, Duration segment, Frequency? resolution, int parallelism)
    {
        (_layout, _segment) = (layout, segment);
        Int128 numerator = (Int128)segment.Numerator * width.Denominator, denominator = (Int128)segment.Denominator * width.Numerator;
        if (numerator % denominator != 0 || numerator / denominator is var bins && (bins % 2 != 0 || bins < 4 || bins > 1 << 24))
            throw new InvalidInputException($"segment: found {segment}, expected an even number of bins of {width}, from 4 to {1 << 24}");
        _welch = new(layout.Runs * layout.Populations, (int)(numerator / denominator), width.Seconds, parallelism);
        _linesPerPoint = resolution is { } distance ? Math.Max(1, (int)Math.Round(distance.Hertz / _welch.LineWidth)) : 1;
    }

    /// <summary>What the curves are.</summary>
    public static CurvesSchema.Description Curves { get; } = new("frequency", "Hz", "power density of the activity", "Hz^2/Hz");

    /// <summary>Bins so far in which a count was missing.</summary>
    public long Missing { get; private set; }

    /// <summary>Takes counts [bin, column], NaN where they are missing: no segment spans such a bin.</summary>
    public void Add(ReadOnlySpan<double> rows)
    {
        for (int at = 0; at < rows.Length; at += _welch.Columns)
        {
            ReadOnlySpan<double> row = rows.Slice(at, _welch.Columns);
            if (!TensorPrimitives.IsNaNAny(row))
            {
                _welch.Add(row);
                continue;
            }

            _welch.Break();
            Missing++;
        }
    }

    /// <summary>Refuses counts that do not fill a segment.</summary>
    public void CheckComplete(string port, long bins)
    {
        string missing = Missing == 0 ? string.Empty : $", {Missing} of them missing";
        if (_welch.Segments == 0)
            throw new InvalidInputException($"{port}: found {bins} bins{missing}, expected at least the {_welch.SegmentSamples} of one segment of {_segment}; shorten \"segment\"");
    }

    /// <summary>The spectra, averaged over runs: the error is that of the mean, from the scatter of runs where there are several, else of segments.</summary>
    public IEnumerable<CurvesSchema.Row> Rows(string label, double highest)
    {
        for (int population = 0; population < _layout.Populations; population++)
        {
            foreach ((double frequency, double[] power, double error) in Points(population))
            {
                if (frequency > highest * (1 + 1e-12)) break;
                double mean = power.Average();
                double spread = power.Length == 1 ? error : Deviation(power, mean) / Math.Sqrt(power.Length);
                yield return new(label, _layout.NameOf(population), frequency, mean, spread);
            }
        }
    }

    /// <summary>The spectrum of one population: frequency, power in each run, and the standard error of the first run from its segments.</summary>
    public IEnumerable<(double Frequency, double[] Power, double Error)> Points(int population)
    {
        double size = _layout.Sizes?[population] ?? 1, perBin = 1 / (size * _welch.SamplingStep), scale = perBin * perBin;
        (double[] Power, double[] Error)[] runs =
            [.. Enumerable.Range(0, _layout.Runs).Select(run => _welch.Spectrum(run * _layout.Populations + population, _linesPerPoint))];
        // Without a mean in it, nothing at frequency zero is of interest.
        for (int point = 1; point < runs[0].Power.Length; point++)
            yield return (point * _linesPerPoint * _welch.LineWidth, [.. runs.Select(run => scale * run.Power[point])], scale * runs[0].Error[point]);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Missing);
        _welch.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        Missing = reader.ReadInt64();
        _welch.Restore(reader);
    }

    /// <summary>Sample standard deviation.</summary>
    public static double Deviation(double[] values, double mean) => Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
}
