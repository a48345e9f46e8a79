using SpikeStream.Cli.SampleData;
using SpikeStream.Tests;

namespace SpikeStream.Cli.Tests;

public sealed class SampleDataVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_recording_is_listed_with_home_commit_licence_and_how_to_cite_it()
    {
        string list = Invocation.Run("sample-data", "list").ShouldSucceed();
        PublicRecording.All.Count.ShouldBeGreaterThanOrEqualTo(8);
        foreach (PublicRecording recording in PublicRecording.All)
        {
            foreach (string fact in new[] { recording.Name, recording.Title, recording.Home, recording.Commit, recording.Licence, recording.Cite })
            {
                fact.ShouldNotBeNullOrWhiteSpace();
                list.ShouldContain(fact);
            }

            recording.Commit.Length.ShouldBe(40);
            recording.Files.ShouldNotBeEmpty();
            recording.Files.ShouldAllBe(file => file.Sha256.Length == 64 && file.Bytes > 0);
        }
    }

    [Fact]
    public void A_file_has_one_address_at_its_commit()
    {
        PublicRecording recording = PublicRecording.Named("songbird-hvc");
        recording.Address(recording.Files[0]).ToString().ShouldBe("https://raw.githubusercontent.com/lindermanlab/PPSeq.jl/e89078ccd100be5ddaf7b0ece014b98926f2a40b/demo/data/songbird_spikes.txt");
    }

    public static TheoryData<string> Names => [.. PublicRecording.All.Select(recording => recording.Name)];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Every_recording_of_the_manifest_is_found_among_the_shared_ones_by_its_content(string name)
    {
        string from = SharedData.Folder();
        string output = Invocation.Run("sample-data", "get", name, "--from", from, "--to", _folder["got"]).ShouldSucceed();
        output.ShouldContain("SHA-256 as expected");
        output.ShouldContain("licence: ");
        foreach (PublicFile file in PublicRecording.Named(name).Files) new FileInfo(Path.Combine(_folder["got"], file.Name)).Length.ShouldBe(file.Bytes);
        Invocation.Run("sample-data", "get", name, "--from", _folder["nowhere"], "--to", _folder["got"]).ShouldSucceed().ShouldContain("it was here already");
    }

    [Fact]
    public void A_file_of_other_content_is_not_taken()
    {
        _folder.Write("songbird_spikes.txt", "1.0\t2.0\n");
        PublicRecording recording = PublicRecording.Named("songbird-hvc");
        Invocation.Run("sample-data", "get", "songbird-hvc", "--from", _folder["."], "--to", _folder["got"]).ShouldRefuse(
            $"{_folder["."]}: found no file of {recording.Files[0].Bytes} bytes with SHA-256 {recording.Files[0].Sha256}, expected songbird_spikes.txt of {recording.Home} at commit {recording.Commit}");
        Directory.Exists(_folder["got"]).ShouldBeFalse("what brought nothing leaves no folder");
    }

    [Fact]
    public void A_slip_in_the_name_is_answered_with_the_nearest_one() =>
        Invocation.Run("sample-data", "get", "songbird").Errors.ShouldContain("songbird-hvc");
}
