using System.Globalization;
using System.Numerics.Tensors;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Microscopic;

public sealed unsafe partial class MicroscopicNetwork
{
    /// <summary>Thresholds decay; those of the neurons that fired k_ref steps ago rise.</summary>
    private void Adapt(int population, in PopulationStep p)
    {
        if (!p.IsAdapting) return;
        Span<double> adaptation = _adaptation.Span.Slice(p.Place, p.Count);
        TensorPrimitives.Multiply(adaptation, _neurons.AdaptationDecay.Span.Slice(p.Place, p.Count), adaptation);
        foreach (int unit in Fired(p.RefractorySteps, population)) _adaptation.Span[unit + p.Shift] += _neurons.AdaptationJump[unit];
    }

    /// <summary>Advances the neurons of a population; returns how many candidates for spikes there are.</summary>
    private int Advance(int population, in PopulationStep p, double input)
    {
        int slot = (int)(StepCount % _arrivalSlots);
        PopulationKernel.Memory memory = new()
        {
            Traces = _traces.First + p.Place,
            Arriving = _arriving.First + (nint)slot * _populationCount * _layout.Length + p.Place,
            SourceStride = _layout.Length,
            SynapticDecay = _synapticDecay.First,
            Sources = _populationCount,
            MembraneTime = _neurons.MembraneTime.First + p.Place,
            MembraneDecay = _neurons.MembraneDecay.First + p.Place,
            MembraneGain = _neurons.MembraneGain.First + p.Place,
            Potential = _potential.First + p.Place,
            Adaptation = _adaptation.First + p.Place,
            Uniform = _uniform.First + p.First,
        };
        fixed (int* candidates = _candidates)
        {
            return _width switch
            {
                VectorWidth.Bits512 => PopulationKernel.Advance<Lanes512>(memory, p, input, candidates),
                VectorWidth.Bits256 => PopulationKernel.Advance<Lanes256>(memory, p, input, candidates),
                VectorWidth.Bits128 => PopulationKernel.Advance<Lanes128>(memory, p, input, candidates),
                _ => PopulationKernel.Advance<LanesScalar>(memory, p, input, candidates),
            };
        }
    }

    /// <summary>Puts a spike of this step where it will arrive.</summary>
    private void Send(int unit, int source)
    {
        for (int target = 0; target < _populationCount; target++)
        {
            int pair = target * _populationCount + source, slot = (int)((StepCount + _delays[pair]) % _arrivalSlots);
            double jump = _jumps[pair];
            double* arriving = _arriving.First + ((nint)slot * _populationCount + source) * _layout.Length + _populations[target].Shift;
            if (_wiring is null)
            {
                for (int i = _firstUnits[target]; i < _firstUnits[target + 1]; i++) arriving[i] += jump;
            }
            else
            {
                foreach (int i in _wiring.Targets(unit, target)) arriving[i] += jump;
            }
        }
    }

    /// <summary>The neurons of a population that fired some steps ago, in order; none for 0.</summary>
    private ReadOnlySpan<int> Fired(int stepsAgo, int population)
    {
        if (stepsAgo > StepCount || stepsAgo == 0) return default;
        int slot = (int)((StepCount - stepsAgo) % _firedSlots), first = slot * (_populationCount + 1) + population;
        return _fired.AsSpan((slot * UnitCount + _firedStarts[first])..(slot * UnitCount + _firedStarts[first + 1]));
    }

    /// <summary>A trace that is no number never becomes one again, nor does a potential without a spike, so that a look at the end of a stretch is enough.</summary>
    private void CheckPotentials()
    {
        foreach (PopulationStep p in _populations)
        {
            for (int i = 0; i < p.Count; i++)
            {
                double potential = _potential.Span[p.Place + i];
                for (int b = 0; b < _populationCount && double.IsFinite(potential); b++)
                {
                    double trace = _traces.Span[b * _layout.Length + p.Place + i];
                    if (!double.IsFinite(trace)) potential = trace;
                }

                if (double.IsFinite(potential)) continue;
                throw new InvalidOperationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"neuron {p.First + i}: found the membrane potential {potential} mV by step {StepCount - 1}, expected a finite number; weights, time constants or inputs are too large"));
            }
        }
    }
}
