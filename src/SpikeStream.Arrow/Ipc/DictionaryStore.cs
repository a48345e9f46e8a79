namespace Apache.Arrow.Ipc;

// The dictionaries of a stream or file, by number: first the plans of their values, then the values as they come.
internal sealed class DictionaryStore
{
    private readonly Dictionary<long, FieldPlan> _values = [];
    private readonly Dictionary<long, ArrayData> _dictionaries = [];

    public DictionaryStore(IEnumerable<FieldPlan> plans)
    {
        foreach (FieldPlan plan in plans) Register(plan);
    }

    public ArrayData Find(FieldPlan plan) => _dictionaries.TryGetValue(plan.DictionaryId, out ArrayData? dictionary)
        ? dictionary
        : throw new InvalidDataException($"Field {plan.Path}: its dictionary {plan.DictionaryId} has not come before the record batch.");

    // Takes the dictionary of a message; one that came before under its number is replaced.
    public void Read(IpcMessage message)
    {
        FlatBufferTable batch = message.Table.Table(IpcFormat.Message.Header);
        long id = batch.Int64(IpcFormat.DictionaryBatch.Id);
        if (!_values.TryGetValue(id, out FieldPlan? plan))
            throw new InvalidDataException($"Found dictionary {id}, which no field of the schema has.");
        if (batch.Bool(IpcFormat.DictionaryBatch.IsDelta))
            throw new NotSupportedException($"Field {plan.Path}: additions to a dictionary (delta dictionaries) are not supported. Write whole dictionaries.");
        (ArrayData[] columns, _) = BatchDecoder.Decode(batch.Table(IpcFormat.DictionaryBatch.Data), new[] { plan }, message.Body, this);
        _dictionaries[id] = columns[0];
    }

    private void Register(FieldPlan plan)
    {
        if (plan.Values is not null)
        {
            if (!_values.TryAdd(plan.DictionaryId, plan.Values) && !TypeComparison.AreSame(_values[plan.DictionaryId].Type, plan.Values.Type))
                throw new InvalidDataException($"Field {plan.Path}: dictionary {plan.DictionaryId} is that of fields of different types.");
            Register(plan.Values);
        }

        foreach (FieldPlan child in plan.Children) Register(child);
    }
}
