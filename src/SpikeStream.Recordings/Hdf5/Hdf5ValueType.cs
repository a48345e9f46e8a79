using System.Runtime.InteropServices;

namespace SpikeStream.Recordings;

/// <summary>The type of the values of a dataset or attribute in the file.</summary>
internal sealed class Hdf5ValueType : IDisposable
{
    private const int IntegerClass = 0, RealClass = 1, TextClass = 3, CompoundClass = 6, ReferenceClass = 7, EnumerationClass = 8;
    private const int ObjectReferenceBytes = 8;

    /// <summary>Takes over a type.</summary>
    /// <param name="handle">The type; owned by this.</param>
    public Hdf5ValueType(Hdf5Handle handle)
    {
        Handle = handle;
        Size = (long)Hdf5Native.TypeSize(handle);
        int kind = Hdf5Native.TypeClass(handle);
        IsVariable = kind == TextClass && Hdf5Native.IsVariableText(handle) > 0;
        Kind = kind switch
        {
            IntegerClass => Hdf5Kind.Integer,
            RealClass => Hdf5Kind.Real,
            TextClass => Hdf5Kind.Text,
            CompoundClass => Hdf5Kind.Compound,
            ReferenceClass => Size == ObjectReferenceBytes && Hdf5Native.TypesEqual(handle, Hdf5Types.Reference) > 0 ? Hdf5Kind.Reference : Hdf5Kind.Other,
            EnumerationClass => IsTruth(handle) ? Hdf5Kind.Truth : Hdf5Kind.Enumeration,
            _ => Hdf5Kind.Other,
        };
        IsUnsigned = Kind == Hdf5Kind.Integer && Hdf5Native.TypeSign(handle) == 0;
    }

    public Hdf5Handle Handle { get; }

    public Hdf5Kind Kind { get; }

    /// <summary>Bytes of a value in the file; that of the reference for text of variable length.</summary>
    public long Size { get; }

    /// <summary>Whether text is of variable length.</summary>
    public bool IsVariable { get; }

    public bool IsUnsigned { get; }

    /// <summary>Whether the values are numbers, truth values among them.</summary>
    public bool IsNumber => Kind is Hdf5Kind.Integer or Hdf5Kind.Real or Hdf5Kind.Truth or Hdf5Kind.Enumeration;

    /// <summary>In words, such as <c>float32</c>.</summary>
    public override string ToString() => Kind switch
    {
        Hdf5Kind.Integer => $"{(IsUnsigned ? "uint" : "int")}{Size * 8}",
        Hdf5Kind.Real => $"float{Size * 8}",
        Hdf5Kind.Text => "text",
        Hdf5Kind.Truth => "truth values",
        Hdf5Kind.Enumeration => "an enumeration",
        Hdf5Kind.Reference => "object references",
        Hdf5Kind.Compound => "compound values",
        _ => "values of another type",
    };

    public void Dispose() => Handle.Dispose();

    // As h5py and PyNWB write truth values: an enumeration of two members, FALSE and TRUE.
    private static bool IsTruth(Hdf5Handle type)
    {
        if (Hdf5Native.MemberCount(type) != 2) return false;
        return Is(0, "FALSE") && Is(1, "TRUE");

        bool Is(uint member, string expected)
        {
            nint name = Hdf5Native.MemberName(type, member);
            if (name == 0) return false;
            bool isExpected = Marshal.PtrToStringUTF8(name) == expected;
            _ = Hdf5Native.Free(name);
            return isExpected;
        }
    }
}
