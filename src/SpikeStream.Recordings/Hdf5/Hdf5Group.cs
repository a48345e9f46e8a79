using System.Text;

namespace SpikeStream.Recordings;

/// <summary>A group: named links to groups and datasets.</summary>
internal sealed unsafe class Hdf5Group : Hdf5Node
{
    private const int GroupKind = 2, DatasetKind = 5;
    private const int HardLink = 0, SoftLink = 1, ExternalLink = 64;
    private const int MostLinks = 1_000_000, MostName = 1 << 16, MostSoftLinks = 16;

    internal Hdf5Group(Hdf5File file, string path, Hdf5Handle handle)
        : base(file, path, handle)
    {
    }

    /// <summary>Names of its links, in the order of the alphabet.</summary>
    public IReadOnlyList<string> Names()
    {
        lock (Hdf5Library.Gate)
        {
            byte* information = stackalloc byte[64];
            Hdf5Library.Check(Hdf5Native.GroupInformation(Handle, information), Place, "list");
            // Kind of storage, then the number of links.
            ulong count = *(ulong*)(information + 8);
            if (count > MostLinks || count > (ulong)File.Length) throw new InvalidInputException($"{Place}: found a group of {count} links, expected at most {MostLinks}.");
            List<string> names = [];
            for (ulong i = 0; i < count; i++)
            {
                long length = Hdf5Library.Check(Hdf5Native.LinkName(Handle, ".", 0, 0, i, null, 0, Hdf5Handle.Default), Place, "list");
                if (length > MostName) throw new InvalidInputException($"{Place}: found a name of {length} bytes, expected at most {MostName}.");
                byte[] name = new byte[length + 1];
                fixed (byte* start = name) Hdf5Library.Check(Hdf5Native.LinkName(Handle, ".", 0, 0, i, start, (nuint)name.Length, Hdf5Handle.Default), Place, "list");
                names.Add(Encoding.UTF8.GetString(name, 0, (int)length));
            }

            return names;
        }
    }

    /// <summary>A group or dataset by its path from here.</summary>
    /// <param name="path">Names with slashes between.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="InvalidInputException">A link leads into another file, or in circles, or the file is damaged.</exception>
    public Hdf5Node? Find(string path)
    {
        lock (Hdf5Library.Gate) return Find(path, MostSoftLinks);
    }

    /// <summary>Whether there is a link of a name, wherever it leads.</summary>
    public bool Has(string name)
    {
        lock (Hdf5Library.Gate) return Hdf5Library.Check(Hdf5Native.LinkExists(Handle, name, Hdf5Handle.Default), Place, $"look for {name} in") > 0;
    }

    /// <summary>Whether a link leads into another file.</summary>
    public bool IsExternal(string name)
    {
        lock (Hdf5Library.Gate) return Has(name) && LinkOf(name).Kind == ExternalLink;
    }

    /// <summary>A group by its path from here; null where there is none.</summary>
    public Hdf5Group? FindGroup(string path) => FindAs<Hdf5Group>(path);

    /// <summary>A dataset by its path from here; null where there is none.</summary>
    public Hdf5Dataset? FindDataset(string path) => FindAs<Hdf5Dataset>(path);

    /// <summary>The object that a reference means; null for the reference to none.</summary>
    /// <param name="reference">A reference of this file.</param>
    public Hdf5Node? Follow(Hdf5Reference reference)
    {
        if (reference.Address == 0) return null;
        lock (Hdf5Library.Gate)
        {
            byte[] name = new byte[MostName];
            long length;
            fixed (byte* start = name) length = Hdf5Library.Check(Hdf5Native.ReferenceName(Handle, 0, &reference, start, (nuint)name.Length), Place, "follow a reference of");
            string path = Encoding.UTF8.GetString(name, 0, (int)Math.Min(length, MostName - 1)).TrimStart('/');
            return Wrap(path, Hdf5Library.Check(Hdf5Native.Dereference(Handle, Hdf5Handle.Default, 0, &reference), Place, "follow a reference of"));
        }
    }

    /// <summary>The object that a reference means, which the library need not search for its name; null for the reference to none.</summary>
    /// <param name="reference">A reference of this file.</param>
    /// <param name="path">What it is called, for messages.</param>
    public Hdf5Node? Follow(Hdf5Reference reference, string path)
    {
        if (reference.Address == 0) return null;
        lock (Hdf5Library.Gate) return Wrap(path, Hdf5Library.Check(Hdf5Native.Dereference(Handle, Hdf5Handle.Default, 0, &reference), Place, $"follow the reference {path} of"));
    }

