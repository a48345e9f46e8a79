namespace SpikeStream.Recordings.Tests;

/// <summary>What is written through the library is read back the same.</summary>
public sealed class Hdf5BindingTests
{
    [Fact]
    public void Numbers_texts_truths_references_and_attributes_come_back()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.h5");
        double[] times = [.. Enumerable.Range(0, 1000).Select(i => i / 7.0)];
        using (var file = Hdf5File.Create(path))
        {
            using Hdf5Group group = file.Root.CreateGroup("units");
            group.SetTexts("colnames", ["spike_times", "größe"]);
            group.SetText("description", "π");
            group.SetNumber("rate", 2.5);
            group.WriteNumbers<double>("times", times, new Hdf5Layout([100], Deflate: 4));
            group.WriteNumbers<int>("id", [3, -5]);
            group.WriteTexts("quality", ["good", "müa"]);
            group.WriteText("note", "one");
            using (Hdf5Dataset truths = group.CreateTruths("is_good", [2])) truths.Write<sbyte>(0, [1, 0]);
            group.SetNumber("target", group.Reference("id"));
            group.CreateLink("soft", "/units/id");
            using (Hdf5Dataset grown = group.CreateDataset<long>("grown", [0, 2], new Hdf5Layout([4, 2], IsExtensible: true)))
            {
                grown.Append<long>([1, 2, 3, 4]);
                grown.Append<long>([5, 6]);
            }
        }

        using (var file = Hdf5File.Open(path))
        {
            using Hdf5Group group = file.Root.FindGroup("units").ShouldNotBeNull();
            group.Names().ShouldBe(["grown", "id", "is_good", "note", "quality", "soft", "times"]);
            group.FindTexts("colnames").ShouldBe(["spike_times", "größe"]);
            group.FindText("description").ShouldBe("π");
            group.FindText("absent").ShouldBeNull();
            group.FindNumber("rate").ShouldBe(2.5);
            Read<double>(group, "times").ShouldBe(times);
            Read<long>(group, "soft").ShouldBe([3, -5]);
            Read<byte>(group, "is_good").ShouldBe([1, 0]);
            Read<double>(group, "is_good").ShouldBe([1, 0]);
            Read<long>(group, "grown").ShouldBe([1, 2, 3, 4, 5, 6]);
            using Hdf5Dataset quality = group.FindDataset("quality").ShouldNotBeNull();
            quality.ReadTexts().ShouldBe(["good", "müa"]);
            using Hdf5Dataset note = group.FindDataset("note").ShouldNotBeNull();
            note.Extent.ShouldBeEmpty();
            note.ReadTexts().ShouldBe(["one"]);
            using Hdf5Node target = file.Root.Follow(group.FindNumbers<Hdf5Reference>("target").ShouldNotBeNull()[0]).ShouldNotBeNull();
            target.Path.ShouldBe("units/id");
            using Hdf5Dataset some = file.Root.FindDataset("units/times").ShouldNotBeNull();
            double[] part = new double[3];
            some.Read<double>(500, part);
            part.ShouldBe(times[500..503]);
            Should.Throw<InvalidInputException>(() => some.Read<double>(998, part)).Message.ShouldContain("found 1000 rows");
            file.Root.FindDataset("units/none").ShouldBeNull();
        }
    }

    [Fact]
    public void What_is_no_HDF5_is_refused_in_the_words_of_the_library()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.h5", "nothing");
        Should.Throw<InvalidInputException>(() => Hdf5File.Open(path)).Message.ShouldContain("file signature not found");
    }

    private static T[] Read<T>(Hdf5Group group, string name)
        where T : unmanaged
    {
        using Hdf5Dataset dataset = group.FindDataset(name).ShouldNotBeNull();
        return dataset.ReadAll<T>();
    }
}
