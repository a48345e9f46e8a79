namespace SpikeStream.Recordings;

/// <summary>The number of each cluster that is read.</summary>
internal sealed class PhyNumbers
{
    /// <summary>What a cluster has that is not read.</summary>
    public const uint None = uint.MaxValue;

    private const int MostIds = 1 << 20;

    private readonly uint[] _numbers;
    private readonly Dictionary<long, uint> _others = [];

    /// <summary>Numbers clusters in the order of a list.</summary>
    /// <param name="ids">Their ids.</param>
    public PhyNumbers(IReadOnlyList<long> ids)
    {
        _numbers = new uint[ids.Where(id => id is >= 0 and < MostIds).DefaultIfEmpty(-1).Max() + 1];
        System.Array.Fill(_numbers, None);
        for (int unit = 0; unit < ids.Count; unit++)
        {
            if (ids[unit] is >= 0 and < MostIds) _numbers[ids[unit]] = (uint)unit;
            else _others[ids[unit]] = (uint)unit;
        }
    }

    /// <summary>The number of a cluster, or <see cref="None"/>.</summary>
    public uint Of(double value)
    {
        long id = unchecked((long)value);
        if (unchecked((ulong)id) < (ulong)_numbers.Length) return _numbers[id];
        return _others.Count > 0 && _others.TryGetValue(id, out uint number) ? number : None;
    }
}
