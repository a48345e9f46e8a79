using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sinks;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sinks;

public sealed class PlotSinkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikestream-plots-").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_raster_keeps_the_spikes_of_its_window_only(bool resumes)
    {
        PlotRasterOptions options = new()
        {
            Path = "raster",
            Start = Duration.Parse("1 s"),
            Duration = Duration.Parse("1 s"),
            Populations = new Dictionary<string, string> { ["a"] = "0-1", ["b"] = "2" },
        };
        Schema schema = SpikesSchema.Create();
        RecordBatch[] batches =
        [
            SpikesSchema.Batch(schema, [0.5, 0.999], [0, 1]),
            SpikesSchema.Batch(schema, [1.0, 1.5, 1.5], [1, 0, 2]),
            SpikesSchema.Batch(schema, [1.75, 2.0, 3.0], [2, 1, 0]),
        ];

        (string[] lines, NodeContext context) = await DrawAsync<PlotRasterSink>(options, schema, batches, resumes, "raster.csv");

        lines[1..].Select(line => string.Join(' ', line.Split(',')[..3])).ShouldBe(["1.5 0 0", "1 1 0", "1.5 2 1", "1.75 2 1"]);
        context.OutputFiles.Select(file => Path.GetFileName(file.Path)).ShouldBe(["raster.csv", "raster.gp", "raster.png", "raster.svg"]);
        context.Warnings.Count(warning => warning.Contains("leaves out")).ShouldBe(0);
    }

    [Fact]
    public async Task A_raster_says_how_many_spikes_it_leaves_out()
    {
        Schema schema = SpikesSchema.Create();
        RecordBatch batch = SpikesSchema.Batch(schema, [0.1, 0.2, 0.3], [0, 0, 0]);

        (string[] lines, NodeContext context) = await DrawAsync<PlotRasterSink>(new PlotRasterOptions { Path = "r", MaximumSpikes = 2 }, schema, [batch], false, "r.csv");

        lines.Length.ShouldBe(3);
        context.Warnings.ShouldContain(warning => warning.Contains("the first 2 spikes of its window and leaves out 1"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_histogram_around_events_has_a_curve_per_unit_and_condition(bool resumes)
    {
        Schema schema = PsthRows.Schema(2, new BinWidth(1, 10), ["left", "right"]);
        RecordBatch[] batches = [Histogram(schema, "go", 4, 10), Histogram(schema, "stop", 5, 20)];

        (string[] lines, _) = await DrawAsync<PlotPsthSink>(new PlotPsthOptions { Path = "psth", Event = "cue" }, schema, batches, resumes, "psth.csv");

        lines.Length.ShouldBe(1 + 2 * 2 * 3);
        lines[1].ShouldStartWith("left,go,4,-0.05,10,0.5,");
        lines[^1].ShouldStartWith("right,stop,5,0.15,23,0.5,");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_histogram_around_events_tells_the_trials_of_each_unit_where_they_differ(bool resumes)
    {
        Schema schema = PsthRows.Schema(2, new BinWidth(1, 10), ["left", "right"], trialsByUnit: true);
        RecordBatch plain = Histogram(schema, "go", 5, 10);
        IArrowArray numbers = Columns.ListArray((Apache.Arrow.Types.FixedSizeListType)schema.GetFieldByName("trial_counts")!.DataType, Columns.Copy<long>([5, 2, 5, 2, 5, 2]), 3);

        (string[] lines, _) = await DrawAsync<PlotPsthSink>(new PlotPsthOptions { Path = "psth" }, schema, [new(schema, [.. plain.Arrays.Take(5), numbers], 3)], resumes, "psth.csv");

        lines[1].ShouldStartWith("left,go,5,-0.05,10,");
        lines[^1].ShouldStartWith("right,go,2,0.15,13,");
    }

    [Fact]
    public async Task In_text_the_columns_of_a_histogram_have_names_of_their_own()
    {
        Schema schema = PsthRows.Schema(2, new BinWidth(1, 10), ["left", "right"]);
        string path = Path.Combine(_folder, "table.csv");
        await using (IRecordingWriter writer = RecordingFormats.Create(path, schema))
        {
            await writer.WriteAsync(Histogram(schema, "go", 4, 10), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
            writer.Commit();
        }

        (await File.ReadAllLinesAsync(path))[..2].ShouldBe(["time,left,right,left_error,right_error,condition,trials", "-0.1,10,11,0.5,0.5,go,4"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RecordBatch Histogram(Schema schema, string condition, long trials, double rate) => new(
        schema,
        [
            Columns.Array(Apache.Arrow.Types.DoubleType.Default, Columns.Copy<double>([-0.1, 0, 0.1]), 3),
            Columns.ListArray((Apache.Arrow.Types.FixedSizeListType)schema.GetFieldByName("values")!.DataType, Columns.Copy<double>([rate, rate + 1, rate, rate + 2, rate, rate + 3]), 3),
            Columns.ListArray((Apache.Arrow.Types.FixedSizeListType)schema.GetFieldByName("errors")!.DataType, Columns.Copy<double>([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]), 3),
            Columns.Text([condition, condition, condition]),
            Columns.Array(Apache.Arrow.Types.Int64Type.Default, Columns.Copy<long>([trials, trials, trials]), 3),
        ],
        3);

    private async Task<(string[] Lines, NodeContext Context)> DrawAsync<TSink>(object options, Schema schema, RecordBatch[] batches, bool resumes, string table)
        where TSink : Sink, new()
    {
        (TSink sink, NodeContext context) = await OpenAsync<TSink>(options, schema);
        foreach (RecordBatch batch in batches)
        {
            await sink.ProcessAsync(0, new Batch(batch), default);
            if (!resumes) continue;
            using MemoryStream state = new();
            using BinaryWriter writer = new(state);
            sink.Save(writer);
            writer.Flush();
            state.Position = 0;
            (sink, context) = await OpenAsync<TSink>(options, schema);
            sink.Restore(new BinaryReader(state));
        }

        await sink.CompleteAsync(default);
        await sink.CommittedAsync(default);
        return (await File.ReadAllLinesAsync(Path.Combine(_folder, table)), context);
    }

    private async Task<(TSink Sink, NodeContext Context)> OpenAsync<TSink>(object options, Schema schema)
        where TSink : Sink, new()
    {
        TSink sink = new();
        NodeContext context = new() { Id = "plot", RunFolder = _folder };
        sink.Attach(options, context);
        await sink.OpenAsync(new NodeInputs(sink.Inputs, [schema]), default);
        return (sink, context);
    }
}
