using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Sinks;
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
        await sink.OpenAsync(new NodeInputs(sink.Inputs, schema), default);
        return sink;
    }
}
