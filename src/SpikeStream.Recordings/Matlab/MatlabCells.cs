namespace SpikeStream.Recordings;

/// <summary>A cell array.</summary>
/// <param name="extent">Lengths along its axes.</param>
/// <param name="items">Its cells in column-major order.</param>
internal sealed class MatlabCells(IReadOnlyList<long> extent, IReadOnlyList<MatlabValue> items) : MatlabValue(extent)
{
    public IReadOnlyList<MatlabValue> Items => items;

    public override string Class => "cell";
}
