using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>The stationary initial state.</summary>
public sealed partial class MesoscopicModel
{
    /// <summary>The state in which every population fires at the constant rate that keeps itself up, without input.</summary>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <returns>A new state; a constant in gradients.</returns>
    /// <remarks>Rene, Longtin and Macke (2020), algorithm 3, appendices C and I. Spares the burst that the silent state begins with.</remarks>
    /// <exception cref="InvalidOperationException">There is no such rate, or the coordinates are outside of what the model is defined for.</exception>
    public SequenceState CreateStationaryState(ReadOnlySpan<double> coordinates)
    {
        var state = new MesoscopicState(this) { IsStationary = true };
        MesoscopicWorkspace workspace = state.Workspace;
        if (!workspace.Use(coordinates)) throw new InvalidOperationException($"Found parameters outside of the model's range: {Describe(workspace.Free)}.");
        for (int a = 0; a < workspace.Constants.Length; a++)
            workspace.Constants[a].UseAgeBins(Merging.AgeBinCount(a, workspace.Natural), Merging.RelaxingBinCount(a, workspace.Natural));
        StationaryActivity solution = new(workspace.Coupling, workspace.Constants, IsAligned);
        double[] activity = solution.Solve();
        for (int a = 0; a < activity.Length; a++)
        {
            state.Populations[a].SetStationary(solution.Ages[a], activity[a], Configured.NeuronCounts[a] * BinWidth * activity[a], workspace.Constants[a].Reset, IsAligned, workspace.Constants[a].RelaxingBins);
            for (int target = 0; target < activity.Length; target++) state.Filters[target * activity.Length + a] = activity[a];
        }

        return state;
    }
}
