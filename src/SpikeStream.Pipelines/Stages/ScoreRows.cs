using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Scores that came in, kept until all are there.</summary>
internal sealed class ScoreRows
{
    private readonly List<ScoresSchema.Row> _rows = [];

    /// <summary>The rows, in the order of their coming.</summary>
    public IReadOnlyList<ScoresSchema.Row> All => _rows;

    public void Add(RecordBatch records) => _rows.AddRange(ScoresSchema.Rows(records));

    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_rows.Count);
        foreach (ScoresSchema.Row row in _rows)
        {
            writer.Write(row.Metric);
            writer.Write(row.Target);
            writer.Write(row.Value);
            writer.Write(row.Error);
        }
    }

    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        for (int left = reader.ReadInt32(); left > 0; left--)
            _rows.Add(new ScoresSchema.Row(reader.ReadString(), reader.ReadString(), reader.ReadDouble(), reader.ReadDouble()));
    }
}
