namespace SpikeStream.EndToEnd.Tests;

/// <summary>What a finished <c>spikestream</c> process left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All of standard output.</param>
/// <param name="Errors">All of standard error.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of standard error that state a fault.</summary>
    public IReadOnlyList<string> ErrorLines =>
        [.. Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line.StartsWith("error:", StringComparison.Ordinal))];

    /// <summary>Asserts success and gives everything printed where it failed.</summary>
    public CommandResult ShouldSucceed()
    {
        ExitCode.ShouldBe(0, $"standard error:\n{Errors}\nstandard output:\n{Output}");
        return this;
    }

    /// <summary>Asserts the exit code, one error line that says all of <paramref name="parts"/>, and no stack trace.</summary>
    public CommandResult ShouldRefuse(int exitCode, params string[] parts)
    {
        ExitCode.ShouldBe(exitCode, $"standard error:\n{Errors}\nstandard output:\n{Output}");
        ErrorLines.Count.ShouldBe(1, Errors);
        foreach (string part in parts) ErrorLines[0].ShouldContain(part);
        Errors.ShouldNotContain("   at ");
        return this;
    }
}
