using System.Buffers.Binary;

namespace Apache.Arrow.Ipc;

// Makes whole messages: length prefix, metadata padded so that the body begins at a multiple of 8, body.
internal sealed class MessageEncoder(bool isLegacy)
{
    private readonly FlatBufferWriter _writer = new();
    private readonly BatchEncoder _batch = new();
    private byte[] _head = [];

    // Prefix and metadata of the last message, padded.
    public ReadOnlyMemory<byte> Head { get; private set; }

    // The buffers of the last message's body, each to be padded to a multiple of 8 bytes.
    public IReadOnlyList<ReadOnlyMemory<byte>> Body => _batch.Body;

    public long BodyLength => _batch.BodyLength;

    public ReadOnlyMemory<byte> EndOfStream { get; } = isLegacy ? new byte[4] : new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0 };

    public void EncodeSchema(Schema schema, FieldPlan[] plans)
    {
        Clear();
        Finish(IpcFormat.Header.Schema, SchemaEncoder.Encode(_writer, schema, plans));
    }

    public void EncodeRecordBatch(RecordBatch batch)
    {
        Clear();
        foreach (IArrowArray array in batch.ArrayList) _batch.Add(array.Data);
        Finish(IpcFormat.Header.RecordBatch, _batch.Encode(_writer, batch.Length));
    }

    public void EncodeDictionary(long id, ArrayData values)
    {
        Clear();
        _batch.Add(values);
        int data = _batch.Encode(_writer, values.Length);
        _writer.StartTable(IpcFormat.DictionaryBatch.Slots);
        _writer.AddInt64(IpcFormat.DictionaryBatch.Id, id);
        _writer.AddOffset(IpcFormat.DictionaryBatch.Data, data);
        Finish(IpcFormat.Header.DictionaryBatch, _writer.EndTable());
    }

    public ReadOnlyMemory<byte> EncodeFooter(Schema schema, FieldPlan[] plans, IReadOnlyList<FileBlock> dictionaries, IReadOnlyList<FileBlock> batches)
    {
        Clear();
        int schemaOffset = SchemaEncoder.Encode(_writer, schema, plans);
        int batchBlocks = _writer.StructVector(Words(batches), 3);
        int dictionaryBlocks = _writer.StructVector(Words(dictionaries), 3);
        _writer.StartTable(IpcFormat.Footer.Slots);
        _writer.AddOffset(IpcFormat.Footer.Schema, schemaOffset);
        _writer.AddOffset(IpcFormat.Footer.Dictionaries, dictionaryBlocks);
        _writer.AddOffset(IpcFormat.Footer.RecordBatches, batchBlocks);
        _writer.AddInt16(IpcFormat.Footer.Version, IpcFormat.MetadataV5);
        return _writer.Finish(_writer.EndTable());
    }

    // A block is three words: the metadata length and four bytes of padding make up the second.
    private static long[] Words(IReadOnlyList<FileBlock> blocks) =>
        [.. blocks.SelectMany(block => new[] { block.Offset, block.MetadataLength, block.BodyLength })];

    private void Clear()
    {
        _writer.Clear();
        _batch.Clear();
    }

    private void Finish(IpcFormat.Header header, int headerOffset)
    {
        _writer.StartTable(IpcFormat.Message.Slots);
        _writer.AddInt64(IpcFormat.Message.BodyLength, _batch.BodyLength);
        _writer.AddOffset(IpcFormat.Message.Header, headerOffset);
        _writer.AddInt16(IpcFormat.Message.Version, IpcFormat.MetadataV5);
        _writer.AddByte(IpcFormat.Message.HeaderType, (byte)header);
        ReadOnlyMemory<byte> metadata = _writer.Finish(_writer.EndTable());
        int prefix = isLegacy ? sizeof(int) : 2 * sizeof(int);
        int padded = checked((int)BitUtility.RoundUpToMultipleOf8(prefix + metadata.Length));
        if (_head.Length < padded) _head = new byte[padded * 2];
        Span<byte> head = _head.AsSpan(0, padded);
        head.Clear();
        if (!isLegacy) BinaryPrimitives.WriteInt32LittleEndian(head, IpcFormat.Continuation);
        BinaryPrimitives.WriteInt32LittleEndian(head[(prefix - sizeof(int))..], padded - prefix);
        metadata.Span.CopyTo(head[prefix..]);
        Head = _head.AsMemory(0, padded);
    }
}
