using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Merges the spike times of text files, one per unit, through a temporary file: memory does not follow their number or length.</summary>
internal sealed class SpikeTrainReader : RecordingReader
{
    private readonly string _path;
    private readonly IReadOnlyList<SpikeTrainFile> _files;
    private readonly bool _isChecked;
    private readonly bool _isOrdered;
    private readonly Action<string>? _notice;
    private readonly Lock _sorting = new();
    private SortedSpikes? _sorted;

    private SpikeTrainReader(string path, string format, IReadOnlyList<SpikeTrainFile> files, ReadOptions options, Schema schema)
        : base(RecordingKind.Spikes, schema, format, null)
    {
        _path = path;
        _files = files;
        _isChecked = !options.Repair;
        _isOrdered = !options.Repair && options.Order == SpikeRowOrder.Refuse;
        _notice = options.Repair ? options.Notice : null;
    }

    /// <summary>Opens files.</summary>
    /// <param name="path">The folder, or the only file, for messages.</param>
    /// <param name="format">Name of the format.</param>
    /// <param name="files">The files in the order of their units.</param>
    /// <param name="options">How to read them.</param>
    public static SpikeTrainReader Open(string path, string format, IReadOnlyList<string> files, ReadOptions options)
    {
        if (options.Kind is not (null or RecordingKind.Spikes))
            throw new InvalidInputException($"{path}: found lists of spike times, expected {RecordingMetadata.KindText(options.Kind.Value)} as stated.");
        if (files.Count == 0) throw new InvalidInputException($"{path}: found no .txt, .csv, .tsv or .dat file, expected one per unit with a time on each line.");
        if (options.UnitNames is { } stated && stated.Count != files.Count)
            throw new InvalidInputException($"{path}: unitNames: found {stated.Count} names, expected {files.Count}, one for each file.");
        IReadOnlyList<string> names = options.UnitNames ?? [.. files.Select(file => System.IO.Path.GetFileNameWithoutExtension(file))];
        SpikeTrainFile[] trains = [.. files.Select(file => SpikeTrainFile.Open(file, options))];
        WholeTimes.Tell(path, options, null, trains.Where(train => train.Named is null).Select(train => (train.Path, train.Head, 0)));
        return new SpikeTrainReader(path, format, trains, options, SpikesSchema.Create(names));
    }

    public override ValueTask DisposeAsync()
    {
        lock (_sorting)
        {
            _sorted?.Dispose();
            _sorted = null;
        }

        return base.DisposeAsync();
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows, cancellationToken), cancellationToken);

    // Sorts when the first batch is asked for.
    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows, CancellationToken cancellationToken)
    {
        foreach (RecordBatch batch in SpikeBatches.Of(Schema, Sort(cancellationToken).Read().Read, firstRow, chunkRows)) yield return batch;
    }

    private SortedSpikes Sort(CancellationToken cancellationToken)
    {
        lock (_sorting)
        {
            if (_sorted is not null) return _sorted;
            using Source source = new(this);
            // A run holds what there can be at most, by the length of the files: a time takes two bytes.
            long most = _files.Sum(file => new FileInfo(file.Path).Length) / 2 + 1;
            _sorted = RecordingFormats.OpenGuarded(
                _path, () => SortedSpikes.Create(source.Read, System.IO.Path.GetTempPath(), (int)Math.Min(most, SortedSpikes.RunRows), cancellationToken));
            if (source.Disordered > 0) _notice?.Invoke($"{_path}: sorted the spikes of {source.Disordered} units by time");
            return _sorted;
        }
    }

    /// <summary>The spikes of all files, one file after the other.</summary>
    private sealed class Source(SpikeTrainReader reader) : IDisposable
    {
        private SpikeTrainFile.Cursor? _cursor;
        private int _unit = -1;

        /// <summary>Files whose times decrease somewhere.</summary>
        public int Disordered { get; private set; }

        public int Read(Span<double> times, Span<uint> units)
        {
            int rows = 0;
            while (rows < times.Length)
            {
                if (_cursor is null)
                {
                    if (++_unit >= reader._files.Count) break;
                    _cursor = reader._files[_unit].Read(reader._isChecked, reader._isOrdered);
                }

                int taken = _cursor.Read(times[rows..]);
                units.Slice(rows, taken).Fill((uint)_unit);
                rows += taken;
                if (rows < times.Length) Close();
            }

            return rows;
        }

        public void Dispose() => _cursor?.Dispose();

        private void Close()
        {
            if (_cursor!.IsDisordered) Disordered++;
            _cursor.Dispose();
            _cursor = null;
        }
    }
}
