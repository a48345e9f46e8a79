using System.CommandLine;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary><c>stages [NAME]</c>: what a pipeline can be built of.</summary>
internal static class StagesVerb
{
    public static Command Create(CommandEnvironment environment)
    {
        Argument<string?> name = new("NAME") { Description = "A source, stage or sink to explain.", Arity = ArgumentArity.ZeroOrOne };
        Command verb = new("stages", "List the sources, stages and sinks that pipelines are built of, or explain one.");
        verb.Arguments.Add(name);
        verb.SetAction(parsed => parsed.GetValue(name) is { } one ? Explain(one, environment.Output) : List(environment.Output));
        return verb.WithExamples("spikestream stages", "spikestream stages bin");
    }

    private static int List(TextWriter output)
    {
        int width = NodeRegistry.Product.Types.Max(type => type.Type.Length);
        foreach (IGrouping<NodeCategory, NodeType> group in NodeRegistry.Product.Types.GroupBy(type => type.Category))
        {
            output.WriteLine($"{group.Key}s:");
            foreach (NodeType type in group) output.WriteLine($"  {type.Type.PadRight(width)}  {type.Summary}");
            output.WriteLine();
        }

        output.WriteLine("More on one of them: spikestream stages NAME");
        return ExitCode.Success;
    }

    private static int Explain(string name, TextWriter output)
    {
        List<NodeType> found = [.. NodeRegistry.Product.Types.Where(type => type.Type == name)];
        if (found.Count == 0)
        {
            string[] names = [.. NodeRegistry.Product.Types.Select(type => type.Type).Distinct()];
            string hint = NearestName.Find(name, names) is { } nearest ? $"did you mean \"{nearest}\"?" : "see spikestream stages";
            throw new InvalidInputException($"no source, stage or sink is called \"{name}\"; {hint}");
        }

        for (int i = 0; i < found.Count; i++)
        {
            if (i > 0) output.WriteLine();
            output.Write(NodeExplanation.Of(NodeCatalog.Describe(found[i])));
        }

        return ExitCode.Success;
    }
}
