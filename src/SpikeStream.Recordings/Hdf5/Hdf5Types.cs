namespace SpikeStream.Recordings;

/// <summary>Types of this machine's memory, and classes of property lists; the library starts with the first use.</summary>
internal static class Hdf5Types
{
    static Hdf5Types()
    {
        if (Hdf5Native.Open() < 0) throw new InvalidInputException("libhdf5: found a library that does not start, expected HDF5 1.10 or later: install it again.");
        _ = Hdf5Native.Version(out uint major, out uint minor, out uint release);
        if (major != 1 ? major < 1 : minor < 10)
            throw new InvalidInputException($"libhdf5: found version {major}.{minor}.{release}, expected 1.10 or later: install a newer one.");
        _ = Hdf5Native.SetErrorPrinting(0, 0, 0);
        Double = Hdf5Library.Identifier("H5T_NATIVE_DOUBLE_g");
        Single = Hdf5Library.Identifier("H5T_NATIVE_FLOAT_g");
        SByte = Hdf5Library.Identifier("H5T_NATIVE_INT8_g");
        Byte = Hdf5Library.Identifier("H5T_NATIVE_UINT8_g");
        Int16 = Hdf5Library.Identifier("H5T_NATIVE_INT16_g");
        UInt16 = Hdf5Library.Identifier("H5T_NATIVE_UINT16_g");
        Int32 = Hdf5Library.Identifier("H5T_NATIVE_INT32_g");
        UInt32 = Hdf5Library.Identifier("H5T_NATIVE_UINT32_g");
        Int64 = Hdf5Library.Identifier("H5T_NATIVE_INT64_g");
        UInt64 = Hdf5Library.Identifier("H5T_NATIVE_UINT64_g");
        Text = Hdf5Library.Identifier("H5T_C_S1_g");
        Reference = Hdf5Library.Identifier("H5T_STD_REF_OBJ_g");
        DatasetCreation = Hdf5Library.Identifier("H5P_CLS_DATASET_CREATE_ID_g");
        FileAccess = Hdf5Library.Identifier("H5P_CLS_FILE_ACCESS_ID_g");
    }

    public static Hdf5Handle Double { get; }

    public static Hdf5Handle Single { get; }

    public static Hdf5Handle SByte { get; }

    public static Hdf5Handle Byte { get; }

    public static Hdf5Handle Int16 { get; }

    public static Hdf5Handle UInt16 { get; }

    public static Hdf5Handle Int32 { get; }

    public static Hdf5Handle UInt32 { get; }

    public static Hdf5Handle Int64 { get; }

    public static Hdf5Handle UInt64 { get; }

    /// <summary>A text of one byte, to be copied and given a size.</summary>
    public static Hdf5Handle Text { get; }

    public static Hdf5Handle Reference { get; }

    public static Hdf5Handle DatasetCreation { get; }

    public static Hdf5Handle FileAccess { get; }

    /// <summary>The type of a number in memory.</summary>
    /// <typeparam name="T">The number; <see cref="Hdf5Reference"/> for an object reference.</typeparam>
    public static Hdf5Handle Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(double)) return Double;
        if (typeof(T) == typeof(float)) return Single;
        if (typeof(T) == typeof(sbyte)) return SByte;
        if (typeof(T) == typeof(byte)) return Byte;
        if (typeof(T) == typeof(short)) return Int16;
        if (typeof(T) == typeof(ushort)) return UInt16;
        if (typeof(T) == typeof(int)) return Int32;
        if (typeof(T) == typeof(uint)) return UInt32;
        if (typeof(T) == typeof(long)) return Int64;
        if (typeof(T) == typeof(ulong)) return UInt64;
        if (typeof(T) == typeof(Hdf5Reference)) return Reference;
        throw new ArgumentException($"{typeof(T).Name} is no number that HDF5 has in memory.");
    }
}
