using System.Text;

namespace SpikeStream.Cli;

/// <summary>A file of results that appears under its name only when it is complete.</summary>
internal static class ResultFile
{
    /// <summary>Lets a partial file be written and gives it its name.</summary>
    /// <param name="path">The final path.</param>
    /// <param name="writeAsync">Writes the file at the path that it is given.</param>
    public static async Task WriteAsync(string path, Func<string, Task> writeAsync)
    {
        string complete = Path.GetFullPath(path);
        string partial = complete + ".partial";
        if (!Directory.Exists(Path.GetDirectoryName(complete))) throw new DirectoryNotFoundException($"{path}: its folder does not exist; make it first");
        try
        {
            await writeAsync(partial).ConfigureAwait(false);
            File.Move(partial, complete, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Writes a text.</summary>
    /// <param name="path">The final path.</param>
    /// <param name="text">The content.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public static Task WriteTextAsync(string path, string text, CancellationToken cancellation) =>
        WriteAsync(path, partial => File.WriteAllTextAsync(partial, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellation));
}
