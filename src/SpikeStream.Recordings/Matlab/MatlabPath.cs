using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>Where an array is, as MATLAB writes it: <c>session.units</c>, <c>spikes{1}{2}</c>, <c>trials(3).start</c>, and <c>train'</c> for a matrix whose rows and columns are swapped.</summary>
internal static class MatlabPath
{
    private const char Transposed = '\'';

    /// <summary>Finds an array.</summary>
    /// <param name="file">The file.</param>
    /// <param name="from">The struct that the first name is a field of.</param>
    /// <param name="path">The path.</param>
    /// <param name="setting">Name of the setting that it is from, for messages.</param>
    /// <exception cref="InvalidInputException">There is no such array.</exception>
    public static MatlabPlace Find(MatlabFile file, MatlabStructs from, string path, string setting)
    {
        bool isTransposed = path.EndsWith(Transposed);
        string rest = isTransposed ? path[..^1] : path;
        MatlabValue value = from;
        for (int at = 0; at < rest.Length;)
        {
            char next = rest[at];
            if (next is '{' or '(')
            {
                int close = rest.IndexOf(next == '{' ? '}' : ')', at);
                if (at == 0 || close < 0) throw Refuse("an index that is not closed or stands alone");
                value = Index(value, rest[..at], next, rest[(at + 1)..close]);
                at = close + 1;
                continue;
            }

            if (next == '.' && at > 0) at++;
            int end = rest.AsSpan(at).IndexOfAny(".{(");
            string name = end < 0 ? rest[at..] : rest.Substring(at, end);
            if (name.Length == 0) throw Refuse("an empty name");
            value = Field(value, rest[..at].TrimEnd('.'), name);
            at += name.Length;
        }

        return ReferenceEquals(value, from) ? throw Refuse("nothing") : new MatlabPlace(path, value, isTransposed);

        InvalidInputException Refuse(string what) => new($"{file.Path}: {setting} \"{path}\": found {what}, expected a variable such as spikes, session.units, spikes{{1}}{{2}} or train'.");

        MatlabValue Field(MatlabValue whole, string before, string name)
        {
            if (whole is MatlabStructs structs)
            {
                int field = structs.Find(name);
                if (field >= 0) return structs.Field(field);
                string what = before.Length == 0 ? "variable" : "field";
                string there = before.Length == 0 ? file.Variables : string.Join(", ", structs.Fields.Take(20));
                throw new InvalidInputException($"{file.Path}: {setting} \"{path}\": found no {what} \"{name}\"{(before.Length == 0 ? string.Empty : $" in {before}")}, expected one of: {there}.");
            }

            // As if the field were taken of every struct in the cells.
            if (whole is MatlabCells cells)
                return new MatlabCells(cells.Extent, [.. cells.Items.Select((item, i) => item is MatlabNumbers { Count: 0 } ? item : Field(item, $"{before}{{{cells.IndexOf(i)}}}", name))]);
            throw new InvalidInputException($"{file.Path}: {setting} \"{path}\": found {whole} at {before}, expected a struct with the field {name}.");
        }

        MatlabValue Index(MatlabValue whole, string before, char bracket, string text)
        {
            string expected = bracket == '{' ? "a cell array" : "an array of structs";
            if (whole is not MatlabCells && (bracket == '{' || whole is not MatlabStructs))
                throw new InvalidInputException($"{file.Path}: {setting} \"{path}\": found {whole} at {before}, expected {expected} for the index {text}.");
            long element = Element(whole, text);
            if (element < 0) throw new InvalidInputException($"{file.Path}: {setting} \"{path}\": found the index {text} of {whole} at {before}, expected one within it, counted from 1.");
            if (whole is MatlabCells cells) return cells.Items[(int)element];
            var structs = (MatlabStructs)whole;
            return new MatlabStructs([1, 1], structs.Fields, [.. Enumerable.Range(0, structs.Fields.Count).Select(field => structs.At(element, field))]);
        }
    }

    private static long Element(MatlabValue whole, string text)
    {
        string[] parts = text.Split(',');
        long element = 0, stride = 1;
        for (int axis = 0; axis < parts.Length; axis++)
        {
            long length = parts.Length == 1 ? whole.Count : axis < whole.Extent.Count ? whole.Extent[axis] : 1;
            if (!long.TryParse(parts[axis].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long index) || index < 1 || index > length) return -1;
            element += (index - 1) * stride;
            stride *= length;
        }

        // Fewer indices than axes mean the first ones, as long as nothing lies beyond.
        return element < whole.Count ? element : -1;
    }
}
