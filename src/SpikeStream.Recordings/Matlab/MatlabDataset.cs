namespace SpikeStream.Recordings;

/// <summary>Numbers in a dataset, which is opened when they are first read and then stays open.</summary>
/// <param name="open">Opens the dataset.</param>
/// <param name="isWhole">Whether it has integers.</param>
internal sealed class MatlabDataset(Func<Hdf5Dataset> open, bool isWhole) : MatlabStorage, IDisposable
{
    private readonly Lazy<Hdf5Dataset> _dataset = new(open);

    public override bool IsWhole => isWhole;

    public override void Read(long first, Span<double> values) => _dataset.Value.ReadValues(first, values);

    public void Dispose()
    {
        if (_dataset.IsValueCreated) _dataset.Value.Dispose();
    }
}
