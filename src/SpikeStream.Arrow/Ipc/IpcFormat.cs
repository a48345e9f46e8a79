namespace Apache.Arrow.Ipc;

// Numbers of the Arrow IPC format (format/Message.fbs, format/Schema.fbs, format/File.fbs of the Arrow project).
internal static class IpcFormat
{
    public const int Continuation = -1;

    // The first four bytes of a file, ARRO, as a number.
    public const int FileMagicStart = 0x4F525241;

    public const short MetadataV4 = 3;
    public const short MetadataV5 = 4;
    public const int MaximalDepth = 64;

    public static ReadOnlySpan<byte> FileMagic => "ARROW1"u8;

    public enum Header : byte
    {
        None = 0,
        Schema = 1,
        DictionaryBatch = 2,
        RecordBatch = 3,
    }

    public static class Message
    {
        public const int Version = 0;
        public const int HeaderType = 1;
        public const int Header = 2;
        public const int BodyLength = 3;
        public const int Slots = 5;
    }

    public static class Schema
    {
        public const int Endianness = 0;
        public const int Fields = 1;
        public const int Metadata = 2;
        public const int Slots = 4;
    }

    public static class Field
    {
        public const int Name = 0;
        public const int Nullable = 1;
        public const int TypeType = 2;
        public const int Type = 3;
        public const int Dictionary = 4;
        public const int Children = 5;
        public const int Metadata = 6;
        public const int Slots = 7;
    }

    public static class DictionaryEncoding
    {
        public const int Id = 0;
        public const int IndexType = 1;
        public const int IsOrdered = 2;
        public const int Slots = 4;
    }

    public static class RecordBatch
    {
        public const int Length = 0;
        public const int Nodes = 1;
        public const int Buffers = 2;
        public const int Compression = 3;
        public const int Slots = 5;
    }

    public static class DictionaryBatch
    {
        public const int Id = 0;
        public const int Data = 1;
        public const int IsDelta = 2;
        public const int Slots = 3;
    }

    public static class Footer
    {
        public const int Version = 0;
        public const int Schema = 1;
        public const int Dictionaries = 2;
        public const int RecordBatches = 3;
        public const int Slots = 5;
        public const int BlockSize = 24;
    }
}
