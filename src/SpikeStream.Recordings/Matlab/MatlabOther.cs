namespace SpikeStream.Recordings;

/// <summary>An array of a class that is not read.</summary>
/// <param name="extent">Lengths along its axes.</param>
/// <param name="name">What it is, such as <c>sparse double</c>.</param>
internal sealed class MatlabOther(IReadOnlyList<long> extent, string name) : MatlabValue(extent)
{
    public override string Class => name;
}
