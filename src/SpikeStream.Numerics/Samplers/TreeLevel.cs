namespace SpikeStream.Numerics.Samplers;

/// <summary>Working memory of one depth of a doubling tree: its two halves and the candidate of the second.</summary>
/// <param name="dimension">Number of coordinates.</param>
internal sealed class TreeLevel(int dimension)
{
    public TreeEnds First { get; } = new(dimension);

    public TreeEnds Second { get; } = new(dimension);

    public PhasePoint Candidate { get; } = new(dimension);
}
