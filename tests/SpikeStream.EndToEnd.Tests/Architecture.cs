using System.Reflection;
using SpikeStream.Tests;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>The rules of the house: which room uses which, and how files are named.</summary>
public sealed class Architecture
{
    // Ground floor first; what each room may use of the others.
    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["SpikeStream.Arrow"] = [],
        ["SpikeStream.Numerics"] = [],
        ["SpikeStream.Models"] = ["SpikeStream.Numerics"],
        ["SpikeStream.Recordings"] = ["SpikeStream.Arrow"],
        ["SpikeStream.Pipelines"] = ["SpikeStream.Arrow", "SpikeStream.Numerics", "SpikeStream.Models", "SpikeStream.Recordings"],
        ["spikestream"] = ["SpikeStream.Arrow", "SpikeStream.Numerics", "SpikeStream.Models", "SpikeStream.Recordings", "SpikeStream.Pipelines"],
    };

    private static readonly string[] VagueNames = ["Util", "Helper", "Manager", "Common", "Impl", "Misc"];

    public static TheoryData<string> RoomNames => [.. Rooms.Keys];

    [Theory]
    [MemberData(nameof(RoomNames))]
    public void A_room_uses_only_rooms_below_it(string room)
    {
        string path = Path.Combine(AppContext.BaseDirectory, room + ".dll");
        if (room == "SpikeStream.Arrow" && !File.Exists(path)) return; // The official package stands in for it.
        Assembly.LoadFrom(path).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => Rooms.ContainsKey(name))
            .ShouldBeSubsetOf(Rooms[room]);
    }

    [Fact]
    public void Files_are_short_and_named_for_what_they_hold()
    {
        foreach (string file in SourceFiles())
        {
            string name = Path.GetFileNameWithoutExtension(file);
            // The Arrow subset keeps the names of the official package, such as BitUtility.
            if (!file.Contains("SpikeStream.Arrow", StringComparison.Ordinal))
                VagueNames.ShouldNotContain(vague => name.Contains(vague, StringComparison.Ordinal), file);
            File.ReadLines(file).Count().ShouldBeLessThanOrEqualTo(600, file);
        }
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];
        foreach (string file in SourceFiles())
        {
            string text = File.ReadAllText(file);
            foreach (string mark in marks) text.Contains(mark, StringComparison.Ordinal).ShouldBeFalse($"{file}: {mark}");
        }
    }

    private static IEnumerable<string> SourceFiles() =>
        new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SharedData.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
