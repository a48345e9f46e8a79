using System.IO.Compression;
using System.Text;

namespace SpikeStream.Recordings.Tests;

/// <summary>Files of version 5 for the reader suite and for faults, written element by element.</summary>
internal static class MatlabMade
{
    private const int Int8 = 1, Int32 = 5, UInt32 = 6, Double = 9, Compressed = 15, Matrix = 14;
    private const int CellClass = 1, StructClass = 2, DoubleClass = 6;

    /// <summary>A whole file.</summary>
    /// <param name="variables">The variables.</param>
    public static byte[] File(params byte[][] variables) =>
        [.. Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, made".PadRight(116)), .. new byte[8], 0, 1, (byte)'I', (byte)'M', .. variables.SelectMany(variable => variable)];

    /// <summary>A matrix of doubles, in column-major order.</summary>
    public static byte[] Numbers(string name, int rows, int columns, params double[] values) =>
        Array(DoubleClass, name, rows, columns, Element(Double, [.. values.SelectMany(BitConverter.GetBytes)]));

    /// <summary>A vector of doubles.</summary>
    public static byte[] Vector(string name, params double[] values) => Numbers(name, values.Length, 1, values);

    /// <summary>A cell array of one row.</summary>
    public static byte[] Cells(string name, params byte[][] items) => Array(CellClass, name, 1, items.Length, [.. items.SelectMany(item => item)]);

    /// <summary>A struct.</summary>
    public static byte[] Struct(string name, params (string Field, byte[] Value)[] fields) => Array(
        StructClass, name, 1, 1,
        [.. Element(Int32, BitConverter.GetBytes(32)), .. Element(Int8, [.. fields.SelectMany(field => Encoding.ASCII.GetBytes(field.Field.PadRight(32, '\0')))]), .. fields.SelectMany(field => field.Value)]);

    /// <summary>An array of any class.</summary>
    public static byte[] Array(int kind, string name, int rows, int columns, byte[] content) => Element(
        Matrix,
        [
            .. Element(UInt32, [.. BitConverter.GetBytes(kind), .. new byte[4]]), .. Element(Int32, [.. BitConverter.GetBytes(rows), .. BitConverter.GetBytes(columns)]),
            .. Element(Int8, Encoding.ASCII.GetBytes(name)), .. content,
        ]);

    /// <summary>A variable, compressed.</summary>
    public static byte[] Compress(byte[] variable)
    {
        using MemoryStream packed = new();
        using (ZLibStream stream = new(packed, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(variable);
        byte[] bytes = packed.ToArray();
        return [.. BitConverter.GetBytes(Compressed), .. BitConverter.GetBytes(bytes.Length), .. bytes];
    }

    /// <summary>A data element.</summary>
    public static byte[] Element(int type, byte[] data) => [.. BitConverter.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[(8 - (data.Length % 8)) % 8]];
}
