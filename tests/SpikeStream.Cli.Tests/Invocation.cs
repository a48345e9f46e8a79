namespace SpikeStream.Cli.Tests;

/// <summary>One command line run inside the test process.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
internal sealed record Invocation(int ExitCode, string Output, string Errors)
{
    public static Invocation Run(params string[] arguments) => Run(arguments, new Interruption());

    /// <summary>Runs a command line whose user wants to stop it from the beginning on.</summary>
    public static Invocation RunInterrupted(params string[] arguments)
    {
        Interruption interruption = new();
        interruption.Request();
        return Run(arguments, interruption);
    }

    private static Invocation Run(string[] arguments, Interruption interruption)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        using CommandEnvironment environment = new() { Output = output, Error = errors, Interruption = interruption };
        int exitCode = CommandLine.RunAsync(arguments, environment).GetAwaiter().GetResult();
        return new Invocation(exitCode, output.ToString(), errors.ToString());
    }

    /// <summary>Asserts exit code 2 and one line that starts with <c>error:</c>.</summary>
    public void ShouldRefuse(string line)
    {
        Errors.ShouldBe($"error: {line}\n");
        ExitCode.ShouldBe(2);
        Output.ShouldBeEmpty();
    }

    /// <summary>Asserts success and gives the output.</summary>
    public string ShouldSucceed()
    {
        ExitCode.ShouldBe(0, Errors);
        return Output;
    }
}
