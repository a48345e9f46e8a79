using System.Runtime.InteropServices;

namespace SpikeStream.Models.Mixtures;

/// <summary>Arrays of doubles in checkpoints, with their length.</summary>
internal static class DoublesInBinary
{
    public static void WriteAll(this BinaryWriter writer, ReadOnlySpan<double> values)
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    public static void ReadAll(this BinaryReader reader, Span<double> values)
    {
        int length = reader.ReadInt32();
        if (length != values.Length) throw new InvalidDataException($"checkpoint: found {length} numbers, expected {values.Length}");
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values));
    }
}
