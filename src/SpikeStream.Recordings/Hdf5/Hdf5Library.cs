using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SpikeStream.Recordings;

/// <summary>The C library libhdf5: found at run time, started once, and called by one thread at a time because it is not safe for several.</summary>
internal static unsafe class Hdf5Library
{
    /// <summary>Name that the imports use; <see cref="Find"/> knows the names of the systems.</summary>
    public const string Name = "hdf5";

    private const int WalkFromCause = 0;

    // Variables that name where it, or what Homebrew installs, lies: neither is on the search path of every system.
    private static readonly string[] FolderVariables = ["HDF5_DIR", "HOMEBREW_PREFIX"];

    private static readonly string[] Names = OperatingSystem.IsWindows()
        ? ["hdf5.dll", "libhdf5.dll", "libhdf5-310.dll", "libhdf5-200.dll"]
        : OperatingSystem.IsMacOS()
            ? ["libhdf5.dylib", "libhdf5.310.dylib", "libhdf5.200.dylib", "libhdf5.103.dylib"]
            : ["libhdf5_serial.so.310", "libhdf5_serial.so.200", "libhdf5_serial.so.103", "libhdf5_serial.so.101", "libhdf5_serial.so.100", "libhdf5.so.310", "libhdf5.so.200", "libhdf5.so.103", "libhdf5.so.101", "libhdf5.so.100", "libhdf5_serial.so", "libhdf5.so"];

    private static readonly nint Module = Find();
    private static long _progress;

    static Hdf5Library() => NativeLibrary.SetDllImportResolver(typeof(Hdf5Library).Assembly, Resolve);

    /// <summary>Held around every call.</summary>
    public static Lock Gate { get; } = new();

    /// <summary>Number of calls that have succeeded: it grows as long as the library gets on.</summary>
    public static long Progress => Volatile.Read(ref _progress);

    /// <summary>Whether the library is on this machine.</summary>
    public static bool IsPresent => Module != 0;

    /// <summary>Starts the library, once.</summary>
    /// <param name="path">The file that needs it, for the message.</param>
    /// <exception cref="InvalidInputException">It is not installed, or too old.</exception>
    public static void Require(string path)
    {
        if (Module == 0)
        {
            throw new InvalidInputException(
                $"{path}: found no library libhdf5, expected it installed for HDF5 files: Debian and Ubuntu: apt-get install libhdf5-103-1 (or the libhdf5 of your release); Fedora: dnf install hdf5; macOS: brew install hdf5; Windows: the HDF5 installer of hdfgroup.org, with its bin folder in PATH. Where it lies elsewhere, name that folder in HDF5_DIR.");
        }

        try
        {
            lock (Gate) RuntimeHelpers.RunClassConstructor(typeof(Hdf5Types).TypeHandle);
        }
        catch (TypeInitializationException fault) when (fault.InnerException is InvalidInputException refusal)
        {
            throw new InvalidInputException($"{path}: {refusal.Message}", fault);
        }
    }

    /// <summary>Whether a function is there, for those that only some versions have.</summary>
    /// <param name="function">Its name in C.</param>
    public static bool Has(string function) => NativeLibrary.TryGetExport(Module, function, out _);

    /// <summary>An identifier that the library exports as a variable, such as a native type.</summary>
    /// <param name="variable">Its name in C.</param>
    public static Hdf5Handle Identifier(string variable) => Hdf5Handle.Permanent((nint)(*(long*)NativeLibrary.GetExport(Module, variable)));

    /// <summary>Refuses the result of a call that failed, with the library's own words.</summary>
    /// <param name="result">What the call returned; negative for a failure.</param>
    /// <param name="place">The file and what is read in it.</param>
    /// <param name="what">What the call was to do, such as <c>read the values</c>.</param>
    /// <exception cref="InvalidInputException">It failed.</exception>
    public static long Check(long result, string place, string what)
    {
        if (result < 0) throw Refuse(place, what);
        _progress++;
        return result;
    }

    /// <inheritdoc cref="Check(long, string, string)"/>
    public static Hdf5Handle Check(Hdf5Handle result, string place, string what)
    {
        _progress++;
        if (!result.IsInvalid) return result;
        result.Dispose();
        throw Refuse(place, what);
    }

    private static InvalidInputException Refuse(string place, string what) =>
        new($"{place}: found what the HDF5 library cannot {what} ({ErrorText()}), expected an undamaged HDF5 file.");

    private static string ErrorText()
    {
        List<string> texts = [];
        GCHandle list = GCHandle.Alloc(texts);
        _ = Hdf5Native.WalkErrors(0, WalkFromCause, &Collect, GCHandle.ToIntPtr(list));
        list.Free();
        _ = Hdf5Native.ClearErrors(0);
        if (texts.Count == 0) return "it gives no reason";
        return texts[0] == texts[^1] ? texts[0] : $"{texts[^1]}: {texts[0]}";
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Collect(uint number, nint error, nint data)
    {
        // Three identifiers, the line, names of function and file, then the text.
        const int TextOffset = 48;
        nint text = *(nint*)(error + TextOffset);
        string line = text == 0 ? string.Empty : Marshal.PtrToStringUTF8(text) ?? string.Empty;
        var clean = new StringBuilder(line.Length);
        foreach (char letter in line) clean.Append(char.IsControl(letter) ? ' ' : letter);
        if (clean.Length > 0) ((List<string>)GCHandle.FromIntPtr(data).Target!).Add(clean.ToString());
        return 0;
    }

    private static nint Find()
    {
        foreach (string folder in FolderVariables.Select(Environment.GetEnvironmentVariable).OfType<string>())
        {
            foreach (string name in Names)
            {
                if (NativeLibrary.TryLoad(Path.Combine(folder, OperatingSystem.IsWindows() ? "bin" : "lib", name), out nint stated)) return stated;
            }
        }

        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, typeof(Hdf5Library).Assembly, null, out nint module)) return module;
        }

        return 0;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) => name == Name ? Module : 0;
}
