using SpikeStream.Pipelines.Definition;
using SpikeStream.Tests;

namespace SpikeStream.Pipelines.Tests.Definition;

/// <summary>The pipelines of the repository, as they are and in each of their settings.</summary>
public sealed class ShippedPipelineTests
{
    private static readonly string Folder = Path.Combine(SharedData.RepositoryRoot, "pipelines");

    public static TheoryData<string, string?> Pipelines()
    {
        TheoryData<string, string?> cases = [];
        foreach (string file in Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(Folder, file).Replace('\\', '/');
            if (name == "pipeline.schema.json" || name.Contains("parameters/", StringComparison.Ordinal)) continue;
            cases.Add(name, null);
            foreach (string setting in Load(name, null).Settings) cases.Add(name, setting);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void A_pipeline_of_the_repository_is_valid_and_without_warnings(string name, string? setting) => Load(name, setting).Warnings.ShouldBeEmpty();

    [Fact]
    public void Every_pipeline_after_the_paper_has_the_published_setting_and_its_schema()
    {
        string[] files = Directory.GetFiles(Path.Combine(Folder, "paper"), "*.json");

        files.Length.ShouldBe(9, "figures 2 to 8 and 12, figure 4 in two; figure 11 is in 6");
        foreach (string file in files)
        {
            Load($"paper/{Path.GetFileName(file)}", "paper").Setting.ShouldBe("paper");
            File.ReadAllText(file).ShouldContain("\"$schema\": \"../pipeline.schema.json\"");
        }
    }

    // Recordings are not in the repository; the tables that the paper's pipelines read are.
    private static PipelineDefinition Load(string name, string? setting) => PipelineFile.Load(
        Path.Combine(Folder, name), new LoadSettings { Setting = setting, ChecksInputFiles = name.StartsWith("paper/", StringComparison.Ordinal) });
}
