using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Writes rows as a dynamic table: trials as intervals, results with their columns as they are.</summary>
internal static class NwbRowsOutput
{
    private static readonly string[] OfIntervals = ["start_time", "stop_time", "tags", "timeseries"];

    /// <summary>Writes trials.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="parent">The group that the table lies in.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="schema">Schema of the trials.</param>
    /// <param name="read">Reads the rows, as often as it is called.</param>
    public static void WriteTrials(NwbObjects objects, Hdf5Group parent, string name, Schema schema, Func<IEnumerable<RecordBatch>> read)
    {
        var survey = RowSurvey.Of(schema, read());
        using NwbTableOutput output = new(objects, parent, name, ("TimeIntervals", "core"), $"{name} of the session", OfIntervals);
        List<(int Field, NwbColumnOutput Output)> columns = [];
        try
        {
            columns.Add((Columns.IndexOf(schema, TrialsSchema.Trial), NwbColumnOutput.Create(objects, output.Group, UnitTable.Id, Apache.Arrow.Types.Int64Type.Default, survey.Rows, false, out Hdf5Dataset ids)));
            objects.Declare(ids, "ElementIdentifiers", NwbObjects.Tables);
            Add(TrialsSchema.Start, "start_time", "when the interval began, in seconds");
            Add(TrialsSchema.Stop, "stop_time", "when the interval ended, in seconds");
            if (!survey.IsEmpty(Columns.IndexOf(schema, TrialsSchema.Condition))) Add(TrialsSchema.Condition, output.Free(TrialsSchema.Condition), "the condition");
            foreach (Field field in TrialsSchema.Describe(schema)) Add(field.Name, output.Free(field.Name), Describe(field));
            Copy(read, columns);
        }
        finally
        {
            foreach ((_, NwbColumnOutput column) in columns) column.Dispose();
        }

        NwbRemembered.Write(objects, output.Group, schema);

        void Add(string field, string column, string description)
        {
            int index = Columns.IndexOf(schema, field);
            columns.Add((index, NwbColumnOutput.Create(objects, output.Group, column, schema.FieldsList[index].DataType, survey.Rows, survey.HasMissing(index), out Hdf5Dataset dataset)));
            output.Add(dataset, description);
        }
    }

    /// <summary>Writes a table of results.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="parent">The group that the table lies in.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="read">Reads the rows, as often as it is called.</param>
    public static void WriteResults(NwbObjects objects, Hdf5Group parent, string name, Schema schema, Func<IEnumerable<RecordBatch>> read)
    {
        var survey = RowSurvey.Of(schema, read());
        using NwbTableOutput output = new(objects, parent, name, ("DynamicTable", NwbObjects.Tables), $"{name}, written by SpikeStream");
        using (Hdf5Dataset ids = output.Ids(survey.Rows))
        {
            long row = 0;
            foreach (RecordBatch batch in read())
            {
                objects.Write<long>(ids, row, [.. Enumerable.Range(0, batch.Length).Select(i => row + i)]);
                row += batch.Length;
            }
        }

        List<(int Field, NwbColumnOutput Output)> columns = [];
        try
        {
            for (int index = 0; index < schema.FieldsList.Count; index++)
            {
                Field field = schema.FieldsList[index];
                columns.Add((index, NwbColumnOutput.Create(objects, output.Group, output.Free(field.Name), field.DataType, survey.Rows, survey.HasMissing(index), out Hdf5Dataset dataset)));
                output.Add(dataset, Describe(field));
            }

            Copy(read, columns);
        }
        finally
        {
            foreach ((_, NwbColumnOutput column) in columns) column.Dispose();
        }

        NwbRemembered.Write(objects, output.Group, schema);
    }

    private static string Describe(Field field) =>
        field.Metadata is not null && field.Metadata.TryGetValue(RecordingMetadata.FieldUnit, out string? unit) ? $"{field.Name} in {unit}" : field.Name;

    private static void Copy(Func<IEnumerable<RecordBatch>> read, List<(int Field, NwbColumnOutput Output)> columns)
    {
        foreach (RecordBatch batch in read())
        {
            foreach ((int field, NwbColumnOutput column) in columns) column.Add(batch.Column(field));
        }
    }
}