    /// <summary>Makes a group in this one.</summary>
    public Hdf5Group CreateGroup(string name)
    {
        lock (Hdf5Library.Gate)
            return new(File, Below(name), Hdf5Library.Check(Hdf5Native.CreateGroup(Handle, name, Hdf5Handle.Default, Hdf5Handle.Default, Hdf5Handle.Default), Place, $"make the group {name} in"));
    }

    /// <summary>Makes a soft link to a path of this file.</summary>
    public void CreateLink(string name, string target)
    {
        lock (Hdf5Library.Gate) Hdf5Library.Check(Hdf5Native.CreateSoftLink(target, Handle, name, Hdf5Handle.Default, Hdf5Handle.Default), Place, $"make the link {name} in");
    }

    /// <summary>A reference to an object of this group.</summary>
    public Hdf5Reference Reference(string name)
    {
        lock (Hdf5Library.Gate)
        {
            Hdf5Reference reference;
            Hdf5Library.Check(Hdf5Native.CreateReference(&reference, Handle, name, 0, -1), Place, $"refer to {name} in");
            return reference;
        }
    }

    internal string Below(string name) => Path.Length == 0 ? name : $"{Path}/{name}";

    private T? FindAs<T>(string path)
        where T : Hdf5Node
    {
        Hdf5Node? node = Find(path);
        if (node is T found) return found;
        node?.Dispose();
        return null;
    }

    // Links are followed here, one name at a time, so that one into another file never is.
    private Hdf5Node? Find(string path, int softLinks)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0) return Wrap(Path, Hdf5Library.Check(Hdf5Native.OpenObject(Handle, ".", Hdf5Handle.Default), Place, "open"));
        if (!Has(names[0])) return null;
        (int kind, ulong length) = LinkOf(names[0]);
        if (kind != HardLink)
        {
            string target = Target(names[0], kind, length);
            if (softLinks == 0) throw new InvalidInputException($"{File.Path}: /{Below(names[0])}: found a link that leads in circles, expected one to a group or dataset.");
            Hdf5Group from = target.StartsWith('/') ? File.Root : this;
            return from.Find(string.Join('/', [target, .. names[1..]]), softLinks - 1);
        }

        Hdf5Node? next = Wrap(Below(names[0]), Hdf5Library.Check(Hdf5Native.OpenObject(Handle, names[0], Hdf5Handle.Default), Place, $"open {names[0]} of"));
        if (names.Length == 1) return next;
        using (next) return (next as Hdf5Group)?.Find(string.Join('/', names[1..]), softLinks);
    }

    private (int Kind, ulong Length) LinkOf(string name)
    {
        byte* information = stackalloc byte[64];
        int result = Hdf5Library.Has("H5Lget_info") ? Hdf5Native.LinkInformation(Handle, name, information, Hdf5Handle.Default) : Hdf5Native.LinkInformation2(Handle, name, information, Hdf5Handle.Default);
        Hdf5Library.Check(result, Place, $"tell the link {name} of");
        // The kind; whether the order of making is known, the order, the character set; then the length of the target.
        return (*(int*)information, *(ulong*)(information + 24));
    }

    private string Target(string name, int kind, ulong length)
    {
        string place = $"{File.Path}: /{Below(name)}";
        if (length > MostName) throw new InvalidInputException($"{place}: found a link of {length} bytes, expected at most {MostName}: the file is damaged.");
        byte[] value = new byte[length + 1];
        fixed (byte* start = value) Hdf5Library.Check(Hdf5Native.LinkValue(Handle, name, start, (nuint)value.Length, Hdf5Handle.Default), place, "follow");
        if (kind == SoftLink) return Encoding.UTF8.GetString(value).TrimEnd('\0');
        if (kind != ExternalLink) throw new InvalidInputException($"{place}: found a link of kind {kind}, expected a hard or soft link.");
        // A byte of version and flags, the file and the path in it.
        string[] parts = Encoding.UTF8.GetString(value, 1, (int)length).Split('\0');
        string target = string.Concat($"{parts[0]}: {parts.ElementAtOrDefault(1)}".Select(letter => char.IsControl(letter) ? ' ' : letter));
        throw new InvalidInputException($"{place}: found a link into another file ({target}), expected everything in one file: open that file itself, or copy the data in.");
    }

    private Hdf5Node? Wrap(string path, Hdf5Handle handle)
    {
        switch (Hdf5Native.IdentifierKind(handle))
        {
            case GroupKind: return new Hdf5Group(File, path, handle);
            case DatasetKind: return new Hdf5Dataset(File, path, handle);
            default:
                handle.Dispose();
                return null;
        }
    }
}
