using Apache.Arrow.Types;

namespace Apache.Arrow.Ipc;

// A field as its arrays lie in a message: with the number of its dictionary and the plans of its children.
internal sealed class FieldPlan
{
    public FieldPlan(Field field, string path, FieldPlan[] children, long dictionaryId = -1, FieldPlan? values = null)
    {
        Field = field;
        Path = path;
        Children = children;
        DictionaryId = dictionaryId;
        Values = values;
    }

    public Field Field { get; }

    // The names down to this field, for messages.
    public string Path { get; }

    public FieldPlan[] Children { get; }

    public long DictionaryId { get; }

    // The plan of the dictionary's values, where the field has a dictionary.
    public FieldPlan? Values { get; }

    public IArrowType Type => Field.DataType;

    // Plans fields that are to be written; dictionaries are numbered as they come.
    public static FieldPlan[] ForSchema(Schema schema)
    {
        long dictionaries = 0;
        return [.. schema.FieldsList.Select(field => Create(field, field.Name, 0, ref dictionaries))];
    }

    private static FieldPlan Create(Field field, string path, int depth, ref long dictionaries)
    {
        if (depth > IpcFormat.MaximalDepth)
            throw new NotSupportedException($"Field {path}: nested more than {IpcFormat.MaximalDepth} deep.");
        if (field.DataType is DictionaryType dictionary)
        {
            long id = dictionaries++;
            var values = new Field(field.Name, dictionary.ValueType, true);
            return new FieldPlan(field, path, [], id, Create(values, path, depth + 1, ref dictionaries));
        }

        if (field.DataType is not NestedType nested) return new FieldPlan(field, path, []);
        var children = new FieldPlan[nested.Fields.Count];
        for (int i = 0; i < children.Length; i++)
            children[i] = Create(nested.Fields[i], $"{path}.{nested.Fields[i].Name}", depth + 1, ref dictionaries);
        return new FieldPlan(field, path, children);
    }
}
