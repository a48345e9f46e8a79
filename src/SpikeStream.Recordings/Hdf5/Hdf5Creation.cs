namespace SpikeStream.Recordings;

/// <summary>Makes datasets.</summary>
internal static unsafe class Hdf5Creation
{
    private const int SingleSpace = 0;
    private const ulong Unlimited = ulong.MaxValue;

    /// <summary>Makes a dataset of numbers or object references.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="group">Where.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="extent">Length along each axis; empty for a single value.</param>
    /// <param name="layout">How it is stored.</param>
    public static Hdf5Dataset CreateDataset<T>(this Hdf5Group group, string name, IReadOnlyList<long> extent, Hdf5Layout? layout = null)
        where T : unmanaged => Create(group, name, Hdf5Types.Of<T>(), extent, layout ?? Hdf5Layout.Contiguous);

    /// <summary>Makes a dataset of text of variable length.</summary>
    public static Hdf5Dataset CreateTexts(this Hdf5Group group, string name, IReadOnlyList<long> extent, Hdf5Layout? layout = null)
    {
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle type = Hdf5Text.VariableType();
            return Create(group, name, type, extent, layout ?? Hdf5Layout.Contiguous);
        }
    }

    /// <summary>Makes a dataset of truth values, as h5py has them; written as <see cref="sbyte"/> 0 and 1.</summary>
    public static Hdf5Dataset CreateTruths(this Hdf5Group group, string name, IReadOnlyList<long> extent, Hdf5Layout? layout = null)
    {
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle type = Hdf5Native.CreateEnumeration(Hdf5Types.SByte);
            sbyte no = 0, yes = 1;
            _ = Hdf5Native.InsertMember(type, "FALSE", &no);
            _ = Hdf5Native.InsertMember(type, "TRUE", &yes);
            return Create(group, name, type, extent, layout ?? Hdf5Layout.Contiguous);
        }
    }

    /// <summary>Makes and fills a dataset of numbers along one axis.</summary>
    public static void WriteNumbers<T>(this Hdf5Group group, string name, ReadOnlySpan<T> values, Hdf5Layout? layout = null)
        where T : unmanaged
    {
        using Hdf5Dataset dataset = group.CreateDataset<T>(name, [values.Length], layout);
        dataset.Write(0, values);
    }

    /// <summary>Makes and fills a dataset of one text.</summary>
    public static void WriteText(this Hdf5Group group, string name, string text)
    {
        using Hdf5Dataset dataset = group.CreateTexts(name, []);
        dataset.WriteTexts(0, [text]);
    }

    /// <summary>Makes and fills a dataset of texts along one axis.</summary>
    public static void WriteTexts(this Hdf5Group group, string name, IReadOnlyList<string?> texts)
    {
        using Hdf5Dataset dataset = group.CreateTexts(name, [texts.Count]);
        dataset.WriteTexts(0, texts);
    }

    private static Hdf5Dataset Create(Hdf5Group group, string name, Hdf5Handle type, IReadOnlyList<long> extent, Hdf5Layout layout)
    {
        lock (Hdf5Library.Gate)
        {
            ulong[] lengths = [.. extent.Select(length => (ulong)length)], most = [.. lengths];
            if (layout.IsExtensible) most[0] = Unlimited;
            using Hdf5Handle creation = Hdf5Library.Check(Hdf5Native.CreateProperties(Hdf5Types.DatasetCreation), group.Place, $"prepare {name} in");
            // The same input gives the same bytes, whenever it is written.
            Hdf5Library.Check(Hdf5Native.SetTimes(creation, 0), group.Place, $"prepare {name} in");
            if (layout.Chunk is { } chunk)
            {
                ulong[] sides = [.. chunk.Select(side => (ulong)side)];
                fixed (ulong* start = sides) Hdf5Library.Check(Hdf5Native.SetChunk(creation, sides.Length, start), group.Place, $"set the chunks of {name} in");
                if (layout.Deflate > 0)
                {
                    Hdf5Library.Check(Hdf5Native.SetShuffle(creation), group.Place, $"set the filters of {name} in");
                    Hdf5Library.Check(Hdf5Native.SetDeflate(creation, (uint)layout.Deflate), group.Place, $"set the filters of {name} in");
                }
            }

            fixed (ulong* length = lengths, limit = most)
            {
                using Hdf5Handle space = extent.Count == 0 ? Hdf5Native.CreateSpace(SingleSpace) : Hdf5Native.CreateSpace(lengths.Length, length, limit);
                return new(group.File, group.Below(name), Hdf5Library.Check(Hdf5Native.CreateDataset(group.Handle, name, type, space, Hdf5Handle.Default, creation, Hdf5Handle.Default), group.Place, $"make {name} in"));
            }
        }
    }
}
