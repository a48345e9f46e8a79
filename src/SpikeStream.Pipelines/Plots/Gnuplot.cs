namespace SpikeStream.Pipelines.Plots;

/// <summary>The gnuplot program, if it is installed.</summary>
public sealed class Gnuplot
{
    /// <summary>What to say where gnuplot is missing.</summary>
    public const string HowToInstall =
        "gnuplot is not installed, so no pictures were drawn; the data and the scripts are there. Install it " +
        "(Debian, Ubuntu: apt-get install gnuplot-nox; macOS: brew install gnuplot) and run gnuplot on the .gp file.";

    private readonly DrawingProgram? _program;

    /// <summary>Names the program to use.</summary>
    /// <param name="executable">Path of the program; null where it is not installed. <see cref="Find"/> looks for it.</param>
    /// <param name="limit">How long one figure may take; a minute if not given.</param>
    /// <param name="time">The clock for the limit; the system's if not given.</param>
    public Gnuplot(string? executable, TimeSpan? limit = null, TimeProvider? time = null)
    {
        if (executable is not null) _program = new DrawingProgram("gnuplot", executable, limit, time);
    }

    /// <summary>Whether there is a program to draw with.</summary>
    public bool IsInstalled => _program is not null;

    /// <summary>The gnuplot on the search path; one that is not installed if there is none.</summary>
    public static Gnuplot Find() => new(DrawingProgram.FindExecutable("gnuplot"));

    /// <summary>Runs <c>name.gp</c> in its folder and puts the pictures under their names once they are complete.</summary>
    /// <returns>The pictures; or none, and the reason in one line.</returns>
    internal async Task<(IReadOnlyList<string> Pictures, string? Note)> DrawAsync(
        string folder, string name, IReadOnlyList<string> formats, CancellationToken cancellation)
    {
        if (_program is null) return ([], HowToInstall);

        string partial = name + ".partial";
        try
        {
            string? failure = await _program.RunAsync(folder, ["-e", $"output='{partial}'", name + ".gp"], cancellation).ConfigureAwait(false);
            if (failure is not null) return ([], $"{name}.gp: {failure}");

            List<string> pictures = [];
            foreach (string format in formats)
            {
                string complete = Path.Combine(folder, $"{name}.{format}");
                File.Move(Path.Combine(folder, $"{partial}.{format}"), complete, overwrite: true);
                pictures.Add(complete);
            }

            return (pictures, null);
        }
        finally
        {
            foreach (string format in formats) File.Delete(Path.Combine(folder, $"{partial}.{format}"));
        }
    }
}
