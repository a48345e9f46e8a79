using System.Security.Cryptography;
using System.Text;

namespace SpikeStream.Recordings.Tests;

public sealed class InputDigestTests
{
    [Fact]
    public async Task A_file_is_digested_by_its_bytes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.csv", "abc");
        (await InputDigest.ComputeAsync(path, CancellationToken.None))
            .ShouldBe([new InputDigest(path, 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]);
    }

    [Fact]
    public async Task A_folder_is_digested_file_by_file_in_the_order_of_names()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["b", "a", "B"]) folder.Write(name, name);
        IReadOnlyList<InputDigest> digests = await InputDigest.ComputeAsync(folder.File(string.Empty), CancellationToken.None);
        digests.Select(digest => Path.GetFileName(digest.Path)).ShouldBe(["B", "a", "b"]);
        digests[1].Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("a"))));
    }

    [Fact]
    public async Task Of_a_sorting_only_what_is_read_is_digested()
    {
        using var folder = new TemporaryFolder();
        string sorting = await PhyMade.WriteAsync(folder);
        foreach (string name in (string[])["a.dat", "templates.npy", "spike_templates.npy", "cluster_KSLabel.tsv", "cluster_groups.csv", "phy.log", "amplitudes.npy"]) folder.Write(name, name);
        string[] expected = ["amplitudes.npy", "cluster_KSLabel.tsv", "cluster_group.tsv", "cluster_groups.csv", "params.py", "spike_clusters.npy", "spike_templates.npy", "spike_times.npy", "templates.npy"];
        foreach (string path in (string[])[sorting, folder.File("params.py")])
            (await InputDigest.ComputeAsync(path, CancellationToken.None)).Select(digest => Path.GetFileName(digest.Path)).ShouldBe(expected);
    }

    [Fact]
    public async Task Arrays_that_belong_together_are_digested_together()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["a_time.npy", "a_unit.npy", "b.npy"]) await NpyTests.WriteArrayAsync(folder.File(name), "<f8", new double[] { 1 });
        (await InputDigest.ComputeAsync(folder.File("a_time.npy"), CancellationToken.None)).Select(digest => Path.GetFileName(digest.Path)).ShouldBe(["a_time.npy", "a_unit.npy"]);
        ReadOptions options = new() { Columns = new Dictionary<string, string> { ["unit"] = "b.npy" } };
        (await InputDigest.ComputeAsync(folder.File("a_time.npy"), CancellationToken.None, options)).Select(digest => Path.GetFileName(digest.Path)).ShouldBe(["a_time.npy", "b.npy"]);
        (await InputDigest.ComputeAsync(folder.File("a_unit.npy"), CancellationToken.None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_file_that_is_missing_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("none");
        (await Should.ThrowAsync<InvalidInputException>(() => InputDigest.ComputeAsync(path, CancellationToken.None))).Message.ShouldStartWith(path);
    }
}
