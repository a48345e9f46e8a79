using Apache.Arrow;
using Apache.Arrow.Types;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Information;

/// <summary>Figures of tables such as estimates, scores and draws: the range of every column of real numbers.</summary>
internal sealed class NumbersTally(Schema schema) : Tally
{
    private readonly List<(string Name, NumberRange Range)> _columns =
        [.. schema.FieldsList.Where(field => field.DataType.TypeId == ArrowTypeId.Double).Select(field => (field.Name, new NumberRange()))];

    public override void Add(RecordBatch batch)
    {
        foreach ((string name, NumberRange range) in _columns)
        {
            foreach (double value in Columns.Values<double>(batch, name)) range.Add(value);
        }
    }

    public override IEnumerable<(string What, string Value)> Lines() => _columns.Select(column => (column.Name, column.Range.Describe(unit: null)));
}
