using System.Numerics;

namespace SpikeStream.Models.Microscopic;

public sealed partial class MicroscopicNetwork
{
    /// <summary>Synaptic traces decay, take what arrives now, and are summed over the sources.</summary>
    private void UpdateTraces()
    {
        int units = UnitCount, width = Vector<double>.Count;
        Span<double> arriving = _arriving.AsSpan((int)(StepCount % _arrivalSlots) * _populationCount * units, _populationCount * units);
        _drive.AsSpan().Clear();
        for (int b = 0; b < _populationCount; b++)
        {
            Span<double> trace = _traces.AsSpan(b * units, units), arrivals = arriving.Slice(b * units, units), drive = _drive;
            double decay = _synapticDecay[b];
            Vector<double> decays = new(decay);
            int i = 0;
            for (; i <= units - width; i += width)
            {
                Vector<double> y = new Vector<double>(trace[i..]) * decays + new Vector<double>(arrivals[i..]);
                y.CopyTo(trace[i..]);
                (new Vector<double>(drive[i..]) + y).CopyTo(drive[i..]);
            }

            for (; i < units; i++)
            {
                double y = trace[i] * decay + arrivals[i];
                trace[i] = y;
                drive[i] += y;
            }
        }

        arriving.Clear();
    }

    /// <summary>Thresholds decay; those of the neurons that fired k_ref steps ago rise.</summary>
    private void UpdateAdaptation(in PopulationStep p)
    {
        if (p.AdaptationJump == 0) return;
        Span<double> adaptation = _adaptation.AsSpan(p.First, p.Count);
        foreach (ref double s in adaptation) s *= p.AdaptationDecay;
        foreach (int unit in Fired(p.RefractorySteps, p)) _adaptation[unit] += p.AdaptationJump;
    }

    /// <summary>Potentials integrate over the step; the exponents of the hazards are left in the place of the probabilities.</summary>
    private void UpdatePotentials(in PopulationStep p, double input)
    {
        Span<double> potential = _potential.AsSpan(p.First, p.Count), exponent = _probability.AsSpan(p.First, p.Count);
        ReadOnlySpan<double> drive = _drive.AsSpan(p.First, p.Count), adaptation = _adaptation.AsSpan(p.First, p.Count);
        double target = p.Rest + p.Resistance * input;
        int i = 0, width = Vector<double>.Count;
        Vector<double> targets = new(target), times = new(p.MembraneTime), decays = new(p.MembraneDecay), gains = new(p.MembraneGain);
        Vector<double> thresholds = new(p.Threshold), inverseNoises = new(p.InverseNoise);
        for (; i <= potential.Length - width; i += width)
        {
            Vector<double> u = new Vector<double>(potential[i..]) * decays + (targets + times * new Vector<double>(drive[i..])) * gains;
            u.CopyTo(potential[i..]);
            ((u - (thresholds + new Vector<double>(adaptation[i..]))) * inverseNoises).CopyTo(exponent[i..]);
        }

        for (; i < potential.Length; i++)
        {
            double u = potential[i] * p.MembraneDecay + (target + p.MembraneTime * drive[i]) * p.MembraneGain;
            potential[i] = u;
            exponent[i] = (u - (p.Threshold + adaptation[i])) * p.InverseNoise;
        }
    }

    /// <summary>Puts a spike of this step where it will arrive.</summary>
    private void Send(int unit)
    {
        int source = 0;
        while (unit >= _firstUnits[source + 1]) source++;
        for (int target = 0; target < _populationCount; target++)
        {
            int pair = target * _populationCount + source;
            int slot = (int)((StepCount + _delays[pair]) % _arrivalSlots);
            Span<double> arriving = _arriving.AsSpan((slot * _populationCount + source) * UnitCount, UnitCount);
            double jump = _jumps[pair];
            if (_wiring is null)
            {
                foreach (ref double arrival in arriving[_firstUnits[target].._firstUnits[target + 1]]) arrival += jump;
            }
            else
            {
                foreach (int i in _wiring.Targets(unit, target)) arriving[i] += jump;
            }
        }
    }

    /// <summary>The neurons of a population that fired some steps ago, in order.</summary>
    private ReadOnlySpan<int> Fired(int stepsAgo, in PopulationStep p)
    {
        if (stepsAgo > StepCount) return default;
        int slot = (int)((StepCount - stepsAgo) % _firedSlots);
        ReadOnlySpan<int> fired = _fired.AsSpan(slot * UnitCount, _firedCounts[slot]);
        int first = 0;
        while (first < fired.Length && fired[first] < p.First) first++;
        int end = first;
        while (end < fired.Length && fired[end] < p.First + p.Count) end++;
        return fired[first..end];
    }
}
