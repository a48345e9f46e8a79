namespace SpikeStream.Models.Microscopic;

/// <summary>Where neurons lie in arrays whose populations begin at multiples of eight, so that kernels need no remainders.</summary>
/// <remarks>Lanes between populations take part in the arithmetic and in nothing else.</remarks>
internal sealed class PopulationLayout
{
    private readonly int[] _shifts;

    /// <param name="firstUnits">First neuron of each population, and the number of all.</param>
    public PopulationLayout(int[] firstUnits)
    {
        _shifts = new int[firstUnits.Length - 1];
        for (int a = 0; a < _shifts.Length; a++)
        {
            _shifts[a] = Length - firstUnits[a];
            Length += (firstUnits[a + 1] - firstUnits[a] + 7) & ~7;
        }
    }

    /// <summary>Length of the arrays.</summary>
    public int Length { get; }

    /// <summary>What to add to the number of a neuron of a population for its place.</summary>
    public int Shift(int population) => _shifts[population];

    /// <summary>Puts values of neurons into their places.</summary>
    /// <param name="values">One per neuron.</param>
    /// <param name="firstUnits">First neuron of each population, and the number of all.</param>
    /// <param name="places">Receives them.</param>
    public void Spread(ReadOnlySpan<double> values, int[] firstUnits, Span<double> places)
    {
        for (int a = 0; a < _shifts.Length; a++)
            values[firstUnits[a]..firstUnits[a + 1]].CopyTo(places[(firstUnits[a] + _shifts[a])..]);
    }

    /// <summary>The values of the neurons.</summary>
    /// <param name="places">Values by place.</param>
    /// <param name="firstUnits">First neuron of each population, and the number of all.</param>
    /// <returns>One per neuron.</returns>
    public double[] Gather(ReadOnlySpan<double> places, int[] firstUnits)
    {
        double[] values = new double[firstUnits[^1]];
        for (int a = 0; a < _shifts.Length; a++)
            places[(firstUnits[a] + _shifts[a])..(firstUnits[a + 1] + _shifts[a])].CopyTo(values.AsSpan(firstUnits[a]));
        return values;
    }
}
