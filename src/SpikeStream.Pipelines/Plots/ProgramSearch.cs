namespace SpikeStream.Pipelines.Plots;

/// <summary>Finds programs that draw (gnuplot, Graphviz) on the search path.</summary>
public static class ProgramSearch
{
    /// <summary>The full path of a program.</summary>
    /// <param name="program">Its name without extension.</param>
    /// <returns>The first match in the folders of PATH; null if it is not installed.</returns>
    public static string? Find(string program)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        string fileName = OperatingSystem.IsWindows() ? program + ".exe" : program;
        string path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
        foreach (string folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string candidate = Path.Combine(folder, fileName);
            if (File.Exists(candidate)) return candidate;
        }

        return null;
    }
}
