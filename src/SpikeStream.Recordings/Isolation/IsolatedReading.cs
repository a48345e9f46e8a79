using System.Collections.Concurrent;

namespace SpikeStream.Recordings;

/// <summary>Opens HDF5 files in another process, so that a damaged file which makes the C library crash or hang is refused like any other.</summary>
internal static class IsolatedReading
{
    private const int MostIdle = 2;

    private static readonly ConcurrentBag<ReadingProcess> Idle = [];
    private static readonly Lazy<(string Program, string[] Arguments)?> Program = new(Find);

    /// <summary>Whether files are read in another process; not where our own executable is not beside the library, or where SPIKESTREAM_HDF5=direct.</summary>
    public static bool IsAvailable => !ReadingServer.IsRunning && Program.Value is not null;

    /// <summary>Opens a file.</summary>
    public static IRecordingReader Open(IIsolatedFormat format, string path, ReadOptions options) => IsolatedReader.Open(format, path, options);

    /// <summary>The tables of a file.</summary>
    public static IReadOnlyList<RecordingTable> List(IIsolatedFormat format, string path, ReadOptions options) => Ask(path, process =>
    {
        process.Send(ReadingFrame.List, request =>
        {
            request.Write(format.Name);
            request.Write(Path.GetFullPath(path));
            request.Write(ReadingOptions.Write(options));
        });
        process.Receive(path);
        RecordingTable[] tables = new RecordingTable[process.Content.ReadInt32()];
        for (int i = 0; i < tables.Length; i++) tables[i] = new(process.Content.ReadBoolean() ? process.Content.ReadString() : null, (RecordingKind)process.Content.ReadInt32());
        Return(process);
        return tables;
    });

    /// <summary>Asks a process; another one if one that has served before has died of it.</summary>
    /// <exception cref="InvalidInputException">The file is refused, or the process has died.</exception>
    public static T Ask<T>(string path, Func<ReadingProcess, T> ask)
    {
        while (true)
        {
            if (!Idle.TryTake(out ReadingProcess? process)) process = ReadingProcess.Start(Program.Value!.Value.Program, Program.Value.Value.Arguments);
            bool wasUsed = process.IsUsed;
            process.IsUsed = true;
            try
            {
                return ask(process);
            }
            catch (EndOfStreamException fault)
            {
                process.Dispose();
                if (!wasUsed) throw Crashed(path, fault);
            }
            catch (InvalidInputException)
            {
                Return(process);
                throw;
            }
            catch
            {
                process.Dispose();
                throw;
            }
        }
    }

    /// <summary>Gives a process back that has answered everything.</summary>
    public static void Return(ReadingProcess process)
    {
        try
        {
            if (Idle.Count < MostIdle && !process.IsCondemned)
            {
                process.Send(ReadingFrame.Close, _ => { });
                Idle.Add(process);
                return;
            }
        }
        catch (EndOfStreamException)
        {
            // It has been ended for what it did.
        }

        process.Dispose();
    }

    /// <summary>The refusal of a file at which the library crashes.</summary>
    public static InvalidInputException Crashed(string path, Exception fault) =>
        new($"{path}: found a file at which the HDF5 library crashes, expected an undamaged HDF5 file.", fault);

    private static (string Program, string[] Arguments)? Find()
    {
        if (Environment.GetEnvironmentVariable("SPIKESTREAM_HDF5") == "direct") return null;
        string folder = AppContext.BaseDirectory;
        string executable = Path.Combine(folder, OperatingSystem.IsWindows() ? "spikestream.exe" : "spikestream"), assembly = Path.Combine(folder, "spikestream.dll");
        if (Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" && File.Exists(assembly) && File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json")))
            return (host, [assembly, ReadingServer.Verb]);
        return File.Exists(executable) ? (executable, [ReadingServer.Verb]) : null;
    }
}
