using System.Runtime.InteropServices;
using System.Text;

namespace SpikeStream.Recordings;

/// <summary>Text of fixed and variable length in memory and back.</summary>
internal static unsafe class Hdf5Text
{
    private static readonly nuint Variable = nuint.MaxValue;
    private const int Utf8Set = 1;

    /// <summary>Reads texts.</summary>
    /// <param name="type">Their type in the file.</param>
    /// <param name="count">How many.</param>
    /// <param name="read">Fills memory with values of a type in memory.</param>
    public static string?[] Read(Hdf5ValueType type, int count, Action<Hdf5Handle, nint> read)
    {
        string?[] texts = new string?[count];
        if (count == 0) return texts;
        if (!type.IsVariable)
        {
            byte[] bytes = new byte[checked(count * (int)type.Size)];
            fixed (byte* start = bytes) read(type.Handle, (nint)start);
            for (int i = 0; i < count; i++) texts[i] = Decode(bytes.AsSpan(i * (int)type.Size, (int)type.Size));
            return texts;
        }

        nint[] pointers = new nint[count];
        fixed (nint* start = pointers)
        {
            read(type.Handle, (nint)start);
            for (int i = 0; i < count; i++) texts[i] = pointers[i] == 0 ? null : Marshal.PtrToStringUTF8(pointers[i]);
            ulong extent = (ulong)count;
            using Hdf5Handle space = Hdf5Native.CreateSpace(1, &extent, null);
            _ = Hdf5Native.Reclaim(type.Handle, space, Hdf5Handle.Default, start);
        }

        return texts;
    }

    /// <summary>A type of UTF-8 text of variable length.</summary>
    public static Hdf5Handle VariableType()
    {
        Hdf5Handle type = Hdf5Native.CopyType(Hdf5Types.Text);
        _ = Hdf5Native.SetTypeSize(type, Variable);
        _ = Hdf5Native.SetCharacterSet(type, Utf8Set);
        return type;
    }

    /// <summary>Gives texts to a call that writes them.</summary>
    /// <param name="texts">The texts; a zero, which would end one, is replaced.</param>
    /// <param name="write">Takes the memory of pointers.</param>
    public static void Write(ReadOnlySpan<string?> texts, Action<nint> write)
    {
        nint[] pointers = new nint[texts.Length];
        try
        {
            for (int i = 0; i < texts.Length; i++) pointers[i] = Marshal.StringToCoTaskMemUTF8(texts[i]?.Replace('\0', '\uFFFD'));
            fixed (nint* start = pointers) write((nint)start);
        }
        finally
        {
            foreach (nint pointer in pointers) Marshal.FreeCoTaskMem(pointer);
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes.TrimEnd((byte)' ') : bytes[..end]);
    }
}
