namespace SpikeStream.Recordings.Tests;

public sealed class UnitFilterTests
{
    private static readonly UnitTable Table = new(
    [
        new("id", [3.0, 7.0, 9.0, 12.0, 40.0]),
        new("quality", ["good", "mua", "good", null, "noise"]),
        new("depth", [100.0, 600.0, 700.0, null, 900.0]),
        new("is_fast", [true, false, null, true, false]),
        new("peak channel", ["a", "b", "c", "d", "it's \"e\""]),
    ]);

    [Theory]
    [InlineData("quality == \"good\"", new[] { 0, 2 })]
    [InlineData("quality != 'good'", new[] { 1, 3, 4 })]
    [InlineData("quality == null", new[] { 3 })]
    [InlineData("quality != null", new[] { 0, 1, 2, 4 })]
    [InlineData("depth > 600", new[] { 2, 4 })]
    [InlineData("depth >= 6e2", new[] { 1, 2, 4 })]
    [InlineData("depth < -1", new int[0])]
    [InlineData("not depth > 600", new[] { 0, 1, 3 })]
    [InlineData("is_fast == true", new[] { 0, 3 })]
    [InlineData("quality in [\"good\", 'mua']", new[] { 0, 1, 2 })]
    [InlineData("quality not in ['good', null]", new[] { 1, 4 })]
    [InlineData("id in [3, 40] or quality == 'good' and depth > 500", new[] { 0, 2, 4 })]
    [InlineData("(id == 3 OR Quality == 'good') AND depth > 500", new[] { 2 })]
    [InlineData("not (quality == 'good' or quality == 'mua')", new[] { 3, 4 })]
    [InlineData("`peak channel` == 'it\\'s \"e\"'", new[] { 4 })]
    [InlineData("quality >= 'm'", new[] { 1, 4 })]
    [InlineData("3, 7-12", new[] { 0, 1, 2, 3 })]
    [InlineData(" 40 ", new[] { 4 })]
    public void A_filter_selects_the_rows_that_match(string text, int[] rows) => UnitFilter.Parse(text).Select(Table).ShouldBe(rows);

    [Theory]
    [InlineData("", "units '': character 1: found the end, expected the name of a column, such as quality, or ids such as 3, 7-12.")]
    [InlineData("quality = 'good'", "units 'quality = 'good'': character 9: found \"=\", expected == for equality.")]
    [InlineData("quality == good", "units 'quality == good': character 12: found \"good\", expected a number, true, false, null or text in quotes, such as \"good\".")]
    [InlineData("quality == 'good", "units 'quality == 'good': character 12: found an opening ' without its end, expected a closing '.")]
    [InlineData("quality good", "units 'quality good': character 9: found \"good\", expected ==, !=, <, <=, >, >= or in.")]
    [InlineData("depth > 5 depth", "units 'depth > 5 depth': character 11: found \"depth\", expected and, or, or the end.")]
    [InlineData("(depth > 5", "units '(depth > 5': character 11: found the end, expected and, or, or a closing ).")]
    [InlineData("depth > 5 and", "units 'depth > 5 and': character 14: found the end, expected the name of a column, such as quality, or ids such as 3, 7-12.")]
    [InlineData("depth in 5", "units 'depth in 5': character 10: found \"5\", expected a list such as [\"a\", \"b\"].")]
    [InlineData("depth in [5", "units 'depth in [5': character 12: found the end, expected a comma or a closing ].")]
    [InlineData("depth > 5um", "units 'depth > 5um': character 9: found \"5um\", expected a number.")]
    [InlineData("depth > null", "units 'depth > null': character 7: found \">\" before \"null\", expected == or !=.")]
    [InlineData("depth & 5", "units 'depth & 5': character 7: found \"&\", expected the word and.")]
    [InlineData("3, , 5", "units '3, , 5': character 4: found \"\", expected a number or a range such as 7-12.")]
    [InlineData("12-7", "units '12-7': character 1: found the range \"12-7\", expected the smaller number first.")]
    public void What_is_no_filter_is_refused_with_its_place(string text, string message) =>
        Should.Throw<InvalidInputException>(() => UnitFilter.Parse(text)).Message.ShouldBe(message);

    [Theory]
    [InlineData("qualty == 'good'", "units 'qualty == 'good'': character 1: found no column \"qualty\" of the units; did you mean \"quality\"?")]
    [InlineData("depth > 5 or brain == 'a'", "units 'depth > 5 or brain == 'a'': character 14: found no column \"brain\" of the units; expected one of id, quality, depth, is_fast, peak channel")]
    [InlineData("depth == 'deep'", "units 'depth == 'deep'': character 1: found column \"depth\" compared with \"deep\", expected a number such as 100.")]
    [InlineData("quality in ['good', 1]", "units 'quality in ['good', 1]': character 1: found column \"quality\" compared with 1, expected text such as \"good\".")]
    [InlineData("is_fast == 1", "units 'is_fast == 1': character 1: found column \"is_fast\" compared with 1, expected a truth value such as true.")]
    [InlineData("3, 8", "units '3, 8': character 4: found unit 8, expected ids of the recording: 3, 7, 9, 12, 40.")]
    public void A_filter_that_does_not_fit_the_units_is_refused(string text, string message) =>
        Should.Throw<InvalidInputException>(() => UnitFilter.Parse(text).Select(Table)).Message.ShouldBe(message);

    [Fact]
    public void A_comparison_with_a_column_of_which_nothing_is_known_matches_no_unit() =>
        UnitFilter.Parse("depth > 5").Select(new UnitTable([new("depth", [null, null])])).ShouldBeEmpty();

    [Fact]
    public void Parentheses_without_end_are_refused_and_do_not_break_the_program() =>
        Should.Throw<InvalidInputException>(() => UnitFilter.Parse(new string('(', 100_000))).Message.ShouldEndWith("expected no more than 100 conditions within each other.");
}
