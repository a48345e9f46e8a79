using System.CommandLine;
using SpikeStream.Pipelines.Definition;

namespace SpikeStream.Cli.Verbs;

/// <summary>The pipeline file and what may be changed in it, for the verbs that read one.</summary>
internal sealed class PipelineInput
{
    private readonly Argument<string> _pipeline = new("PIPELINE") { Description = "The pipeline, a JSON file." };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Folder of recordings, ${data} in the pipeline. Otherwise SPIKESTREAM_DATA, otherwise sample-data.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _setting = new("--setting")
    {
        Description = "One of the settings of the pipeline, such as paper: other values for its variables.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Set any value of the pipeline, such as stages.fit.iterations=100 or seed=7. May be repeated.",
        HelpName = "path=value",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>Adds the argument and the options to a verb.</summary>
    public void AddTo(Command verb)
    {
        verb.Arguments.Add(_pipeline);
        verb.Options.Add(_data);
        verb.Options.Add(_setting);
        verb.Options.Add(_set);
    }

    /// <summary>The file as the user named it.</summary>
    public string File(ParseResult parsed) => parsed.GetRequiredValue(_pipeline);

    /// <summary>The user's words that a resumed run has to repeat.</summary>
    public IEnumerable<string> Words(ParseResult parsed)
    {
        yield return File(parsed);
        if (parsed.GetValue(_data) is { } data)
        {
            yield return "--data";
            yield return data;
        }

        if (parsed.GetValue(_setting) is { } setting)
        {
            yield return "--setting";
            yield return setting;
        }

        foreach (string set in parsed.GetValue(_set) ?? [])
        {
            yield return "--set";
            yield return set;
        }
    }

    /// <summary>Reads and checks the pipeline.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="checksInputFiles">Whether the recordings must be there.</param>
    /// <param name="more">More settings, applied after the user's.</param>
    public PipelineDefinition Load(ParseResult parsed, bool checksInputFiles, params IReadOnlyList<string> more) => Load(parsed, checksInputFiles, session: null, more);

    /// <summary>Reads and checks the pipeline as it is for one of its sessions.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="session">The session.</param>
    /// <param name="more">More settings, applied after the user's.</param>
    public PipelineDefinition Load(ParseResult parsed, SessionInput session, params IReadOnlyList<string> more) => Load(parsed, checksInputFiles: true, session.Name, more);

    /// <summary>Reads and checks the pipeline for each of its sessions after the first, which it is bound to.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="pipeline">The pipeline.</param>
    public void CheckSessions(ParseResult parsed, PipelineDefinition pipeline)
    {
        foreach (SessionInput session in pipeline.Sessions.Skip(1)) Load(parsed, session);
    }

    private PipelineDefinition Load(ParseResult parsed, bool checksInputFiles, string? session, IReadOnlyList<string> more) =>
        PipelineFile.Load(File(parsed), new LoadSettings
        {
            Session = session,
            DataFolder = parsed.GetValue(_data),
            Setting = parsed.GetValue(_setting),
            Overrides = [.. parsed.GetValue(_set) ?? [], .. more],
            ChecksInputFiles = checksInputFiles,
        });

    /// <summary>Tells what is odd but allowed.</summary>
    public static void WriteWarnings(PipelineDefinition pipeline, TextWriter messages)
    {
        foreach (object warning in pipeline.Warnings) messages.WriteLine($"warning: {warning}");
    }
}
