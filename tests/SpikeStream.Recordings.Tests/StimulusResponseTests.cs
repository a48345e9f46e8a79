using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

public sealed class StimulusResponseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Labels_that_are_all_numbers_are_given_as_numbers_too()
    {
        RecordBatch trials = await TrialsAsync("45\n-0.5\n1e2\n", "1,2\n3,4\n5,6\n");
        Columns.Values<double>(trials, "condition_value").ToArray().ShouldBe([45, -0.5, 100]);
        ((StringArray)trials.Column("condition")).GetString(2).ShouldBe("1e2");
    }

    [Fact]
    public async Task One_label_that_is_a_word_leaves_all_of_them_text() =>
        (await TrialsAsync("45\nleft\n", "1\n2\n")).Schema.FieldsList.ShouldAllBe(field => field.Name != "condition_value");

    [Fact]
    public async Task Marks_carriage_returns_blanks_and_final_empty_lines_are_accepted()
    {
        _folder.Write("stimuli.csv", "\uFEFF 0 \r\n45\r\n\r\n");
        _folder.Write("responses.csv", "\uFEFF1 , 2\r\n 3,4\r\n\r\n");
        await using IRecordingReader reader = RecordingFormats.Open(_folder.File(string.Empty));
        CountsSchema.IntegerCounts((await Made.ReadAsync(reader)).Single()).ToArray().ShouldBe([1, 2, 3, 4]);
        RecordingMetadata.FindNames(reader.Schema, RecordingMetadata.Conditions).ShouldBe(["0", "45"]);
    }

    [Theory]
    [InlineData("a\n\nb\nb\nb\n", "1,20\n1,30\n5,1\n5,1\n", "stimuli.csv:2:1")]
    [InlineData("\na\nb\n", "1\n2\n", "stimuli.csv:1:1")]
    [InlineData("a\nb\nb\n", "1,20\n1,30\n \t\r\n\n5,1\n", "responses.csv:3:1")]
    public async Task Blank_lines_between_trials_are_refused_for_they_would_pair_stimuli_with_other_responses(string stimuli, string responses, string place) =>
        (await Should.ThrowAsync<InvalidInputException>(() => TrialsAsync(stimuli, responses))).Message.ShouldBe(
            $"{Path.Combine(_folder.File(string.Empty), place)}: found a blank line, expected a trial on every line but the last ones; fill it, or remove it and the line of its trial in the other file.");

    [Fact]
    public async Task Counts_too_large_to_be_counts_of_spikes_are_refused_with_their_place() =>
        (await Should.ThrowAsync<InvalidInputException>(() => TrialsAsync("a\nb\n", "1,1000000\n2,1000001\n"))).Message.ShouldEndWith(
            "responses.csv:2:3: found \"1000001\", expected a count of at most 1000000.");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(29_999)]
    [InlineData(30_000)]
    public async Task Counts_are_read_in_parts_from_any_row_on(int firstRow)
    {
        // More than is read at once.
        const int Trials = 30_000, Units = 40;
        _folder.Write("stimuli.csv", string.Concat(Enumerable.Repeat("0\n45\n", Trials / 2)));
        _folder.Write("responses.csv", string.Join("\n", Enumerable.Range(0, Trials).Select(trial => string.Join(',', Enumerable.Range(trial, Units)))));
        await using IRecordingReader reader = RecordingFormats.Open(_folder.File(string.Empty));
        reader.RowCount.ShouldBe(Trials);
        int row = firstRow;
        await foreach (RecordBatch batch in reader.ReadAsync(firstRow, 1 << 20, default))
        {
            CountsSchema.Bins(batch).ToArray().ShouldBe(Enumerable.Range(row, batch.Length).Select(trial => (long)trial));
            CountsSchema.IntegerCounts(batch).ToArray().SequenceEqual(Enumerable.Range(row, batch.Length).SelectMany(trial => Enumerable.Range(trial, Units))).ShouldBeTrue();
            row += batch.Length;
        }

        row.ShouldBe(Trials);
    }

    private async Task<RecordBatch> TrialsAsync(string stimuli, string responses)
    {
        _folder.Write("stimuli.csv", stimuli);
        _folder.Write("responses.csv", responses);
        await using IRecordingReader reader = RecordingFormats.Open(_folder.File(string.Empty), new ReadOptions { Kind = RecordingKind.Trials });
        return (await Made.ReadAsync(reader)).Single();
    }
}
