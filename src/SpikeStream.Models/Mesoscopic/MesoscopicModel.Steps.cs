using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

/// <content>The update of all populations.</content>
public sealed partial class MesoscopicModel
{
    /// <summary>
    /// A silent state that no bin has entered yet has the resting potentials of the parameters in use. Any other gets more age bins where the
    /// parameters ask for them; it never loses any, so that all depends on the parameters used so far alone.
    /// </summary>
    private void FollowParameters(MesoscopicState state, MesoscopicWorkspace workspace)
    {
        for (int a = 0; a < state.Populations.Length; a++)
        {
            PopulationState population = state.Populations[a];
            int ageBins = Merging.AgeBinCount(a, workspace.Natural);
            int relaxingBins = Merging.RelaxingBinCount(a, workspace.Natural);
            if (state.IsSilentStart)
            {
                double rest = workspace.Constants[a].Rest;
                if (population.AgeBinCount == ageBins && population.RelaxingBinCount == relaxingBins) population.SetRest(rest);
                else population.SetSilent(rest, Configured.NeuronCounts[a], ageBins, relaxingBins);
            }
            else
            {
                if (population.RelaxingBinCount < relaxingBins) population.RelaxMore(relaxingBins);
                if (population.AgeBinCount < ageBins) population.Grow(ageBins);
            }

            workspace.Constants[a].UseAgeBins(population.AgeBinCount, population.RelaxingBinCount);
        }
    }

    /// <summary>Whether <see cref="FollowParameters"/> would give the state more age bins.</summary>
    private bool MustGrow(MesoscopicState state, MesoscopicWorkspace workspace)
    {
        if (state.IsSilentStart) return false;
        for (int a = 0; a < state.Populations.Length; a++)
        {
            if (state.Populations[a].AgeBinCount < Merging.AgeBinCount(a, workspace.Natural)) return true;
            if (state.Populations[a].RelaxingBinCount < Merging.RelaxingBinCount(a, workspace.Natural)) return true;
        }

        return false;
    }

    private void AdvanceOver(
        MesoscopicState state, MesoscopicWorkspace workspace, SequenceData data, Span<double> expectedCounts, ref CompensatedSum sum)
    {
        int populations = PopulationNames.Count;
        for (int k = 0; k < data.BinCount; k++)
        {
            Step(state, workspace, data.Inputs.IsEmpty ? default : data.Inputs.Slice(k * populations, populations));
            ReadOnlySpan<int> counts = data.Counts.Slice(k * populations, populations);
            for (int a = 0; a < populations; a++)
            {
                double expected = workspace.Records[a].ExpectedCount;
                if (!expectedCounts.IsEmpty) expectedCounts[k * populations + a] = expected;
                sum.Add(_likelihoods[a].LogLikelihood(counts[a], expected));
            }

            Append(state, workspace, counts);
        }
    }

    /// <summary>Steps 1 to 15 for all populations; the expected counts are in the records.</summary>
    private unsafe void Step(MesoscopicState state, MesoscopicWorkspace workspace, ReadOnlySpan<double> inputs)
    {
        CouplingConstants coupling = workspace.Coupling;
        int populations = state.Populations.Length;
        for (int b = 0; b < populations; b++)
        {
            PopulationState source = state.Populations[b];
            double scale = 1 / (coupling.Neurons[b] * BinWidth);
            for (int a = 0; a < populations; a++)
            {
                int ab = a * populations + b;
                workspace.Activity[ab] = source.Counts[source.Start + source.AgeBinCount + 1 - coupling.DelayBins[ab]] * scale;
            }
        }

        coupling.Drive(workspace.Constants, workspace.Activity, inputs, IsAligned, state.Filters, state.Filters, workspace.Drive);
        for (int a = 0; a < populations; a++)
        {
            PopulationState population = state.Populations[a];
            ref StepRecord record = ref workspace.Records[a];
            record.Drive = workspace.Drive[a];
            int start = population.Start + 1;
            double* shifted = workspace.Shifted.First - SlotBlock.Floor(start);
            AgeBins bins = population.Bins;
            PoolState before = population.Pool;
            _kernels.Forward(
                workspace.Constants[a], bins, bins, population.Counts, shifted, start, before, out population.Pool, ref record);
            population.Start = start;
        }
    }

    private static void Append(MesoscopicState state, MesoscopicWorkspace workspace, ReadOnlySpan<int> counts)
    {
        for (int a = 0; a < state.Populations.Length; a++) state.Populations[a].Append(counts[a], workspace.Constants[a].Reset);
        state.BinsConsumed++;
    }
}
