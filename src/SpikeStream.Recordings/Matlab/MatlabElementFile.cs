using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace SpikeStream.Recordings;

/// <summary>A file of version 5, 6 or 7: tagged elements, each variable compressed by itself or not.</summary>
internal sealed class MatlabElementFile : MatlabFile
{
    private const int MostVariables = 1 << 16;

    /// <summary>Most numbers that are held in memory: 1 GiB.</summary>
    private const long MostNumbers = 1L << 27;

    /// <summary>Deflate makes at most 1032 bytes of one.</summary>
    private const int MostInflation = 1040;

    /// <summary>Most numbers that are kept when they come by: 128 MiB.</summary>
    private const long MostKept = 1L << 24;

    private readonly SafeFileHandle _file;
    private long _kept;

    private MatlabElementFile(string path, MatlabHeader header, SafeFileHandle file)
        : base(path, header)
    {
        _file = file;
        List<string> names = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        List<MatlabValue> values = [];
        using MatlabBytes bytes = new(new FileRange(file, 0, RandomAccess.GetLength(file), ownsFile: false), path, header.IsBigEndian);
        long end = RandomAccess.GetLength(file);
        bytes.SkipTo(MatlabHeader.Bytes);
        while (bytes.Position < end)
        {
            MatlabElement element = bytes.ReadElement(end);
            (string name, MatlabValue value) = element.Type == MatlabElementType.Compressed ? ReadCompressed(element) : ReadPlain(bytes, element);
            bytes.SkipTo(element.Next);
            // What has no name belongs to MATLAB itself.
            if (name.Length == 0) continue;
            if (!known.Add(name)) throw bytes.Refuse($"found the variable {name} twice, expected each once: the file is damaged.");
            names.Add(name);
            values.Add(value);
            if (names.Count > MostVariables) throw bytes.Refuse($"found more than {MostVariables} variables, expected fewer.");
        }

        Root = new([1, 1], names, values);
    }

    /// <summary>Opens a file.</summary>
    public static MatlabElementFile Open(string path, MatlabHeader header)
    {
        SafeFileHandle file = File.OpenHandle(path);
        try
        {
            return new(path, header, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override void Load(IEnumerable<MatlabNumbers> arrays)
    {
        List<MatlabInflatedRange> wanted = [.. arrays.Select(array => array.Storage).OfType<MatlabInflatedRange>().Where(range => !range.IsLoaded).Distinct()];
        long count = wanted.Sum(range => range.Count);
        if (count > MostNumbers)
            throw new InvalidInputException($"{Path}: found {count} numbers in compressed variables, which are held in memory, expected at most {MostNumbers}: save them with -v7.3, or with -v6 where they are small, which are read in parts.");
        foreach (IGrouping<long, MatlabInflatedRange> variable in wanted.GroupBy(range => range.Variable.Start))
        {
            using MatlabBytes bytes = Inflate(variable.First().Variable);
            MatlabElement whole = bytes.ReadElement(long.MaxValue);
            foreach (MatlabInflatedRange range in variable.OrderBy(range => range.Start)) range.Load(bytes);
            // The checksum is at the end; what is in cells and fields was read to there before.
            if (whole.End - bytes.Position < 8) bytes.Finish();
        }
    }

    public override void Dispose() => _file.Dispose();

    private (string Name, MatlabValue Value) ReadPlain(MatlabBytes bytes, MatlabElement element) =>
        new MatlabArrayParser(bytes, (numbers, _) => new MatlabFileRange(_file, Path, numbers.Start, numbers.Type, Header.IsBigEndian)).Read(element, 0);

    private (string Name, MatlabValue Value) ReadCompressed(MatlabElement element)
    {
        using MatlabBytes bytes = Inflate(element);
        MatlabElement array = bytes.ReadElement(element.Bytes * MostInflation);
        var (name, value) = new MatlabArrayParser(bytes, (numbers, isInner) => Range(bytes, element, numbers, isInner)).Read(array, 0);
        if (value is MatlabCells or MatlabStructs) bytes.Finish();
        return (name, value);
    }

    // What is in cells and fields must be inflated to find what follows: some of it is kept, which spares doing so again.
    private MatlabInflatedRange Range(MatlabBytes bytes, MatlabElement variable, MatlabElement numbers, bool isInner)
    {
        MatlabInflatedRange range = new(this, variable, numbers);
        if (isInner && range.Count <= MostKept - _kept)
        {
            _kept += range.Count;
            range.Load(bytes);
        }

        return range;
    }

    private MatlabBytes Inflate(MatlabElement element) =>
        new(new ZLibStream(new FileRange(_file, element.Start, element.Bytes, ownsFile: false), CompressionMode.Decompress), Path, Header.IsBigEndian);
}
