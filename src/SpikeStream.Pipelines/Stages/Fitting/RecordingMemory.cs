namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>All counts and inputs of an archive in memory, read once, for what evaluates whole recordings.</summary>
/// <param name="archive">The archive, sealed.</param>
/// <param name="populations">Number of populations.</param>
/// <param name="hasInputs">Whether it holds inputs.</param>
internal sealed class RecordingMemory(CountArchive archive, int populations, bool hasInputs)
{
    /// <summary>Bins that fit: 1 GiB of counts and inputs.</summary>
    public const long MostBytes = 1L << 30;

    private readonly Lock _gate = new();
    private int[]? _counts;
    private double[] _inputs = [];

    /// <summary>Whether the recording is short enough.</summary>
    public bool Fits => archive.BinCount * populations * (sizeof(int) + (hasInputs ? sizeof(double) : 0)) <= MostBytes;

    /// <summary>The first bins.</summary>
    /// <param name="bins">Their number.</param>
    /// <returns>Counts and inputs, [bin, population]; no inputs where the archive has none.</returns>
    public (ReadOnlyMemory<int> Counts, ReadOnlyMemory<double> Inputs) First(long bins)
    {
        lock (_gate)
        {
            if (_counts is null)
            {
                int[] counts = new int[archive.BinCount * populations];
                _inputs = hasInputs ? new double[counts.Length] : [];
                archive.Read(0, counts, _inputs);
                _counts = counts;
            }
        }

        int length = (int)bins * populations;
        return (_counts.AsMemory(0, length), hasInputs ? _inputs.AsMemory(0, length) : default);
    }
}
