using System.Diagnostics;
using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>NWB files that h5py writes, Debian's python3-h5py by choice: a writer that shares nothing with the reader but the C library.</summary>
internal static class NwbMade
{
    private static readonly string Script = Path.Combine(SharedData.RepositoryRoot, "tests", "SpikeStream.Recordings.Tests", "Nwb", "write_nwb.py");

    /// <summary>Writes a file of a name that the script knows.</summary>
    public static string Write(TemporaryFolder folder, string name)
    {
        Run(name, folder.File(name + ".nwb"));
        return folder.File(name + ".nwb");
    }

    /// <summary>Runs the script.</summary>
    public static void Run(params string[] arguments)
    {
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        using var process = Process.Start(new ProcessStartInfo(python, ["-B", Script, .. arguments]) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        bool isMissing = error.Contains("No module named", StringComparison.Ordinal);
        if (isMissing && Environment.GetEnvironmentVariable("CI") != "true") Skip.If(true, "python3-h5py is missing: run tools/setup-tests.sh.");
        process.ExitCode.ShouldBe(0, error);
    }
}
