namespace Apache.Arrow.Ipc;

// Finds the dictionaries of record batches that are to be written: those not written yet, and those that have changed.
internal sealed class DictionaryTracker
{
    private readonly Dictionary<long, (ArrayData Data, byte[] Content)> _written = [];

    // The dictionaries to write before a column, those within dictionaries first.
    public IEnumerable<(FieldPlan Plan, ArrayData Data)> Find(FieldPlan plan, ArrayData data)
    {
        if (plan.Values is not null)
        {
            ArrayData values = data.Dictionary!;
            foreach ((FieldPlan, ArrayData) inner in Find(plan.Values, values)) yield return inner;
            if (!_written.TryGetValue(plan.DictionaryId, out (ArrayData Data, byte[] Content) before) || !ReferenceEquals(before.Data, values))
                yield return (plan, values);
            yield break;
        }

        for (int i = 0; i < plan.Children.Length; i++)
        {
            foreach ((FieldPlan, ArrayData) inner in Find(plan.Children[i], data.Children![i])) yield return inner;
        }
    }

    // Notes a dictionary with its encoded message; whether it differs from the one written before, and whether there was one.
    public (bool IsNew, bool IsReplacement) Note(FieldPlan plan, ArrayData data, MessageEncoder message)
    {
        byte[] content = [.. message.Head.Span, .. message.Body.SelectMany(buffer => buffer.ToArray())];
        bool wasWritten = _written.TryGetValue(plan.DictionaryId, out (ArrayData Data, byte[] Content) before);
        bool isSame = wasWritten && before.Content.AsSpan().SequenceEqual(content);
        _written[plan.DictionaryId] = (data, isSame ? before.Content : content);
        return (!isSame, wasWritten && !isSame);
    }
}
