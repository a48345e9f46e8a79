namespace SpikeStream.Recordings;

/// <summary>Finds decimal commas in a table without a header that pass for its delimiter: <c>0,033</c> is no spike of unit 33 at 0 s.</summary>
internal static class DecimalComma
{
    private const int Lines = 1000;

    /// <summary>Refuses a table whose units have leading zeros and whose times are all whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">Its head.</param>
    /// <param name="time">The column of times.</param>
    /// <param name="unit">The column of units.</param>
    public static void Refuse(string path, CsvHead head, int time, int unit)
    {
        if (head.Delimiter != ',' || head.ColumnCount != 2 || unit != 1) return;
        var fields = new CsvFields(path, ',');
        using var lines = new CsvRecords(path, fields);
        for (int line = 0; line < Lines && lines.TryRead(out ReadOnlySpan<byte> text); line++)
        {
            if (fields.Count != 2 || fields.Bytes(text, time).IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return;
            ReadOnlySpan<byte> digits = fields.Bytes(text, unit);
            if (digits.Length > 1 && digits[0] == (byte)'0' && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
                throw new InvalidInputException($"{path}:{lines.Number}:1: found \"{System.Text.Encoding.UTF8.GetString(text)}\", which has a decimal comma, expected a dot: decimal commas are not read.");
        }
    }
}
