using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Spikes of two vectors, of times and of units.</summary>
internal sealed class MatlabEventReader : RecordingReader
{
    private const int PieceRows = 65_536;
    private const int MostUnits = 1 << 20;

    private readonly MatlabFile _file;
    private readonly MatlabTrain _times;
    private readonly MatlabPlace _units;
    private readonly Dictionary<double, uint> _numbers;
    private readonly bool _isChecked;

    private MatlabEventReader(MatlabFile file, Schema schema, MatlabTrain times, MatlabPlace units, Dictionary<double, uint> numbers, bool isChecked)
        : base(RecordingKind.Spikes, schema, MatlabFormat.FormatName, times.Count)
    {
        _file = file;
        _times = times;
        _units = units;
        _numbers = numbers;
        _isChecked = isChecked;
    }

    /// <summary>Opens two vectors.</summary>
    /// <param name="file">The file; owned by the result.</param>
    /// <param name="times">The times.</param>
    /// <param name="units">The units: whole numbers of any class.</param>
    /// <param name="options">How to read them.</param>
    public static MatlabEventReader Open(MatlabFile file, MatlabPlace times, MatlabPlace units, ReadOptions options)
    {
        if (times.Value is not MatlabNumbers { IsVector: true } and not MatlabNumbers { Count: 0 }) throw new InvalidInputException($"{file.Path}: {times.Path}: found {times.Value}, expected a vector of spike times.");
        if (units.Value is not MatlabNumbers { IsVector: true } and not MatlabNumbers { Count: 0 }) throw new InvalidInputException($"{file.Path}: {units.Path}: found {units.Value}, expected a vector of units: whole numbers.");
        if (times.Value.Count != units.Value.Count)
            throw new InvalidInputException($"{file.Path}: {units.Path}: found {units.Value.Count} units, expected {times.Value.Count}, one for each time of {times.Path}.");
        file.Load([(MatlabNumbers)times.Value, (MatlabNumbers)units.Value]);
        double[] ids = Ids(file, units);
        var table = new UnitTable([new(UnitTable.Id, [.. ids.Select(id => (object?)id)])]);
        Schema schema = MatlabSpikes.Schema(file, table, options);
        return new(file, schema, MatlabTrain.Create($"{file.Path}: {times.Path}", (MatlabNumbers)times.Value, options), units, ids.Select((id, unit) => (id, unit)).ToDictionary(pair => pair.id, pair => (uint)pair.unit), !options.Repair);
    }

    public override async ValueTask DisposeAsync()
    {
        _file.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    internal override long? FindRow(double time) => _isChecked ? TrainSearch.LowerBound(_times, 0, _times.Count, time) : null;

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows), cancellationToken);

    private static double[] Ids(MatlabFile file, MatlabPlace units)
    {
        var numbers = (MatlabNumbers)units.Value;
        HashSet<double> ids = [];
        double[] piece = new double[Math.Min(numbers.Count, PieceRows)];
        for (long row = 0; row < numbers.Count; row += piece.Length)
        {
            Span<double> values = piece.AsSpan(0, (int)Math.Min(piece.Length, numbers.Count - row));
            numbers.Read(row, values);
            for (int i = 0; i < values.Length; i++)
            {
                if (!double.IsInteger(values[i]))
                    throw new InvalidInputException($"{file.Path}: {units.Path}: row {row + i}: found the unit {values[i].ToString("R", CultureInfo.InvariantCulture)}, expected a whole number.");
                ids.Add(values[i]);
            }

            if (ids.Count > MostUnits) throw new InvalidInputException($"{file.Path}: {units.Path}: found more than {MostUnits} units, expected fewer: is the right variable taken for units?");
        }

        return [.. ids.Order()];
    }

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        double previous = 0;
        double[] ids = new double[(int)Math.Min(chunkRows, Math.Max(0, _times.Count - firstRow))];
        for (long row = firstRow; row < _times.Count;)
        {
            int rows = (int)Math.Min(ids.Length, _times.Count - row);
            var times = new ColumnMemory<double>(rows);
            var units = new ColumnMemory<uint>(rows);
            _times.Read(row, times.Span);
            if (_isChecked) SpikeOrder.Check(_times.Place, row, times.Span, ref previous);
            ((MatlabNumbers)_units.Value).Read(row, ids.AsSpan(0, rows));
            Number(ids.AsSpan(0, rows), units.Span);
            row += rows;
            yield return SpikesSchema.Batch(Schema, times.ToBuffer(), units.ToBuffer(), rows);
        }
    }

    private void Number(ReadOnlySpan<double> ids, Span<uint> units)
    {
        for (int i = 0; i < ids.Length; i++) units[i] = _numbers[ids[i]];
    }
}
