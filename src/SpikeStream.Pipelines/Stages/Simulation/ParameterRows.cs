using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>Rows of parameters that pass by: the last one of estimates, all of a posterior.</summary>
/// <param name="names">Names of the columns.</param>
/// <param name="keepsAll">Whether all rows are kept.</param>
internal sealed class ParameterRows(IReadOnlyList<string> names, bool keepsAll)
{
    private readonly List<double[]> _rows = [];

    /// <summary>Whether all rows are kept.</summary>
    public bool KeepsAll => keepsAll;

    /// <summary>Rows kept.</summary>
    public int Count => _rows.Count;

    /// <summary>A row, in the order in which they came.</summary>
    public double[] this[int row] => _rows[row];

    public void Add(RecordBatch records)
    {
        for (int row = keepsAll ? 0 : Math.Max(0, records.Length - 1); row < records.Length; row++)
        {
            if (!keepsAll) _rows.Clear();
            _rows.Add([.. names.Select(name => Columns.Values<double>(records, name)[row])]);
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_rows.Count);
        foreach (double value in _rows.SelectMany(row => row)) writer.Write(value);
    }

    public void Restore(BinaryReader reader)
    {
        int rows = reader.ReadInt32();
        for (int row = 0; row < rows; row++) _rows.Add([.. names.Select(_ => reader.ReadDouble())]);
    }
}
