using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace SpikeStream.Pipelines.Execution;

/// <summary>Joins Arrow tables of sessions, a batch at a time.</summary>
internal static class ArrowSessionTables
{
    /// <summary>Writes the rows of all tables under one schema; of the metadata it keeps what is the same in all.</summary>
    /// <param name="tables">The tables, at least one; those whose columns are not those of the first are left out.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="warn">Told what is left out.</param>
    public static void Join(IReadOnlyList<SessionTable> tables, string path, Action<string> warn)
    {
        List<(SessionTable Table, Schema Schema)> fitting = [];
        foreach (SessionTable table in tables)
        {
            using FileStream file = File.OpenRead(table.Path);
            using ArrowStreamReader reader = Open(table, file);
            Schema schema = reader.Schema;
            if (fitting.Count == 0 || Columns(schema).SequenceEqual(Columns(fitting[0].Schema))) fitting.Add((table, schema));
            else warn($"{table.Path}: found the columns {string.Join(", ", Columns(schema))}, expected {string.Join(", ", Columns(fitting[0].Schema))} as in the first session; it is left out of the table of all sessions");
        }

        Schema joined = Common([.. fitting.Select(pair => pair.Schema)]);
        using FileStream target = new(path, FileMode.Create, FileAccess.Write);
        using ArrowStreamWriter writer = IsStream(tables[0]) ? new ArrowStreamWriter(target, joined) : new ArrowFileWriter(target, joined);
        foreach ((SessionTable table, _) in fitting)
        {
            using FileStream file = File.OpenRead(table.Path);
            using ArrowStreamReader reader = Open(table, file);
            while (reader.ReadNextRecordBatch() is { } batch)
            {
                using (batch)
                {
                    IArrowArray sessions = Recordings.Columns.Text(Enumerable.Repeat(table.Session, batch.Length));
                    writer.WriteRecordBatch(new RecordBatch(joined, [sessions, .. batch.Arrays], batch.Length));
                }
            }
        }

        writer.WriteEnd();
    }

    private static bool IsStream(SessionTable table) => table.Path.EndsWith(".arrows", StringComparison.OrdinalIgnoreCase);

    private static ArrowStreamReader Open(SessionTable table, FileStream file) => IsStream(table) ? new ArrowStreamReader(file) : new ArrowFileReader(file);

    private static IEnumerable<string> Columns(Schema schema) => schema.FieldsList.Select(field => $"{field.Name} ({Recordings.Columns.Describe(field.DataType)})");

    private static Schema Common(IReadOnlyList<Schema> schemas)
    {
        List<Field> fields = [new(SessionTables.Column, StringType.Default, nullable: false)];
        for (int i = 0; i < schemas[0].FieldsList.Count; i++)
        {
            Field first = schemas[0].FieldsList[i];
            fields.Add(new Field(first.Name, first.DataType, schemas.Any(schema => schema.FieldsList[i].IsNullable), Common([.. schemas.Select(schema => schema.FieldsList[i].Metadata)])));
        }

        return new Schema(fields, Common([.. schemas.Select(schema => schema.Metadata)]));
    }

    private static SortedDictionary<string, string> Common(IReadOnlyList<IReadOnlyDictionary<string, string>?> all)
    {
        SortedDictionary<string, string> common = new(StringComparer.Ordinal);
        foreach ((string key, string value) in all[0] ?? new Dictionary<string, string>())
        {
            if (all.All(other => other is not null && other.TryGetValue(key, out string? found) && found == value)) common[key] = value;
        }

        return common;
    }
}
