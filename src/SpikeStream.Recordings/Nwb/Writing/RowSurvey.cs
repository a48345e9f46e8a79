using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>What is to be known of rows before they are written: how many there are, and which columns lack some values.</summary>
internal sealed class RowSurvey
{
    private readonly long[] _missing;
    private readonly bool[] _lacksEntries;

    private RowSurvey(int columns)
    {
        _missing = new long[columns];
        _lacksEntries = new bool[columns];
    }

    /// <summary>Number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Reads rows through.</summary>
    public static RowSurvey Of(Schema schema, IEnumerable<RecordBatch> rows)
    {
        RowSurvey survey = new(schema.FieldsList.Count);
        foreach (RecordBatch batch in rows)
        {
            survey.Rows += batch.Length;
            for (int column = 0; column < batch.ColumnCount; column++)
            {
                survey._missing[column] += batch.Column(column).NullCount;
                if (batch.Column(column).Data.DataType is FixedSizeListType && !Columns.IsListComplete(batch, schema.FieldsList[column].Name)) survey._lacksEntries[column] = true;
            }
        }

        return survey;
    }

    /// <summary>Whether some values of a column, or entries of its lists, are not there.</summary>
    public bool HasMissing(int column) => _missing[column] > 0 || _lacksEntries[column];

    /// <summary>Whether no value of a column is there.</summary>
    public bool IsEmpty(int column) => _missing[column] == Rows;
}
