namespace SpikeStream.Recordings;

/// <summary>An open MATLAB file: a tree of arrays, whose numbers are read when they are asked for.</summary>
/// <param name="path">The file.</param>
/// <param name="header">What its head says.</param>
internal abstract class MatlabFile(string path, MatlabHeader header) : IDisposable
{
    private const int MostText = 1000;
    private const int MostName = 64;
    private const int StartBytes = 4096;

    public string Path => path;

    public MatlabHeader Header => header;

    /// <summary>The variables, as fields of one struct.</summary>
    public MatlabStructs Root { get; protected init; } = new([1, 1], [], []);

    /// <summary>The variables with shape and class, for messages.</summary>
    public string Variables
    {
        get
        {
            int length = 0;
            string[] told = [.. Root.Fields.Select((name, variable) => $"{Shorten(name)} {Root.At(0, variable)}").TakeWhile(text => (length += text.Length) < MostText)];
            string all = string.Join(", ", told);
            return told.Length == Root.Fields.Count ? told.Length == 0 ? "no variables" : all : $"{all} and {Root.Fields.Count - told.Length} more";
        }
    }

    /// <summary>Opens a file of any version that is read.</summary>
    /// <exception cref="InvalidInputException">It is no such file, or damaged.</exception>
    public static MatlabFile Open(string path)
    {
        MatlabHeader header = ReadHeader(path);
        return header.IsHdf5 ? MatlabHdf5File.Open(path, header) : MatlabElementFile.Open(path, header);
    }

    /// <summary>Reads what the head of a file says.</summary>
    /// <exception cref="InvalidInputException">It is no head, or of a version that is not read.</exception>
    public static MatlabHeader ReadHeader(string path)
    {
        byte[] start = new byte[StartBytes];
        using (FileStream stream = File.OpenRead(path)) start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return MatlabHeader.Find(start) ?? throw new InvalidInputException(MatlabHeader.IsLevel4(start)
            ? $"{path}: found a file of MATLAB version 4, which is not read, expected version 5 to 7.3: load it in MATLAB or Octave and save it with -v7."
            : $"{path}: found a damaged header, expected that of MATLAB version 5 to 7.3.");
    }

    /// <summary>Brings numbers into memory that cannot be read from their place in the file, all in one pass.</summary>
    /// <param name="arrays">The arrays that will be read.</param>
    /// <exception cref="InvalidInputException">They are damaged, or too many for memory.</exception>
    public virtual void Load(IEnumerable<MatlabNumbers> arrays)
    {
    }

    public abstract void Dispose();

    /// <summary>A name for a message: those of MATLAB have at most 63 characters.</summary>
    internal static string Shorten(string name) => name.Length <= MostName ? name : string.Concat(name.AsSpan(0, MostName), "...");
}
