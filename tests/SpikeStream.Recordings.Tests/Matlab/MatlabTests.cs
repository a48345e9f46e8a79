using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>The reader suite on vectors of times and units.</summary>
public sealed class MatlabEventTests : ReaderSuite
{
    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        double[] units = [.. SpikesSchema.Units(spikes).ToArray().Select(unit => (double)unit)];
        await File.WriteAllBytesAsync(folder.File("a.mat"), MatlabMade.File(
            MatlabMade.Compress(MatlabMade.Vector("spike_times", SpikesSchema.Times(spikes).ToArray())), MatlabMade.Compress(MatlabMade.Vector("unit", units))));
        return (folder.File("a.mat"), ReadOptions.Default);
    }
}

/// <summary>The reader suite on a cell of structs per unit, compressed or not.</summary>
public sealed class MatlabCellTests : ReaderSuite
{
    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        byte[] cells = MatlabMade.Cells("spikes", Trains(spikes).Select((train, unit) =>
            MatlabMade.Struct(string.Empty, ("time", MatlabMade.Vector(string.Empty, train)), ("id", MatlabMade.Vector(string.Empty, unit)))).ToArray());
        bool isCompressed = spikes.Length % 2 == 0;
        await File.WriteAllBytesAsync(folder.File("a.mat"), MatlabMade.File(isCompressed ? MatlabMade.Compress(cells) : cells));
        return (folder.File("a.mat"), ReadOptions.Default);
    }

    /// <summary>The times of each of the thousand units.</summary>
    internal static double[][] Trains(RecordBatch spikes)
    {
        ILookup<uint, double> times = Made.Rows([spikes]).ToLookup(row => row.Unit, row => row.Time);
        return [.. Enumerable.Range(0, 1000).Select(unit => times[(uint)unit].ToArray())];
    }
}

/// <summary>The reader suite on cells of version 7.3.</summary>
public sealed class MatlabHdf5Tests : ReaderSuite
{
    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        string path = folder.File("a.mat");
        using (var file = Hdf5File.Create(folder.File("hdf5")))
        {
            double[][] trains = MatlabCellTests.Trains(spikes);
            using Hdf5Group variable = file.Root.CreateGroup("session");
            variable.SetText("MATLAB_class", "struct");
            using Hdf5Group held = file.Root.CreateGroup("#refs#");
            Hdf5Reference[] references = [.. trains.Select((train, unit) => Put(held, $"r{unit}", train))];
            using (Hdf5Dataset cells = variable.CreateDataset<Hdf5Reference>("times", [trains.Length, 1]))
            {
                cells.Write<Hdf5Reference>(0, references);
                cells.SetText("MATLAB_class", "cell");
            }

            using Hdf5Dataset ids = variable.CreateDataset<double>("id", [1, trains.Length]);
            ids.Write<double>(0, [.. Enumerable.Range(0, trains.Length).Select(unit => (double)unit)]);
            ids.SetText("MATLAB_class", "double");
        }

        byte[] head = MatlabMade.File();
        "MATLAB 7.3"u8.CopyTo(head);
        head[124] = 0;
        head[125] = 2;
        await File.WriteAllBytesAsync(path, [.. head, .. new byte[512 - head.Length], .. await File.ReadAllBytesAsync(folder.File("hdf5"))]);
        return (path, ReadOptions.Default);
    }

    private static Hdf5Reference Put(Hdf5Group held, string name, double[] train)
    {
        using (Hdf5Dataset times = held.CreateDataset<double>(name, train.Length == 0 ? [2] : [1, train.Length]))
        {
            times.Write<double>(0, train.Length == 0 ? [0, 0] : train);
            times.SetText("MATLAB_class", "double");
            if (train.Length == 0) times.SetNumber<byte>("MATLAB_empty", 1);
        }

        return held.Reference(name);
    }
}
