using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>A file of version 7.3: HDF5 after a block of 512 bytes, with the axes of arrays in the other order.</summary>
internal sealed class MatlabHdf5File : MatlabFile
{
    private const string ClassAttribute = "MATLAB_class", EmptyAttribute = "MATLAB_empty", SparseAttribute = "MATLAB_sparse";
    private const int MostAxes = 32, MostReferences = 1 << 20;

    private readonly Hdf5File _file;
    private readonly Dictionary<ulong, MatlabValue?> _referred = [];
    private readonly List<MatlabDataset> _datasets = [];
    private int _arrays;

    private MatlabHdf5File(string path, MatlabHeader header, Hdf5File file)
        : base(path, header)
    {
        _file = file;
        // Names with a # are MATLAB's own: what cells refer to, and objects.
        string[] names = [.. file.Root.Names().Where(name => !name.StartsWith('#'))];
        Root = new([1, 1], names, [.. names.Select(name => ReadField(file.Root, name, 0))]);
    }

    /// <summary>Opens a file.</summary>
    public static MatlabHdf5File Open(string path, MatlabHeader header)
    {
        var file = Hdf5File.Open(path);
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

    public override void Dispose()
    {
        foreach (MatlabDataset dataset in _datasets) dataset.Dispose();
        _file.Dispose();
    }

    private MatlabValue ReadField(Hdf5Group group, string name, int depth)
    {
        if (group.IsExternal(name)) return new MatlabOther([1, 1], "link into another file");
        using Hdf5Node? node = group.Find(name);
        string path = node?.Path ?? name;
        return Read(node, () => (Hdf5Dataset)_file.Root.Find(path)!, depth);
    }

    private MatlabValue ReadReferred(Hdf5Reference reference, string path, int depth)
    {
        // Empty cells may all refer to one empty array.
        if (_referred.TryGetValue(reference.Address, out MatlabValue? known))
            return known ?? throw new InvalidInputException($"{Path}: /{path}: found an array that lies in itself, expected none: the file is damaged.");
        _referred[reference.Address] = null;
        using Hdf5Node? node = _file.Root.Follow(reference, path);
        MatlabValue value = Read(node, () => (Hdf5Dataset)_file.Root.Follow(reference, path)!, depth);
        _referred[reference.Address] = value;
        return value;
    }

    private MatlabValue Read(Hdf5Node? node, Func<Hdf5Dataset> open, int depth)
    {
        if (node is null) return MatlabNumbers.Empty;
        if (depth > MatlabArrayParser.MostDepth) throw new InvalidInputException($"{node.Place}: found arrays within more than {MatlabArrayParser.MostDepth} others, expected fewer.");
        if (++_arrays > MatlabArrayParser.MostArrays) throw new InvalidInputException($"{Path}: found more than {MatlabArrayParser.MostArrays} arrays, expected fewer.");
        string? name = node.FindText(ClassAttribute);
        return node switch
        {
            Hdf5Group group => ReadGroup(group, name, depth),
            Hdf5Dataset dataset => ReadDataset(dataset, name, open, depth),
            _ => new MatlabOther([1, 1], Named(name)),
        };
    }

    private MatlabValue ReadGroup(Hdf5Group group, string? name, int depth)
    {
        if (group.HasAttribute(SparseAttribute)) return new MatlabOther([1, 1], $"sparse {name ?? "double"}");
        if (name is not (null or "struct")) return new MatlabOther([1, 1], Named(name));
        string[] fields = [.. group.Names()];
        IReadOnlyList<long>? extent = fields.Length > 0 ? ArrayExtent(group, fields) : null;
        if (extent is null) return new MatlabStructs([1, 1], fields, [.. fields.Select(field => ReadField(group, field, depth + 1))]);
        MatlabValue[][] columns = [.. fields.Select(field =>
        {
            using Hdf5Dataset references = group.FindDataset(field)!;
            return ReadReferences(references, depth);
        })];
        return new MatlabStructs(extent, fields, [.. Enumerable.Range(0, columns[0].Length).SelectMany(element => columns.Select(column => column[element]))]);
    }

    // Of several structs each field is a dataset of references, which unlike a cell array has no class.
    private static List<long>? ArrayExtent(Hdf5Group group, string[] fields)
    {
        List<long>? extent = null;
        foreach (string field in fields)
        {
            if (group.IsExternal(field)) return null;
            using Hdf5Dataset? dataset = group.FindDataset(field);
            if (dataset is not { Type.Kind: Hdf5Kind.Reference } || dataset.HasAttribute(ClassAttribute)) return null;
            List<long> own = ExtentOf(dataset);
            if (extent is not null && !own.SequenceEqual(extent)) return null;
            extent = own;
        }

        return extent;
    }

    private MatlabValue ReadDataset(Hdf5Dataset dataset, string? name, Func<Hdf5Dataset> open, int depth)
    {
        if (dataset.Extent.Count > MostAxes) throw new InvalidInputException($"{dataset.Place}: found {dataset.Extent.Count} axes, expected at most {MostAxes}.");
        List<long> extent = dataset.FindNumber(EmptyAttribute) is > 0 ? EmptyExtent(dataset) : ExtentOf(dataset);
        bool isEmpty = extent.Contains(0);
        if (name == "cell" || (name is null && dataset.Type.Kind == Hdf5Kind.Reference))
            return isEmpty ? new MatlabCells(extent, []) : dataset.Type.Kind == Hdf5Kind.Reference ? new MatlabCells(extent, ReadReferences(dataset, depth)) : new MatlabOther(extent, "cell without references");
        if (name == "struct") return isEmpty ? new MatlabStructs(extent, [], []) : new MatlabOther(extent, "struct without fields");
        if (name == "char" || dataset.Type.Kind == Hdf5Kind.Text) return isEmpty ? new MatlabText(extent, []) : ReadText(dataset, extent);
        if (dataset.Type.Kind == Hdf5Kind.Compound) return new MatlabOther(extent, $"complex {name ?? "double"}");
        if (!isEmpty && !dataset.Type.IsNumber) return new MatlabOther(extent, Named(name));
        if (ClassOf(name, dataset.Type) is not { } numberClass) return new MatlabOther(extent, Named(name));
        if (isEmpty) return new MatlabNumbers(extent, numberClass, new MatlabMemory([]));
        bool isWhole = dataset.Type.Kind != Hdf5Kind.Real;
        if (dataset.Count <= MatlabArrayParser.FewNumbers) return new MatlabNumbers(extent, numberClass, new MatlabMemory(dataset.ReadAll<double>(), isWhole));
        MatlabDataset storage = new(open, isWhole);
        _datasets.Add(storage);
        return new MatlabNumbers(extent, numberClass, storage);
    }

    private MatlabValue[] ReadReferences(Hdf5Dataset dataset, int depth)
    {
        if (dataset.Count > MostReferences) throw new InvalidInputException($"{dataset.Place}: found {dataset.Count} cells, expected at most {MostReferences}.");
        Hdf5Reference[] references = dataset.ReadAll<Hdf5Reference>();
        MatlabValue[] values = new MatlabValue[references.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = references[i].Address == 0 ? MatlabNumbers.Empty : ReadReferred(references[i], string.Create(CultureInfo.InvariantCulture, $"{dataset.Path}{{{i + 1}}}"), depth + 1);
        return values;
    }

    private static MatlabValue ReadText(Hdf5Dataset dataset, List<long> extent)
    {
        if (dataset.Count > MatlabText.MostCharacters) return new MatlabOther(extent, "long char");
        if (dataset.Type.Kind == Hdf5Kind.Text) return new MatlabText(extent, [.. dataset.ReadTexts().Select(text => text ?? string.Empty)]);
        if (!dataset.Type.IsNumber) return new MatlabOther(extent, "char");
        return MatlabText.From(extent, new string([.. dataset.ReadAll<ushort>().Select(code => (char)code)]));
    }

    private static List<long> ExtentOf(Hdf5Dataset dataset) => dataset.Extent.Count switch
    {
        0 => [1, 1],
        1 => [dataset.Extent[0], 1],
        _ => [.. dataset.Extent.Reverse()],
    };

    // The values of an empty array are its dimensions, none of which can be trusted but that one is 0.
    private static List<long> EmptyExtent(Hdf5Dataset dataset)
    {
        if (!dataset.Type.IsNumber || dataset.Count is < 2 or > MostAxes) return [0, 0];
        double[] lengths = dataset.ReadAll<double>();
        return lengths.Contains(0) && lengths.All(length => length is >= 0 and <= int.MaxValue) ? [.. lengths.Select(length => (long)length)] : [0, 0];
    }

    private static string Named(string? name) => name switch
    {
        null => "object",
        "function_handle" => "function handle",
        _ => $"object of class {Shorten(name)}",
    };

    private static MatlabClass? ClassOf(string? name, Hdf5ValueType type) => name switch
    {
        null => (type.Kind, type.Size) switch
        {
            (Hdf5Kind.Truth, _) => MatlabClass.Logical,
            (Hdf5Kind.Real, 4) => MatlabClass.Single,
            (Hdf5Kind.Real, _) => MatlabClass.Double,
            _ => MatlabClass.Int64,
        },
        "canonical empty" => MatlabClass.Double,
        _ => Enum.TryParse(name, ignoreCase: true, out MatlabClass named) && Enum.IsDefined(named) && !char.IsAsciiDigit(name[0]) ? named : null,
    };
}
