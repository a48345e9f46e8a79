using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>Writes the root of an NWB file: its version, the groups that it must have, and what is known of the session.</summary>
internal static class NwbSessionOutput
{
    /// <summary>Version of the schema that files keep to.</summary>
    public const string Version = "2.7.0";

    private const string Start = "session_start_time", Reference = "timestamps_reference_time", Identifier = "identifier", Description = "session_description";
    private const string Experimenter = "experimenter";
    private static readonly DateTimeOffset Unknown = DateTimeOffset.UnixEpoch;
    private static readonly string[] Groups = ["acquisition", "analysis", "processing", "stimulus", "stimulus/presentation", "stimulus/templates", "general"];

    /// <summary>Begins a file.</summary>
    public static void Begin(NwbObjects objects)
    {
        objects.Declare(objects.Root, "NWBFile");
        objects.Root.SetText("nwb_version", Version);
        foreach (string path in Groups) objects.Group(path).Dispose();
    }

    /// <summary>Writes the facts, after all else.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="facts">The facts.</param>
    /// <param name="options">When the session began, where the facts do not say it.</param>
    public static void End(NwbObjects objects, string path, IReadOnlyDictionary<string, string> facts, WriteOptions options)
    {
        SortedDictionary<string, string> made = new(StringComparer.Ordinal), more = new(StringComparer.Ordinal), written = new(StringComparer.Ordinal);
        HashSet<string> keys = [.. NwbSession.Paths.Select(NwbSession.Key)];
        foreach ((string key, string value) in facts)
        {
            bool isTime = key is Start or Reference or "subject.date_of_birth";
            if (keys.Contains(key) && !(isTime && !IsTime(value))) written[key] = value;
            else if (key != NwbSession.Version) more[key] = value;
        }

        foreach ((string key, string value) in facts) objects.Add($"{key}={value}");
        if (!facts.ContainsKey(NwbSession.Version)) made[NwbSession.Version] = Version;
        if (!written.ContainsKey(Start)) Make(Start, StartTime(path, options));
        if (!written.ContainsKey(Reference)) Make(Reference, written[Start]);
        if (!written.ContainsKey(Description)) Make(Description, "not described");
        if (!written.ContainsKey(Identifier)) Make(Identifier, objects.Identity(Identifier));

        foreach (string place in NwbSession.Paths)
        {
            if (written.TryGetValue(NwbSession.Key(place), out string? value)) Write(objects, place, value);
        }

        // The date is that of the session: the same recording gives the same bytes whenever it is written.
        objects.Root.WriteTexts("file_create_date", [written[Start]]);
        if (more.Count > 0)
        {
            using Hdf5Group general = objects.Group("general");
            general.WriteText("notes", string.Join('\n', more.Select(fact => $"{fact.Key}: {fact.Value}")));
        }

        NwbSession.Remember(objects.Root, made, more);

        void Make(string key, string value) => made[key] = written[key] = value;
    }

    private static void Write(NwbObjects objects, string place, string value)
    {
        int slash = place.LastIndexOf('/');
        string parent = slash < 0 ? string.Empty : place[..slash];
        bool isNew = !objects.Root.Has(parent.Length == 0 ? "general" : parent.Split('/')[0]) || (parent.Length > 0 && objects.Root.FindGroup(parent) is null);
        using Hdf5Group group = objects.Group(parent);
        if (isNew && group.Name == "subject") objects.Declare(group, "Subject");
        string name = place[(slash + 1)..];
        // A list of people.
        if (name == Experimenter) group.WriteTexts(name, value.Split("; "));
        else group.WriteText(name, value);
    }

    private static string StartTime(string path, WriteOptions options)
    {
        if (options.SessionStart is null)
            options.Notice?.Invoke($"{path}: NWB needs the time at which the session began, which the recording does not say: wrote {Text(Unknown)}; state it with sessionStart (--session-start)");
        return Text(options.SessionStart ?? Unknown);
    }

    private static bool IsTime(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _) && text.Length > 10;

    private static string Text(DateTimeOffset time) => time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
}
