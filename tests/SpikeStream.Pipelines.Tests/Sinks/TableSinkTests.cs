using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Pipelines.Tests.Plots;
using SpikeStream.Pipelines.Tests.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class TableSinkTests
{
    [Fact]
    public async Task Estimates_are_a_line_per_parameter_with_start_estimate_truth_and_prior()
    {
        Schema plain = EstimatesSchema.Create(["w[E]", "tau_m[E]"], ["mV", "s"]);
        Field[] fields = [.. plain.FieldsList];
        fields[5] = Described(fields[5], ("truth", "2.5"), ("prior", "normal(4, 4)"));
        fields[6] = Described(fields[6], ("truth", "0.02"), ("start", "0.5"));
        Schema schema = new(fields, plain.Metadata);
        RecordBatch rows = EstimatesSchema.Batch(schema, [0, 10, 20], [0, 1, 2], [0, 0, 0], [-5, -4, -3.25], [1, 1, 1], [1, 0.01, 2, 0.015, 2.4, 0.0191234]);
        string expected = """

            fit
            parameter  unit  start  estimate  truth   error         prior
            ---------  ----  -----  --------  -----  ------  ------------
            w[E]       mV        1       2.4    2.5  -4.0 %  normal(4, 4)
            tau_m[E]   s       0.5  0.019123   0.02  -4.4 %
            after step 20, objective -3.25

            """.ReplaceLineEndings("\n");
        (await PrintAsync(new TableSinkOptions { Title = "fit" }, rows)).ShouldBe(expected);
        (await PrintAsync(new TableSinkOptions { Title = "fit" }, rows, resumes: true, 1, 1)).ShouldBe(expected);
    }

    [Fact]
    public async Task Scores_are_a_line_per_metric_and_a_column_per_target_for_metrics_that_share_targets()
    {
        RecordBatch rows = ScoresSchema.Batch(
            ScoresSchema.Create(),
            [
                new("likelihood", "start", -5, double.NaN), new("likelihood", "estimate", -1.23456, 0.0123),
                new("correlation", "E", 0.91234567, double.NaN), new("correlation", "I", 0.5, 0.1), new("rmse", "I", 3, double.NaN),
            ]);
        string expected = """

            table
            metric      start        estimate
            ----------  -----  --------------
            likelihood     -5  -1.235 ± 0.012

            metric             E            I
            -----------  -------  -----------
            correlation  0.91235  0.50 ± 0.10
            rmse                            3

            """.ReplaceLineEndings("\n");
        (await PrintAsync(new TableSinkOptions(), rows)).ShouldBe(expected);
        (await PrintAsync(new TableSinkOptions(), rows, resumes: true, 1)).ShouldBe(expected);
    }

    [Fact]
    public async Task Scores_of_many_targets_are_a_line_each()
    {
        RecordBatch rows = ScoresSchema.Batch(ScoresSchema.Create(), [.. Enumerable.Range(0, 7).Select(unit => new ScoresSchema.Row("bits", $"n{unit}", unit, double.NaN))]);
        string text = await PrintAsync(new TableSinkOptions(), rows);
        text.Split('\n').Count(line => line.StartsWith("bits    n", StringComparison.Ordinal)).ShouldBe(7);
    }

    [Fact]
    public async Task Scores_of_many_targets_and_a_few_metrics_are_a_line_per_target()
    {
        RecordBatch rows = ScoresSchema.Batch(
            ScoresSchema.Create(),
            [.. Enumerable.Range(0, 7).SelectMany(unit => new ScoresSchema.Row[] { new("mean", $"n{unit}", unit, double.NaN), new("sd", $"n{unit}", 0.5, double.NaN) })]);

        string text = await PrintAsync(new TableSinkOptions(), rows);

        text.ShouldStartWith("\ntable\ntarget  mean   sd\n------  ----  ---\nn0         0  0.5\nn1         1  0.5\n");
    }

    [Fact]
    public async Task Many_metrics_of_many_targets_are_told_in_several_tables_and_of_the_first_targets_only()
    {
        RecordBatch rows = ScoresSchema.Batch(
            ScoresSchema.Create(),
            [.. Enumerable.Range(0, 130).SelectMany(unit => Enumerable.Range(0, 13).Select(metric => new ScoresSchema.Row($"m{metric}", $"n{unit}", unit, double.NaN)))]);
        string[] lines = (await PrintAsync(new TableSinkOptions(), rows)).Split('\n');
        lines.Count(line => line.StartsWith("target", StringComparison.Ordinal)).ShouldBe(3, "6, 6 and 1 metrics");
        lines.Count(line => line.StartsWith("n99 ", StringComparison.Ordinal)).ShouldBe(3);
        lines.ShouldNotContain(line => line.StartsWith("n100 ", StringComparison.Ordinal));
        lines.ShouldContain("... and 30 more; a sink of type csv writes all");
    }

    [Fact]
    public async Task Of_other_tables_the_first_rows_are_shown()
    {
        RecordBatch rows = SpikeExamples.Spikes((0.5, 3), (1234567.25, 4), (1e-7, 5));
        string expected = """

            table
             time (s)  unit
            ---------  ----
                  0.5     3
            1.2346e+6     4
            ... 3 rows in all

            """.ReplaceLineEndings("\n");
        (await PrintAsync(new TableSinkOptions { Rows = 2 }, rows, resumes: true, 1)).ShouldBe(expected);
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(123456.7, "123457")]
    [InlineData(0.00012345678, "0.00012346")]
    [InlineData(-1e-9, "-1e-9")]
    [InlineData(2000000.0, "2000000")]
    [InlineData(double.NaN, "")]
    public void Numbers_have_five_significant_digits(double value, string text) => NumberText.Of(value).ShouldBe(text);

    [Fact]
    public async Task Scores_stand_beside_published_values_and_what_one_side_lacks_is_shown()
    {
        using TemporaryFolder folder = new();
        string reference = Path.Combine(folder.Path, "published.csv"), path = Path.Combine(folder.Path, "comparison.csv");
        await File.WriteAllTextAsync(reference, "metric,target,value,error\nrmse,theory,3.4,0.08\nrmse,inferred,3.55,NaN\nrho,theory,0.946,NaN\n");
        RecordBatch rows = ScoresSchema.Batch(
            ScoresSchema.Create(),
            [new("rmse", "theory", 9, double.NaN), new("extra", "E", 2, 0.5), new("rmse", "theory", 3.5, 0.07), new("rho", "theory", 0.94, double.NaN)]);
        string expected = """

            Figure 2
            metric  target            value    published  difference
            ------  --------  -------------  -----------  ----------
            rmse    theory    3.500 ± 0.070  3.40 ± 0.08      +0.100
            rmse    inferred              –         3.55           –
            rho     theory             0.94        0.946      -0.006
            extra   E           2.00 ± 0.50            –           –

            """.ReplaceLineEndings("\n");
        TableSinkOptions options = new() { Title = "Figure 2", Reference = reference, Path = path };

        (await PrintAsync(options, rows)).ShouldBe(expected);
        (await PrintAsync(options, rows, resumes: true, 1, 1)).ShouldBe(expected);

        string[] lines = await File.ReadAllLinesAsync(path + ".partial");
        lines[0].ShouldBe("metric,target,value,error,published,published_error,difference");
        lines[1].Split(',')[..6].ShouldBe(["rmse", "theory", "3.5", "0.07", "3.4", "0.08"]);
        lines[2].ShouldBe("rmse,inferred,NaN,NaN,3.55,NaN,NaN");
        lines[4].ShouldBe("extra,E,2,0.5,NaN,NaN,NaN");
    }

    [Fact]
    public async Task Estimates_stand_beside_published_values_by_parameter()
    {
        using TemporaryFolder folder = new();
        string reference = Path.Combine(folder.Path, "published.csv"), path = Path.Combine(folder.Path, "comparison.csv");
        await File.WriteAllTextAsync(reference, "metric,target,value,error\ninferred,w[E],2.1,NaN\naverage,w[E],2.482,NaN\ninferred,c[E],9,NaN\n");
        RecordBatch rows = EstimatesSchema.Batch(EstimatesSchema.Create(["w[E]", "tau_m[E]"], ["mV", "s"]), [0, 10], [0, 1], [0, 0], [-5, -4], [1, 1], [1, 0.01, 2.4, 0.02]);
        string expected = """

            table
            parameter  unit  start  estimate  published inferred  published average
            ---------  ----  -----  --------  ------------------  -----------------
            w[E]       mV        1       2.4                 2.1              2.482
            tau_m[E]   s      0.01      0.02                   –                  –
            c[E]                 –         –                   9                  –
            after step 10, objective -4

            """.ReplaceLineEndings("\n");

        (await PrintAsync(new TableSinkOptions { Reference = reference, Path = path }, rows)).ShouldBe(expected);

        string[] lines = await File.ReadAllLinesAsync(path + ".partial");
        lines.Length.ShouldBe(7);
        lines[1].ShouldStartWith("inferred,w[E],2.4,NaN,2.1,NaN,0.29999");
        lines[6].ShouldBe("average,c[E],NaN,NaN,NaN,NaN,NaN");
    }

    [Theory]
    [InlineData("metric,target,value,error\n", "found no rows, expected published values")]
    [InlineData("metric,target,value,error\na,b,1,NaN\na,b,2,NaN\n", "found 2 values of a for \"b\", expected one")]
    public async Task A_table_of_published_values_that_is_empty_or_repeats_is_refused(string text, string fault)
    {
        using TemporaryFolder folder = new();
        string reference = Path.Combine(folder.Path, "published.csv");
        await File.WriteAllTextAsync(reference, text);

        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(() => OpenAsync(new TableSinkOptions { Reference = reference }, ScoresSchema.Create(), TextWriter.Null));

        refusal.Message.ShouldBe($"{reference}: {fault}");
    }

    [Fact]
    public async Task Only_scores_and_estimates_are_compared()
    {
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(() => OpenAsync(new TableSinkOptions { Reference = "x.csv" }, SpikeExamples.Spikes((0.5, 3)).Schema, TextWriter.Null));

        refusal.Message.ShouldBe("reference: found a table of spikes, expected scores or estimates, which can be compared with published values");
        new TableSinkOptions { Path = "a.csv" }.Check().Single().Key.ShouldBe("path");
    }

    private static Field Described(Field field, params (string Key, string Value)[] more) => new(
        field.Name, field.DataType, field.IsNullable, [.. field.Metadata ?? new Dictionary<string, string>(), .. more.Select(pair => new KeyValuePair<string, string>(pair.Key, pair.Value))]);

    private static async Task<string> PrintAsync(TableSinkOptions options, RecordBatch rows, bool resumes = false, params int[] sizes)
    {
        StringWriter output = new();
        TableSink sink = await OpenAsync(options, rows.Schema, output);
        await sink.StartAsync(default);
        foreach (RecordBatch batch in StageRun.Cut(rows, sizes))
        {
            await sink.ProcessAsync(0, new Batch(batch), default);
            if (!resumes) continue;
            using MemoryStream checkpoint = new();
            using BinaryWriter writer = new(checkpoint);
            sink.Save(writer);
            checkpoint.Position = 0;
            sink = await OpenAsync(options, rows.Schema, output);
            using BinaryReader reader = new(checkpoint);
            sink.Restore(reader);
        }

        await sink.CompleteAsync(default);
        output.ToString().ShouldBeEmpty("Nothing is printed before the run has succeeded.");
        await sink.CommittedAsync(default);
        await sink.DisposeAsync();
        return output.ToString();
    }

    private static async Task<TableSink> OpenAsync(TableSinkOptions options, Schema schema, TextWriter output)
    {
        TableSink sink = new() { Output = output };
        sink.Attach(options, new NodeContext { Id = "table", RunFolder = "." });
        await sink.OpenAsync(new NodeInputs(sink.Inputs, schema, null), default);
        return sink;
    }
}
