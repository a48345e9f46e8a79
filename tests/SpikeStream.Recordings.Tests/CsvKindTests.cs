using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings.Tests;

/// <summary>Units that are words, and the kinds of table that are known by their headers.</summary>
public sealed class CsvKindTests
{
    [Theory]
    [InlineData("time,unit\n0.5,B21\n1.5,\"B4, left\"\n2.5,B21\n")]
    [InlineData("unit;time\nB21;0.5\n\"B4, left\";1.5\nB21;2.5\n")]
    public async Task Units_that_are_words_are_numbered_by_their_first_appearance(string text)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", text);
        await using IRecordingReader reader = RecordingFormats.Open(path);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["B21", "B4, left"]);
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(0.5, 0u), (1.5, 1u), (2.5, 0u)]);
    }

    [Fact]
    public async Task Stated_names_number_the_units_and_others_are_refused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", "time,unit\n0.5,E\n1.5,I\n2.5,X\n");
        (await Made.ReadSpikesAsync(path, new ReadOptions { UnitNames = ["X", "I", "E"] })).ShouldBe([(0.5, 2u), (1.5, 1u), (2.5, 0u)]);
        (await Made.RefusalAsync(path, new ReadOptions { UnitNames = ["E", "I"] })).ShouldContain(":4:5: found \"X\", expected the name of a unit that is among unitNames");
        (await Made.RefusalAsync(path, new ReadOptions { UnitNames = ["E", "E"] })).ShouldContain("found \"E\" twice");
    }

    [Fact]
    public async Task Columns_of_trials_may_be_named_and_a_condition_remains_a_variable()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("trials.csv", "trial,contrast,cue_s,end_s\n7,0.25,1.5,2\n8,1,3,4.5\n");
        var options = new ReadOptions { Kind = RecordingKind.Trials, Columns = new Dictionary<string, string> { ["start"] = "cue_s", ["stop"] = "end_s", ["condition"] = "contrast" } };
        await using IRecordingReader reader = RecordingFormats.Open(path, options);
        reader.Kind.ShouldBe(RecordingKind.Trials);
        RecordBatch trials = (await Made.ReadAsync(reader))[0];
        TrialsSchema.Trials(trials).ToArray().ShouldBe([7L, 8L]);
        TrialsSchema.Starts(trials).ToArray().ShouldBe([1.5, 3]);
        TrialsSchema.Stops(trials).ToArray().ShouldBe([2, 4.5]);
        TrialsSchema.Conditions(trials).GetString(0).ShouldBe("0.25");
        TrialsSchema.Describe(reader.Schema).Select(field => (field.Name, field.DataType.TypeId)).ShouldBe([("contrast", ArrowTypeId.Double)]);
        (await Made.RefusalAsync(path, options with { Columns = new Dictionary<string, string> { ["start"] = "cue" } })).ShouldContain("found no column \"cue\" for start");
    }

    [Fact]
    public async Task A_table_that_is_said_to_be_of_trials_needs_a_start_only()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("trials.csv", "start,side\n1.5,left\n3,right\n");
        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { Kind = RecordingKind.Trials });
        RecordBatch trials = (await Made.ReadAsync(reader))[0];
        TrialsSchema.Trials(trials).ToArray().ShouldBe([0L, 1L]);
        TrialsSchema.Starts(trials).ToArray().ShouldBe([1.5, 3]);
        trials.Column(TrialsSchema.Stop).NullCount.ShouldBe(2);
        TrialsSchema.Conditions(trials).NullCount.ShouldBe(2);
        TrialsSchema.Describe(reader.Schema).Select(field => field.Name).ShouldBe(["side"]);
    }

    [Fact]
    public async Task Trials_come_back_with_their_variables_and_what_is_missing()
    {
        using var folder = new TemporaryFolder();
        Schema schema = TrialsSchema.Create(
            new Field("contrast", DoubleType.Default, true), new Field("block", Int64Type.Default, true), new Field("rat", StringType.Default, true));
        var table = new RecordBatch(
            schema,
            [
                new Int64Array.Builder().AppendRange([3L, 4L, 5L]).Build(),
                new DoubleArray.Builder().Append(0.25).AppendNull().Append(1e-9).Build(),
                new DoubleArray.Builder().Append(1.5).Append(2.5).AppendNull().Build(),
                Columns.Text(["left, low", null, "say \"right\""]),
                new DoubleArray.Builder().Append(0.1).Append(0.5).AppendNull().Build(),
                new Int64Array.Builder().Append(1).AppendNull().Append(-2).Build(),
                Columns.Text(["a", "b", null]),
            ],
            3);
        await Made.WriteAsync(folder.File("a.csv"), table);
        await using IRecordingReader reader = RecordingFormats.Open(folder.File("a.csv"));
        reader.Kind.ShouldBe(RecordingKind.Trials);
        RecordBatch read = (await Made.ReadAsync(reader)).Single();
        read.Schema.FieldsList.Select(field => (field.Name, field.DataType.TypeId)).ShouldBe(schema.FieldsList.Select(field => (field.Name, field.DataType.TypeId)));
        TrialsSchema.Trials(read).ToArray().ShouldBe([3L, 4L, 5L]);
        ((DoubleArray)read.Column(1)).ToList(includeNulls: true).ShouldBe([0.25, null, 1e-9]);
        ((DoubleArray)read.Column(2)).ToList(includeNulls: true).ShouldBe([1.5, 2.5, null]);
        Enumerable.Range(0, 3).Select(row => TrialsSchema.Conditions(read).GetString(row)).ShouldBe(["left, low", null, "say \"right\""]);
        ((Int64Array)read.Column(5)).ToList(includeNulls: true).ShouldBe([1L, null, -2L]);
        Enumerable.Range(0, 3).Select(row => ((StringArray)read.Column(6)).GetString(row)).ShouldBe(["a", "b", null]);
    }

    [Fact]
    public async Task Estimates_and_scores_come_back_from_text()
    {
        using var folder = new TemporaryFolder();
        Schema estimates = EstimatesSchema.Create(["tau", "w"]);
        await Made.WriteAsync(folder.File("e.csv"), EstimatesSchema.Batch(estimates, [1, 2], [0.5, 1.5], [0, 0], [-3.5, double.NaN], [1, 2], [0.01, 3, 0.02, 4]));
        await using IRecordingReader first = RecordingFormats.Open(folder.File("e.csv"));
        RecordBatch read = (await Made.ReadAsync(first)).Single();
        (first.Kind, EstimatesSchema.Describe(first.Schema).Count).ShouldBe((RecordingKind.Estimates, 2));
        EstimatesSchema.Steps(read).ToArray().ShouldBe([1L, 2L]);
        EstimatesSchema.Parameter(read, "w").ToArray().ShouldBe([3.0, 4.0]);
        EstimatesSchema.Parameter(read, "objective")[1].ShouldBe(double.NaN);

        ScoresSchema.Row[] scores = [new("bits", "all", 0.5, 0.1), new("bits", "", -1, double.NaN)];
        await Made.WriteAsync(folder.File("s.csv"), ScoresSchema.Batch(ScoresSchema.Create(), scores));
        await using IRecordingReader second = RecordingFormats.Open(folder.File("s.csv"));
        ScoresSchema.Rows((await Made.ReadAsync(second)).Single()).ShouldBe(scores);
    }

    [Fact]
    public async Task Curves_come_back_from_text_and_from_Arrow_where_their_units_are_kept()
    {
        using var folder = new TemporaryFolder();
        CurvesSchema.Description description = new("frequency", "Hz", "power", "Hz^2/Hz");
        CurvesSchema.Row[] rows = [new("recorded", "E", 0.5, 1.25, 0.1), new("simulated", "E, fast", 0.5, -1e-9, double.NaN)];
        RecordBatch curves = CurvesSchema.Batch(CurvesSchema.Create(description), rows);
        foreach (string name in (string[])["c.csv", "c.arrow"])
        {
            await Made.WriteAsync(folder.File(name), curves);
            await using IRecordingReader reader = RecordingFormats.Open(folder.File(name));
            reader.Kind.ShouldBe(RecordingKind.Curves);
            CurvesSchema.Rows((await Made.ReadAsync(reader)).Single()).ShouldBe(rows);
            if (name == "c.arrow") CurvesSchema.Describe(reader.Schema).ShouldBe(description);
        }
    }

    [Theory]
    [InlineData("trial,start,stop,condition\n1,0,1,a\nx,1,2,b\n", ":3:1: found \"x\", expected an integer for trial")]
    [InlineData("trial,start,stop,condition\n1,soon,1,a\n", ":2:3: found \"soon\", expected a number for start")]
    [InlineData("trial,start,stop,condition\n1,0,1\n", ":2:1: found 3 fields, expected 4")]
    [InlineData("trial,start,stop,condition,x,x\n1,0,1,a,1,1\n", ":1: found two columns \"x\"")]
    [InlineData("step,time,epoch,objective,gradient_norm\n1,0,3000000000,1,1\n", ":2:5: found \"3000000000\", expected an integer for epoch")]
    [InlineData("bin,time,nE\n0,0,1\n2,0.002,1\n", ":3:1: found \"2\", expected the next bin, 1")]
    [InlineData("bin,time,nE\n0,0,1.5\n", ":2:5: found \"1.5\", expected a count")]
    [InlineData("bin,time,nE\n0.5,0,1\n", ":2:1: found \"0.5\", expected the index of a bin")]
    [InlineData("bin,time,nE\n0,soon,1\n", ":2:3: found \"soon\", expected a time in s")]
    [InlineData("bin,time,nE\n0,1,1\n1,0,1\n", ":3:3: found \"0\", expected a time not before the previous row's 1 s")]
    [InlineData("time,mV\n0,1\n1,a\n", ":3:3: found \"a\", expected a number")]
    [InlineData("time,mV\n0,1\n1\n", ":3:1: found 1 fields, expected 2")]
    public async Task Faults_in_tables_are_told_with_their_place(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", text);
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(async () =>
        {
            await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { BinWidth = new BinWidth(1, 1000) });
            await Made.ReadAsync(reader);
        });
        refusal.Message.ShouldStartWith(path + expected);
    }
}
