namespace Apache.Arrow.Types;

/// <summary>The kinds of Arrow types, as numbered by the official package. Not every kind has a class here.</summary>
public enum ArrowTypeId
{
    /// <summary>No values, only a length.</summary>
    Null,
    /// <summary>One bit per value.</summary>
    Boolean,
    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8,
    /// <summary>Signed 8-bit integer.</summary>
    Int8,
    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16,
    /// <summary>Signed 16-bit integer.</summary>
    Int16,
    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32,
    /// <summary>Signed 32-bit integer.</summary>
    Int32,
    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64,
    /// <summary>Signed 64-bit integer.</summary>
    Int64,
    /// <summary>16-bit floating point.</summary>
    HalfFloat,
    /// <summary>32-bit floating point.</summary>
    Float,
    /// <summary>64-bit floating point.</summary>
    Double,
    /// <summary>UTF-8 text, 32-bit offsets.</summary>
    String,
    /// <summary>Bytes, 32-bit offsets.</summary>
    Binary,
    /// <summary>Bytes, all of one length.</summary>
    FixedSizedBinary,
    /// <summary>Days since 1970-01-01.</summary>
    Date32,
    /// <summary>Milliseconds since 1970-01-01.</summary>
    Date64,
    /// <summary>64-bit instants in a unit, with or without a time zone.</summary>
    Timestamp,
    /// <summary>Time of day, 32 bits (no class here).</summary>
    Time32,
    /// <summary>Time of day, 64 bits (no class here).</summary>
    Time64,
    /// <summary>Calendar interval (no class here).</summary>
    Interval,
    /// <summary>128-bit decimal (no class here).</summary>
    Decimal128,
    /// <summary>256-bit decimal (no class here).</summary>
    Decimal256,
    /// <summary>Lists of varying length.</summary>
    List,
    /// <summary>Named children of one length.</summary>
    Struct,
    /// <summary>Union (no class here).</summary>
    Union,
    /// <summary>Indices into a dictionary of values.</summary>
    Dictionary,
    /// <summary>Map (no class here).</summary>
    Map,
    /// <summary>Lists, all of one length.</summary>
    FixedSizeList,
    /// <summary>64-bit elapsed times in a unit.</summary>
    Duration,
    /// <summary>A record batch, seen as an array.</summary>
    RecordBatch,
    /// <summary>Binary view (no class here).</summary>
    BinaryView,
    /// <summary>String view (no class here).</summary>
    StringView,
    /// <summary>List view (no class here).</summary>
    ListView,
    /// <summary>List with 64-bit offsets (no class here).</summary>
    LargeList,
    /// <summary>Bytes, 64-bit offsets.</summary>
    LargeBinary,
    /// <summary>UTF-8 text, 64-bit offsets.</summary>
    LargeString,
    /// <summary>32-bit decimal (no class here).</summary>
    Decimal32,
    /// <summary>64-bit decimal (no class here).</summary>
    Decimal64,
}
