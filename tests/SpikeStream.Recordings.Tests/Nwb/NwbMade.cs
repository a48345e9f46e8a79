using System.Diagnostics;
using System.Text.Json;
using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>NWB files that h5py writes, Debian's python3-h5py by choice: a writer that shares nothing with the reader but the C library.</summary>
internal static class NwbMade
{
    private static readonly string Scripts = Path.Combine(SharedData.RepositoryRoot, "tests", "SpikeStream.Recordings.Tests", "Nwb");

    /// <summary>Writes a file of a name that the script knows.</summary>
    public static string Write(TemporaryFolder folder, string name)
    {
        Run(name, folder.File(name + ".nwb"));
        return folder.File(name + ".nwb");
    }

    /// <summary>What h5py finds in a file of ours, which must keep to the schema of NWB.</summary>
    /// <returns>A JSON object.</returns>
    public static JsonElement Check(string path)
    {
        using var document = JsonDocument.Parse(Python("check_nwb.py", path));
        return document.RootElement.Clone();
    }

    /// <summary>Runs the script.</summary>
    public static void Run(params string[] arguments) => Python("write_nwb.py", arguments);

    private static string Python(string script, params string[] arguments)
    {
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        using var process = Process.Start(new ProcessStartInfo(python, ["-B", Path.Combine(Scripts, script), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        bool isMissing = error.Contains("No module named", StringComparison.Ordinal);
        if (isMissing && Environment.GetEnvironmentVariable("CI") != "true") Skip.If(true, "python3-h5py is missing: run tools/setup-tests.sh.");
        process.ExitCode.ShouldBe(0, error);
        return output.GetAwaiter().GetResult();
    }
}
