using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>The stationary initial state.</summary>
public sealed partial class MesoscopicModel
{
    /// <inheritdoc/>
    /// <remarks>
    /// Every population fires at the rate that keeps itself up (Rene, Longtin and Macke 2020, algorithm 3, appendices C and I). Spares the burst that the
    /// silent state begins with.
    /// </remarks>
    public SequenceState CreateStationaryState(ReadOnlySpan<double> coordinates)
    {
        var state = new MesoscopicState(this) { IsStationary = true };
        MesoscopicWorkspace workspace = state.Workspace;
        if (!workspace.Use(coordinates)) throw new NoStationaryStateException($"Found parameters outside of the model's range: {Describe(workspace.Free)}.");
        for (int a = 0; a < workspace.Constants.Length; a++)
            workspace.Constants[a].UseAgeBins(Merging.AgeBinCount(a, workspace.Natural), Merging.RelaxingBinCount(a, workspace.Natural));
        StationaryActivity solution = new(workspace.Coupling, workspace.Constants, IsAligned);
        double[] activity = solution.Solve();
        for (int a = 0; a < activity.Length; a++)
        {
            state.Populations[a].SetStationary(solution.Ages[a], activity[a], Configured.NeuronCounts[a] * BinWidth * activity[a], Configured.NeuronCounts[a], workspace.Constants[a].Reset, IsAligned, workspace.Constants[a].RelaxingBins, BinWidth / 2);
            for (int target = 0; target < activity.Length; target++) state.Filters[target * activity.Length + a] = activity[a];
        }

        return state;
    }
}
