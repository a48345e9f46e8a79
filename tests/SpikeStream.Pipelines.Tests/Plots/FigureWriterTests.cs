using System.Text;
using SpikeStream.Pipelines.Plots;

namespace SpikeStream.Pipelines.Tests.Plots;

public sealed class FigureWriterTests
{
    [Fact]
    public async Task Without_gnuplot_the_data_and_the_script_are_written_and_a_line_says_how_to_get_it()
    {
        using TemporaryFolder folder = new();
        FigureFiles files = await new FigureWriter(new Gnuplot(null)).WriteAsync(FigureExamples.Parameters, folder.Path, "parameters");
        folder.Files.ShouldBe(["parameters.csv", "parameters.gp", "parameters.reference.csv"]);
        files.Pictures.ShouldBeEmpty();
        files.Note.ShouldNotBeNull().ShouldContain("apt-get install gnuplot-nox");
    }

    [Fact]
    public async Task The_script_explains_its_columns_and_names_its_files_without_a_folder()
    {
        using TemporaryFolder folder = new();
        await new FigureWriter(new Gnuplot(null)).WriteAsync(FigureExamples.Activity, folder.Path, "activity");
        string script = folder.Read("activity.gp");
        script.ShouldContain("draw again in this folder with:  gnuplot activity.gp\n");
        script.ShouldContain("#    2  E_observed_hz\n");
        script.ShouldContain("set ylabel 'activity (Hz)'");
        script.ShouldContain("'activity.csv' using 1:2");
        script.ShouldNotContain(folder.Path);
    }

    [Fact]
    public async Task The_same_figure_gives_the_same_bytes()
    {
        using TemporaryFolder first = new();
        using TemporaryFolder second = new();
        FigureWriter writer = new(new Gnuplot(null));
        foreach ((string name, IFigure figure) in FigureExamples.All)
        {
            await writer.WriteAsync(figure, first.Path, name);
            await writer.WriteAsync(figure, second.Path, name);
        }

        first.Files.ShouldBe(second.Files);
        foreach (string file in first.Files) first.Read(file).ShouldBe(second.Read(file));
    }

    [SkippableFact]
    public async Task Gnuplot_draws_every_figure_empty_ones_and_odd_names_included()
    {
        Gnuplot gnuplot = Installed();
        using TemporaryFolder folder = new();
        FigureWriter writer = new(gnuplot);
        foreach ((string name, IFigure figure) in FigureExamples.All)
        {
            FigureFiles files = await writer.WriteAsync(figure, folder.Path, name);
            files.Note.ShouldBeNull();
            files.Pictures.Select(p => Path.GetFileName(p)).ShouldBe([name + ".png", name + ".svg"]);
            File.ReadAllBytes(files.Pictures[0])[..4].ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G']);
            File.ReadAllText(files.Pictures[1]).ShouldContain("</svg>");
        }

        folder.Files.ShouldAllBe(f => !f.Contains("partial", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_title_is_drawn_as_it_is_written()
    {
        Gnuplot gnuplot = Installed();
        using TemporaryFolder folder = new();
        await new FigureWriter(gnuplot).WriteAsync(FigureExamples.All["quoted"], folder.Path, "quoted");
        string picture = folder.Read("quoted.svg");
        picture.ShouldContain("Bob's \"net\" 100 % {x}_y second line");
        picture.ShouldContain("it's, {E}_1 (1 unit)");
    }

    [SkippableFact]
    public async Task A_gnuplot_that_fails_leaves_no_picture_and_its_reason_in_one_line()
    {
        Skip.If(OperatingSystem.IsWindows());
        using TemporaryFolder folder = new();
        Gnuplot broken = Program(folder, "#!/bin/sh\necho half > figure.partial.png\nprintf 'line 3: plot x\\n         ^\\n\"figure.gp\" line 3: undefined variable: x\\n\\n' >&2\nexit 3\n");
        using TemporaryFolder output = new();
        FigureFiles files = await new FigureWriter(broken).WriteAsync(FigureExamples.Psth, output.Path, "figure");
        files.Note.ShouldBe("figure.gp: gnuplot failed with exit code 3: \"figure.gp\" line 3: undefined variable: x");
        output.Files.ShouldBe(["figure.csv", "figure.gp"]);
    }

    [SkippableFact]
    public async Task A_gnuplot_that_hangs_is_stopped_at_the_limit()
    {
        Skip.If(OperatingSystem.IsWindows());
        using TemporaryFolder folder = new();
        string program = Path.Combine(folder.Path, "gnuplot");
        Program(folder, "#!/bin/sh\nexec sleep 600\n");
        using TemporaryFolder output = new();
        Gnuplot slow = new(program, TimeSpan.FromMilliseconds(50));
        FigureFiles files = await new FigureWriter(slow).WriteAsync(FigureExamples.Psth, output.Path, "figure");
        files.Note.ShouldBe("figure.gp: gnuplot took longer than 50 ms and was stopped.");
        output.Files.ShouldBe(["figure.csv", "figure.gp"]);
    }

    [Fact]
    public async Task A_gnuplot_that_cannot_be_started_is_a_note_and_leaves_no_picture_of_other_data()
    {
        using TemporaryFolder output = new();
        await File.WriteAllTextAsync(Path.Combine(output.Path, "figure.png"), "of other data");
        FigureFiles files = await new FigureWriter(new Gnuplot("/nowhere/gnuplot")).WriteAsync(FigureExamples.Psth, output.Path, "figure");
        output.Files.ShouldBe(["figure.csv", "figure.gp"]);
        files.Note.ShouldNotBeNull().ShouldStartWith("figure.gp: gnuplot could not be started (");
    }

    private static Gnuplot Installed()
    {
        Gnuplot gnuplot = Gnuplot.Find();
        Skip.IfNot(gnuplot.IsInstalled, "gnuplot is not installed.");
        return gnuplot;
    }

    private static Gnuplot Program(TemporaryFolder folder, string script)
    {
        string path = Path.Combine(folder.Path, "gnuplot");
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(script));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new Gnuplot(path);
    }
}
