using System.Text.Json;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Tests;

namespace SpikeStream.Pipelines.Tests.Catalog;

public sealed class PipelineSchemaTests
{
    /// <summary>To refresh the file: SPIKESTREAM_REFRESH=1 dotnet test tests/SpikeStream.Pipelines.Tests, or spikestream schema.</summary>
    [Fact]
    public void The_schema_in_the_repository_is_up_to_date()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "pipelines", "pipeline.schema.json");
        string schema = PipelineSchema.Generate();
        if (Environment.GetEnvironmentVariable("SPIKESTREAM_REFRESH") == "1") File.WriteAllText(path, schema);

        File.ReadAllText(path).ShouldBe(schema, "run the tests once with SPIKESTREAM_REFRESH=1, or `spikestream schema > pipelines/pipeline.schema.json`, and commit the file");
    }

    [Fact]
    public void The_schema_states_type_unit_range_default_and_documentation_of_every_option()
    {
        using JsonDocument schema = JsonDocument.Parse(PipelineSchema.Generate(TestRun.Registry));
        JsonElement options = schema.RootElement.GetProperty("properties").GetProperty("sources").GetProperty("items").GetProperty("oneOf")
            .EnumerateArray().Single(form => form.GetProperty("title").GetString() == "everything").GetProperty("properties");

        options.GetProperty("type").GetProperty("const").GetString().ShouldBe("everything");
        options.GetProperty("binWidth").GetRawText().ShouldContain("\"default\": \"1 ms\"");
        options.GetProperty("start").GetProperty("description").GetString().ShouldBe("Where to start: fromPrior or not.");
        options.GetProperty("rate").GetProperty("maximum").GetDouble().ShouldBe(1);
        options.GetProperty("limit").GetProperty("description").GetString().ShouldBe("Rows. In rows.");
        options.GetProperty("limit").GetProperty("type").GetRawText().Replace(" ", "").ReplaceLineEndings("").ShouldBe("[\"integer\",\"null\",\"string\"]");
        options.GetProperty("limit").GetProperty("pattern").GetString().ShouldBe(@"^\$\{[A-Za-z0-9_-]+\}$", "A variable may stand for a number.");
        options.GetProperty("units").GetProperty("items").GetProperty("minimum").GetDouble().ShouldBe(0);
        options.GetProperty("drive").GetProperty("oneOf").GetArrayLength().ShouldBe(2);
        schema.RootElement.GetProperty("$schema").GetString().ShouldBe("https://json-schema.org/draft/2020-12/schema");
    }

    [Fact]
    public void Every_option_of_the_product_is_documented()
    {
        IEnumerable<string> undocumented = NodeCatalog.Describe(NodeRegistry.Product)
            .SelectMany(node => node.Options.Where(option => option.Documentation.Length == 0).Select(option => $"{node.Type.Type}.{option.Key}"));

        undocumented.ShouldBeEmpty();
    }

    [Fact]
    public void A_node_is_described_with_ports_and_options()
    {
        NodeDescription node = NodeCatalog.Describe(TestRun.Registry.Find(NodeCategory.Source, "everything")!);

        node.Remarks.ShouldBe("For tests of options.");
        node.Outputs.Single().Summary.ShouldBe("One number.");
        OptionDescription rate = node.Options.Single(option => option.Key == "rate");
        (rate.Default, rate.Range, rate.Documentation, rate.IsRequired).ShouldBe(("0.01", "from 0 to 1", "Learning rate.", false));
        node.Options.Select(option => option.Key).ShouldContain("populations.NAME.size");
        node.Options.Select(option => option.Key).ShouldContain("drive(sine).frequency");
    }

    [Fact]
    public void The_graph_is_drawn_as_text_and_as_dot()
    {
        Pipelines.Definition.PipelineDefinition pipeline = TestRun.Parse(TestRun.Json(
            """{ "id": "read", "type": "numbers" }""",
            """{ "id": "parts", "type": "split", "from": "read" }, { "id": "pairs", "type": "zip", "from": { "left": "parts.even", "right": "parts.odd" } }""",
            """{ "id": "out", "type": "text", "from": "pairs", "path": "o.txt" }"""));

        PipelineDrawing.ToText(pipeline).ShouldBe("""
            read (numbers)
            └─ counts → parts (split)
               ├─ .even counts as left → pairs (zip)
               │  └─ counts → out (text)
               └─ .odd counts as right → pairs (zip) (above)

            """.ReplaceLineEndings("\n"));
        string dot = PipelineDrawing.ToDot(pipeline);
        dot.ShouldStartWith("digraph \"test\" {");
        dot.ShouldContain("\"parts\" -> \"pairs\"");
        dot.ShouldEndWith("}\n");
    }
}
