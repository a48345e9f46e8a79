using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Stimuli;

/// <summary>
/// Triangular impulses: I_a(t) = B_a max(0, 1 - |t - t_i|/d) around each centre t_i. Where triangles overlap their corner points, in the order of time,
/// are joined by straight lines instead of adding the triangles (Rene, Longtin and Macke 2020, equations 4.30 and 4.31).
/// </summary>
public sealed class ImpulseStimulus : IStimulus
{
    private readonly BinGrid _grid;
    private readonly double[] _amplitudes;
    private readonly double[] _cornerTimes;
    private readonly double[] _cornerHeights;

    /// <summary>Impulses.</summary>
    /// <param name="timeStep">The fine time step.</param>
    /// <param name="amplitudes">B in mA, one per population.</param>
    /// <param name="centres">t_i in seconds, in any order.</param>
    /// <param name="halfWidth">d in seconds, above 0: from the foot of an impulse to its peak.</param>
    /// <exception cref="ArgumentException">Values are not finite, there are no centres, or d is not positive.</exception>
    public ImpulseStimulus(BinGrid timeStep, ReadOnlySpan<double> amplitudes, ReadOnlySpan<double> centres, double halfWidth)
    {
        ArgumentNullException.ThrowIfNull(timeStep);
        StimulusChecks.RequireFinite("amplitude", amplitudes);
        if (centres.IsEmpty) throw new ArgumentException("centres: found none, expected at least one", nameof(centres));
        foreach (double centre in centres)
        {
            if (!double.IsFinite(centre)) throw new ArgumentException($"centres: found {centre}, expected finite times", nameof(centres));
        }

        if (!(halfWidth > 0 && double.IsFinite(halfWidth))) throw new ArgumentException($"half width: found {halfWidth} s, expected a positive time", nameof(halfWidth));
        _grid = timeStep;
        _amplitudes = amplitudes.ToArray();
        SortedDictionary<double, double> corners = [];
        foreach (double centre in centres)
        {
            corners.TryAdd(centre - halfWidth, 0);
            corners.TryAdd(centre + halfWidth, 0);
        }

        // A peak goes before a foot of the same time.
        foreach (double centre in centres) corners[centre] = 1;
        _cornerTimes = [.. corners.Keys];
        _cornerHeights = [.. corners.Values];
    }

    /// <inheritdoc/>
    public int PopulationCount => _amplitudes.Length;

    /// <inheritdoc/>
    public double TimeStep => _grid.Width;

    /// <inheritdoc/>
    public long StepCount { get; private set; }

    /// <inheritdoc/>
    public void Fill(Span<double> destination)
    {
        StimulusChecks.RequireSteps(destination.Length, PopulationCount);
        for (int i = 0; i < destination.Length; StepCount++)
        {
            double height = HeightAt(_grid.Edge(StepCount));
            for (int a = 0; a < PopulationCount; a++, i++) destination[i] = _amplitudes[a] * height;
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(StepCount);
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        StepCount = reader.ReadInt64();
    }

    private double HeightAt(double time)
    {
        int next = Array.BinarySearch(_cornerTimes, time);
        if (next >= 0) return _cornerHeights[next];
        next = ~next;
        if (next == 0 || next == _cornerTimes.Length) return 0;
        double part = (time - _cornerTimes[next - 1]) / (_cornerTimes[next] - _cornerTimes[next - 1]);
        return _cornerHeights[next - 1] + part * (_cornerHeights[next] - _cornerHeights[next - 1]);
    }
}
