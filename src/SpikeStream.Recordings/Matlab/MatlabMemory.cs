namespace SpikeStream.Recordings;

/// <summary>Numbers in memory.</summary>
internal sealed class MatlabMemory(double[] numbers, bool isWhole = false) : MatlabStorage
{
    public override bool IsWhole => isWhole;

    public override void Read(long first, Span<double> values) => numbers.AsSpan((int)first, values.Length).CopyTo(values);
}
