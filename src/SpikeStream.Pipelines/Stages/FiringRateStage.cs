using Apache.Arrow;
using SpikeStream.Models.Encoding;
using SpikeStream.Models.Statistics;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Kernels that smooth a rate over time.</summary>
public enum RateSmoothing
{
    /// <summary>A Gaussian, which looks ahead as far as back; cut off at 4 standard deviations.</summary>
    Gaussian,

    /// <summary>The half of a Gaussian that looks back; cut off at 4 standard deviations.</summary>
    CausalGaussian,

    /// <summary>An exponential that looks back; cut off at 10 time constants.</summary>
    Exponential,
}

/// <summary>Options of <see cref="FiringRateStage"/>.</summary>
public sealed record FiringRateOptions
{
    /// <summary>What the rates are smoothed with.</summary>
    public RateSmoothing Smoothing { get; init; }

    /// <summary>Standard deviation of the Gaussian, or time constant of the exponential.</summary>
    [Positive]
    public required Duration SmoothingWidth { get; init; }
}

/// <summary>The firing rate of every unit, or per neuron of every population, smoothed over time as the counts come in.</summary>
/// <remarks>
/// A count divided by the bin width, and by the size of a population where sizes are known, is averaged under the kernel; see <see cref="RunningRates"/>. Bins that were not observed have no part in
/// it and no rate; at the ends, and beside such bins, the weights that are left are scaled up to the whole. A kernel that looks ahead makes the output late by its reach, not the times in it.
/// </remarks>
[Node("firing-rate", "Smooths the firing rate of every unit or population over time")]
[Input("counts", RecordingKind.Counts, Summary = "Counts in bins of time; the stage bin makes them of spikes.")]
[Output("rates", RecordingKind.Series, Summary = "Rates [bin, unit] in Hz, at the left edges of the bins.")]
public sealed class FiringRateStage : Stage<FiringRateOptions>
{
    private const long MostKept = 1 << 26;

    private Schema _schema = null!;
    private RunningRates _rates = null!;
    private BinWidth _width;
    private double[] _exposure = [];
    private bool _isInteger;
    private long? _firstBin;
    private long _nextBin;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CountsSchema.Description counts = CountsSchema.Describe(inputs[0]);
        _width = counts.BinWidth ?? throw new InvalidInputException("counts: the table does not say how wide its bins are, expected the metadata spikestream.bin.width; state binWidth at the source.");
        _isInteger = counts.IsInteger;
        double bins = Options.SmoothingWidth.Seconds / _width.Seconds;
        // Ten time constants are the longest kernel.
        if (!(bins * 10 * counts.Units < MostKept))
            throw new InvalidInputException($"smoothingWidth: found {Options.SmoothingWidth}, which is {bins:0} bins for {counts.Units} columns, expected a kernel that memory can hold; widen the bins.");
        RateKernel kernel = Options.Smoothing switch
        {
            RateSmoothing.CausalGaussian => RateKernel.CausalGaussian(bins),
            RateSmoothing.Exponential => RateKernel.Exponential(bins),
            _ => RateKernel.Gaussian(bins),
        };
        _rates = new RunningRates(kernel, counts.Units);
        _exposure = [.. Enumerable.Range(0, counts.Units).Select(unit => _width.Seconds * (counts.PopulationSizes?[unit] ?? 1))];
        _schema = CarriedMetadata.OfSession(SeriesSchema.Create(counts.Units, _width, counts.UnitNames, "Hz"), inputs[0]);
        return new([_schema]);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        RecordBatch records = batch.Records;
        double[] given = new double[records.Length * _exposure.Length], row = new double[_exposure.Length];
        long first = _rates.Given;
        int rows = 0;
        bool isComplete = CountsSchema.IsComplete(records);
        for (int i = 0; i < records.Length; i++)
        {
            CheckBin(CountsSchema.Bins(records)[i]);
            for (int unit = 0; unit < row.Length; unit++)
            {
                int cell = (i * row.Length) + unit;
                double count = _isInteger ? CountsSchema.IntegerCounts(records)[cell] : CountsSchema.RealCounts(records)[cell];
                row[unit] = isComplete || CountsSchema.IsObserved(records, i, unit) ? count / _exposure[unit] : double.NaN;
            }

            if (_rates.Take(row) && _rates.Give(given.AsSpan(rows * row.Length))) rows++;
        }

        if (rows > 0) await emitter.EmitAsync(Rows(first, rows, given)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        long first = _rates.Given;
        List<double> given = [];
        double[] row = new double[_exposure.Length];
        while (_rates.Give(row)) given.AddRange(row);
        if (given.Count > 0) await emitter.EmitAsync(Rows(first, given.Count / row.Length, [.. given])).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_firstBin.HasValue);
        writer.Write(_firstBin ?? 0);
        writer.Write(_nextBin);
        _rates.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        bool hasBegun = reader.ReadBoolean();
        long first = reader.ReadInt64();
        _firstBin = hasBegun ? first : null;
        _nextBin = reader.ReadInt64();
        _rates.Restore(reader);
    }

    private void CheckBin(long bin)
    {
        _firstBin ??= _nextBin = bin;
        if (bin != _nextBin) throw new InvalidInputException($"counts: found bin {bin} after bin {_nextBin - 1}, expected the next one, {_nextBin}, null where it was not observed.");
        _nextBin++;
    }

    private RecordBatch Rows(long first, int rows, double[] rates)
    {
        int cells = rows * _exposure.Length;
        double[] times = new double[rows];
        for (int i = 0; i < rows; i++) times[i] = _width.LeftEdge(_firstBin!.Value + first + i);
        byte[] observed = [];
        for (int cell = 0; cell < cells; cell++)
        {
            if (!double.IsNaN(rates[cell])) continue;
            if (observed.Length == 0)
            {
                observed = new byte[BitUtility.ByteCount(cells)];
                observed.AsSpan().Fill(0xFF);
            }

            BitUtility.SetBit(observed, cell, false);
            rates[cell] = 0;
        }

        return SeriesSchema.Batch(_schema, Columns.Copy<double>(times), Columns.Copy<double>(rates.AsSpan(0, cells)), rows, new ArrowBuffer(observed));
    }
}
