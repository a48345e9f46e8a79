using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Reads counts or a series from a matrix with a row per bin or sample, read in parts though its columns lie one after the other.</summary>
internal sealed class MatlabMatrixReader : RecordingReader
{
    private const int MostColumns = 1 << 20;
    private const int MostValues = 4_000_000;

    private readonly MatlabFile _file;
    private readonly MatlabMatrix _matrix;
    private readonly MatlabRowTimes _times;
    private readonly bool _isInteger;

    private MatlabMatrixReader(MatlabFile file, RecordingKind kind, Schema schema, MatlabMatrix matrix, MatlabRowTimes times, bool isInteger)
        : base(kind, schema, MatlabFormat.FormatName, matrix.Rows)
    {
        _file = file;
        _matrix = matrix;
        _times = times;
        _isInteger = isInteger;
    }

    /// <summary>Opens a matrix.</summary>
    /// <param name="file">The file; owned by the result.</param>
    /// <param name="place">The matrix, or a struct that has it; null where the columns setting names it.</param>
    /// <param name="kind">Counts or series.</param>
    /// <param name="options">How to read it.</param>
    public static MatlabMatrixReader Open(MatlabFile file, MatlabPlace? place, RecordingKind kind, ReadOptions options)
    {
        MatlabPlace values = Values(file, place, options);
        MatlabPlace? time = options.ColumnFor("time") is { } stated ? MatlabTables.Role(file, place, stated, "time") : OwnTime(place);
        if (values.Value is not MatlabNumbers { IsMatrix: true } numbers) throw new InvalidInputException($"{file.Path}: {values.Path}: found {values.Value}, expected a matrix of numbers with a row per bin or sample.");
        MatlabMatrix matrix = new(numbers, values.IsTransposed);
        if (matrix.Columns is < 1 or > MostColumns) throw new InvalidInputException($"{file.Path}: {values.Path}: found {matrix.Columns} columns, expected 1 to {MostColumns}; where rows and columns are the other way round, add an apostrophe: {values.Path}'.");
        file.Load([numbers]);
        if (options.BinWidth is null && time is null)
            throw new InvalidInputException($"{file.Path}: {values.Path}: found a matrix that does not say the time between its rows, expected the setting binWidth (--bin-width), such as \"1 ms\", or a vector of times in the setting columns, such as {{ \"time\": \"t\" }} (--column time=t).");
        MatlabRowTimes times = MatlabRowTimes.Open(file, time, matrix.Rows, options, kind == RecordingKind.Counts);
        bool isInteger = kind == RecordingKind.Counts && matrix.IsWhole();
        int columns = (int)matrix.Columns;
        IReadOnlyList<string>? names = options.UnitNames ?? (kind == RecordingKind.Series && columns == 1 ? [values.Name] : null);
        Schema schema = kind == RecordingKind.Counts
            ? CountsSchema.Create(columns, options.BinWidth, options.UnitNames, isInteger: isInteger)
            : SeriesSchema.Create(columns, options.BinWidth, names);
        return new(file, kind, MatlabTables.WithSession(file, schema), matrix, times, isInteger);
    }

    public override async ValueTask DisposeAsync()
    {
        _file.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    internal override long? FindRow(double time) => _times.LowerBound(time);

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, (int)Math.Clamp(MostValues / _matrix.Columns, 1, chunkRows)), cancellationToken);

    // The matrix that a setting names, or the only one that may be meant.
    private static MatlabPlace Values(MatlabFile file, MatlabPlace? place, ReadOptions options)
    {
        if ((options.ColumnFor("counts") ?? options.ColumnFor("values")) is { } stated) return MatlabTables.Role(file, place, stated, "values");
        if (place is not { Value: MatlabStructs { Count: 1 } structs }) return place!;
        int time = options.ColumnFor("time") is { } name ? structs.Find(name) : MatlabNames.Find(structs, MatlabNames.IsTime);
        MatlabPlace[] all = [.. Enumerable.Range(0, structs.Fields.Count).Where(field => field != time && structs.At(0, field) is MatlabNumbers { IsMatrix: true, Count: > 1 }).Select(field => new MatlabPlace($"{place.Path}.{structs.Fields[field]}", structs.At(0, field), false))];
        return all.Length == 1
            ? all[0]
            : throw new InvalidInputException($"{file.Path}: {place.Path}: found {(all.Length == 0 ? "no matrix" : string.Join(", ", all.Select(field => $"{field.Path} {field.Value}")))}, expected one: name it in the setting columns, such as {{ \"values\": \"x\" }} (--column values=x).");
    }

    private static MatlabPlace? OwnTime(MatlabPlace? place) =>
        place?.Value is MatlabStructs { Count: 1 } structs && MatlabNames.Find(structs, MatlabNames.IsTime) is >= 0 and int field ? new($"{place.Path}.{structs.Fields[field]}", structs.At(0, field), false) : null;

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        double previous = double.NegativeInfinity;
        for (long row = firstRow; row < _matrix.Rows; row += chunkRows)
            yield return Read(row, (int)Math.Min(chunkRows, _matrix.Rows - row), ref previous);
    }

    private RecordBatch Read(long row, int rows, ref double previous)
    {
        var values = new ColumnMemory<double>(checked((int)(rows * _matrix.Columns)));
        _matrix.Read(row, rows, values.Span);
        long[] bins = new long[rows];
        double[] times = new double[rows];
        _times.Read(row, bins, times, ref previous);
        if (Kind == RecordingKind.Series) return SeriesSchema.Batch(Schema, Columns.Copy<double>(times), values.ToBuffer(), rows);
        byte[] observed = Observed(values.Span);
        int[] integers = new int[_isInteger ? values.Length : 0];
        for (int i = 0; i < values.Length; i++)
        {
            double value = values.Span[i];
            if (!(value >= 0 && value <= (_isInteger ? int.MaxValue : double.MaxValue)))
                throw new InvalidInputException($"{_file.Path}: row {row + (i / _matrix.Columns)}, column {i % _matrix.Columns}: found {value.ToString(CultureInfo.InvariantCulture)}, expected a count from 0 on.");
            if (_isInteger) integers[i] = (int)value;
        }

        return _isInteger ? CountsSchema.Batch<int>(Schema, bins, times, integers, observed) : CountsSchema.Batch<double>(Schema, bins, times, values.Span, observed);
    }

    private static bool HasNaN(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (double.IsNaN(value)) return true;
        }

        return false;
    }

    // One bit per count; none where all were observed. NaN is what was not.
    private byte[] Observed(Span<double> values)
    {
        if (_isInteger || !HasNaN(values)) return [];
        byte[] observed = new byte[(values.Length + 7) / 8];
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i])) observed[i >> 3] |= (byte)(1 << (i & 7));
            else values[i] = 0;
        }

        return observed;
    }
}
