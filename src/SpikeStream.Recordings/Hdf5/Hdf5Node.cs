namespace SpikeStream.Recordings;

/// <summary>A group or a dataset with its attributes.</summary>
internal abstract unsafe class Hdf5Node : IDisposable
{
    private const int MostAttributeValues = 1 << 20;
    private const int EmptySpace = 2, SingleSpace = 0;

    /// <summary>Takes over an object.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Path in the file, without the slash before it.</param>
    /// <param name="handle">The object; owned by this.</param>
    protected Hdf5Node(Hdf5File file, string path, Hdf5Handle handle)
    {
        File = file;
        Path = path;
        Handle = handle;
    }

    public Hdf5File File { get; }

    /// <summary>Path in the file, without the slash before it; empty for the root.</summary>
    public string Path { get; }

    /// <summary>File and path, for messages.</summary>
    public string Place => $"{File.Path}: /{Path}";

    /// <summary>Last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    internal Hdf5Handle Handle { get; }

    /// <summary>Whether there is an attribute.</summary>
    public bool HasAttribute(string name)
    {
        lock (Hdf5Library.Gate) return Hdf5Library.Check(Hdf5Native.AttributeExists(Handle, name), Place, $"look for attribute {name} of") > 0;
    }

    /// <summary>An attribute of one text.</summary>
    /// <returns>Null where there is none, or it is no text.</returns>
    public string? FindText(string name) => FindTexts(name) is [string text] ? text : null;

    /// <summary>An attribute of several texts.</summary>
    /// <returns>Null where there is none, or it is no text.</returns>
    public IReadOnlyList<string>? FindTexts(string name) => WithAttribute<IReadOnlyList<string>>(name, (attribute, type, count) =>
        type.Kind != Hdf5Kind.Text ? null : [.. Hdf5Text.Read(type, count, (memory, values) => Read(attribute, name, memory, (void*)values)).Select(text => text ?? string.Empty)]);

    /// <summary>An attribute of numbers.</summary>
    /// <returns>Null where there is none, or it is no number.</returns>
    /// <typeparam name="T">The number, to which others are converted.</typeparam>
    public T[]? FindNumbers<T>(string name)
        where T : unmanaged => WithAttribute(name, (attribute, type, count) =>
    {
        if (!(typeof(T) == typeof(Hdf5Reference) ? type.Kind == Hdf5Kind.Reference : type.IsNumber)) return null;
        T[] values = new T[count];
        fixed (T* start = values) Read(attribute, name, MemoryType<T>(type), start);
        return values;
    });

    /// <summary>An attribute of one number.</summary>
    /// <returns>Null where there is none, or it is no number.</returns>
    public double? FindNumber(string name) => FindNumbers<double>(name) is [double value] ? value : null;

    /// <summary>Writes an attribute of one text.</summary>
    public void SetText(string name, string text) => SetTexts(name, [text], isSingle: true);

    /// <summary>Writes an attribute of several texts.</summary>
    public void SetTexts(string name, IReadOnlyList<string> texts) => SetTexts(name, texts, isSingle: false);

    /// <summary>Writes an attribute of one number or reference.</summary>
    public void SetNumber<T>(string name, T value)
        where T : unmanaged
    {
        lock (Hdf5Library.Gate) WriteAttribute(name, Hdf5Types.Of<T>(), -1, (nint)(&value));
    }

    /// <summary>Writes an attribute of several numbers.</summary>
    public void SetNumbers<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        lock (Hdf5Library.Gate)
        {
            fixed (T* start = values) WriteAttribute(name, Hdf5Types.Of<T>(), values.Length, (nint)start);
        }
    }

    public virtual void Dispose() => Handle.Dispose();

    /// <summary>Number of values of a space, checked.</summary>
    internal static IReadOnlyList<long> ExtentOf(Hdf5Handle space, string place)
    {
        int kind = Hdf5Native.SpaceKind(space);
        if (kind == SingleSpace) return [];
        if (kind == EmptySpace) return [0];
        int rank = (int)Hdf5Library.Check(Hdf5Native.SpaceRank(space), place, "tell the number of axes of");
        ulong[] extent = new ulong[rank];
        fixed (ulong* start = extent) Hdf5Library.Check(Hdf5Native.SpaceExtent(space, start, null), place, "tell the extent of");
        UInt128 product = 1;
        foreach (ulong length in extent)
        {
            product *= length;
            if (product > long.MaxValue || length > long.MaxValue) throw new InvalidInputException($"{place}: found the extent {string.Join(" x ", extent)}, expected one that fits into a file: the file is damaged.");
        }

        return [.. extent.Select(length => (long)length)];
    }

    /// <summary>The type that values are read as: enumerations convert from their base only by their own type.</summary>
    internal static Hdf5Handle MemoryType<T>(Hdf5ValueType type)
        where T : unmanaged => type.Kind is Hdf5Kind.Truth or Hdf5Kind.Enumeration && sizeof(T) == type.Size ? type.Handle : Hdf5Types.Of<T>();

    private void SetTexts(string name, IReadOnlyList<string> texts, bool isSingle)
    {
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle type = Hdf5Text.VariableType();
            Hdf5Text.Write([.. texts], values => WriteAttribute(name, type, isSingle ? -1 : texts.Count, values));
        }
    }

    private void WriteAttribute(string name, Hdf5Handle type, int count, nint values)
    {
        ulong extent = (ulong)Math.Max(0, count);
        using Hdf5Handle space = count < 0 ? Hdf5Native.CreateSpace(SingleSpace) : Hdf5Native.CreateSpace(1, &extent, null);
        using Hdf5Handle attribute = Hdf5Library.Check(Hdf5Native.CreateAttribute(Handle, name, type, space, Hdf5Handle.Default, Hdf5Handle.Default), Place, $"begin attribute {name} of");
        if (count != 0) Hdf5Library.Check(Hdf5Native.WriteAttribute(attribute, type, (void*)values), Place, $"write attribute {name} of");
    }

    private T? WithAttribute<T>(string name, Func<Hdf5Handle, Hdf5ValueType, int, T?> read)
        where T : class
    {
        lock (Hdf5Library.Gate)
        {
            if (!HasAttribute(name)) return null;
            using Hdf5Handle attribute = Hdf5Library.Check(Hdf5Native.OpenAttribute(Handle, name, Hdf5Handle.Default), Place, $"open attribute {name} of");
            using Hdf5ValueType type = new(Hdf5Library.Check(Hdf5Native.AttributeType(attribute), Place, $"tell the type of attribute {name} of"));
            using Hdf5Handle space = Hdf5Library.Check(Hdf5Native.AttributeSpace(attribute), Place, $"tell the extent of attribute {name} of");
            long count = ExtentOf(space, Place).Aggregate(1L, (product, length) => product * length);
            if (count > MostAttributeValues || (Int128)count * type.Size > File.Length)
                throw new InvalidInputException($"{Place}: found attribute {name} with {count} values of {type.Size} bytes, expected no more than the file's {File.Length} bytes: the file is damaged.");
            return read(attribute, type, (int)count);
        }
    }

    private void Read(Hdf5Handle attribute, string name, Hdf5Handle type, void* values) =>
        Hdf5Library.Check(Hdf5Native.ReadAttribute(attribute, type, values), Place, $"read attribute {name} of");
}
