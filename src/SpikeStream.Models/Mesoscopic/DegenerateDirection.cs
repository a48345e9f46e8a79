using MathNet.Numerics.LinearAlgebra;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>A direction in the free parameters along which the likelihood does not change at all: only the prior can say where on it the estimate is.</summary>
/// <param name="Names">The free parameters that move along it.</param>
/// <param name="Reason">Why the likelihood does not change.</param>
/// <remarks>
/// The model has these exact invariances for each population a: the voltage unit (Delta_u, u_rest, u_th, u_r, w to a, R, J of a scale together), the voltage offset (u_rest, u_th, u_r
/// shift together), the threshold against the rate (c·exp(-u_th/Delta_u)), and for each pair the product p·w. A free set is degenerate where some combination of them
/// leaves every fixed parameter as it is; the combinations are the null space of the fixed rows. Parameters whose value is 0 do not change when scaled.
/// </remarks>
public sealed record DegenerateDirection(IReadOnlyList<string> Names, string Reason)
{
    private const double Negligible = 1e-9;

    /// <summary>Finds all of them.</summary>
    /// <param name="model">The model with its free parameters, at its configured values.</param>
    /// <param name="hasInput">Whether there is an external input; without it R has no effect.</param>
    /// <returns>One per independent direction; empty where the likelihood determines all free parameters, in principle.</returns>
    public static IReadOnlyList<DegenerateDirection> Find(MesoscopicModel model, bool hasInput)
    {
        ArgumentNullException.ThrowIfNull(model);
        List<DegenerateDirection> found = [.. WithoutEffect(model, hasInput)];
        (List<string> reasons, List<double[]> generators) = Generators(model, hasInput);
        int count = new NaturalParameters(model.PopulationNames.Count).Values.Length;
        List<double[]> constraints = Constraints(model, generators, count);
        foreach (double[] combination in NullSpace(constraints, generators.Count))
        {
            double[] direction = new double[count];
            for (int g = 0; g < generators.Count; g++)
                for (int i = 0; i < count; i++) direction[i] += combination[g] * generators[g][i];
            List<string> names = [];
            for (int i = 0; i < model.Parameters.Count; i++)
            {
                (MesoscopicParameterKind kind, int index) = model.FreeParameters.Components(i)[0];
                if (Math.Abs(direction[NaturalParameters.Offset(kind, model.PopulationNames.Count) + index]) > Negligible) names.Add(model.Parameters.Parameters[i].Name);
            }

            IEnumerable<string> used = reasons.Where((_, g) => Math.Abs(combination[g]) > Negligible).Distinct();
            if (names.Count > 0 && !found.Exists(direction => direction.Names.SequenceEqual(names))) found.Add(new(names, string.Join("; ", used)));
        }

        return found;
    }

    /// <summary>Free parameters that are strongly correlated without being degenerate.</summary>
    /// <param name="model">The model.</param>
    /// <returns>A few words for each population concerned.</returns>
    public static IReadOnlyList<string> Correlated(MesoscopicModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        HashSet<string> free = [.. Enumerable.Range(0, model.Parameters.Count).SelectMany(model.TiedNames)];
        List<string> found = [];
        foreach (string population in model.PopulationNames)
        {
            string[] names = [.. new[] { $"c[{population}]", $"J[{population}]", $"tau_theta[{population}]" }.Where(free.Contains)];
            if (names.Length >= 2 && names.Any(name => name[0] == 'J')) found.Add(string.Join(" with ", names));
        }

        return found;
    }

    /// <summary>One line for a user: what moves, why, and what to do.</summary>
    /// <returns>The line.</returns>
    public string Describe() => Names.Count == 1
        ? $"the likelihood does not depend on {Names[0]}: {Reason}; it will stay where its prior puts it: leave it out of the free parameters"
        : $"the likelihood does not change when {string.Join(", ", Names)} move together: {Reason}; only their priors hold them: fix one of them (leave it out of the free parameters)";

    private static IEnumerable<DegenerateDirection> WithoutEffect(MesoscopicModel model, bool hasInput)
    {
        MesoscopicParameters parameters = model.Configured;
        int populations = parameters.PopulationCount;
        for (int i = 0; i < model.Parameters.Count; i++)
        {
            IReadOnlyList<(MesoscopicParameterKind Kind, int Index)> components = model.FreeParameters.Components(i);
            string? Reason((MesoscopicParameterKind Kind, int Index) component) => component.Kind switch
            {
                MesoscopicParameterKind.MembraneResistance when !hasInput => "there is no external input",
                MesoscopicParameterKind.SynapticWeight when parameters.ConnectionProbability[component.Index] == 0 && !IsFree(model, MesoscopicParameterKind.ConnectionProbability, component.Index) => "the connection probability is 0",
                MesoscopicParameterKind.ConnectionProbability when parameters.SynapticWeight[component.Index] == 0 && !IsFree(model, MesoscopicParameterKind.SynapticWeight, component.Index) => "the weight is 0",
                MesoscopicParameterKind.AdaptationTimeConstant when parameters.AdaptationStrength[component.Index] == 0 && !IsFree(model, MesoscopicParameterKind.AdaptationStrength, component.Index) => "the adaptation strength J is 0",
                MesoscopicParameterKind.SynapticTimeConstant when Enumerable.Range(0, populations).All(target => HasNoSynapses(model, target * populations + component.Index)) => "the population has no synapses",
                _ => null,
            };
            if (components.All(component => Reason(component) is not null)) yield return new([model.Parameters.Parameters[i].Name], Reason(components[0])!);
        }
    }

    private static bool HasNoSynapses(MesoscopicModel model, int pair) =>
        (model.Configured.ConnectionProbability[pair] == 0 && !IsFree(model, MesoscopicParameterKind.ConnectionProbability, pair))
        || (model.Configured.SynapticWeight[pair] == 0 && !IsFree(model, MesoscopicParameterKind.SynapticWeight, pair));

    private static bool IsFree(MesoscopicModel model, MesoscopicParameterKind kind, int index) =>
        Enumerable.Range(0, model.Parameters.Count).Any(i => model.FreeParameters.Components(i).Contains((kind, index)));

    private static (List<string> Reasons, List<double[]> Generators) Generators(MesoscopicModel model, bool hasInput)
    {
        MesoscopicParameters parameters = model.Configured;
        int populations = parameters.PopulationCount;
        List<string> reasons = [];
        List<double[]> generators = [];
        void Add(string reason, params (MesoscopicParameterKind Kind, int Index, double Change)[] changes)
        {
            double[] generator = new double[new NaturalParameters(populations).Values.Length];
            foreach ((MesoscopicParameterKind kind, int index, double change) in changes) generator[NaturalParameters.Offset(kind, populations) + index] = change;
            reasons.Add(reason);
            generators.Add(generator);
        }

        for (int a = 0; a < populations; a++)
        {
            string name = parameters.PopulationNames[a];
            MesoscopicParameterKind[] voltages =
            [
                MesoscopicParameterKind.NoiseLevel, MesoscopicParameterKind.RestPotential, MesoscopicParameterKind.Threshold, MesoscopicParameterKind.ResetPotential,
                MesoscopicParameterKind.AdaptationStrength, .. hasInput ? new[] { MesoscopicParameterKind.MembraneResistance } : [],
            ];
            Add(
                $"the unit of voltage of {name} is free",
                [
                    .. voltages.Select(kind => (kind, a, parameters.Values(kind)[a])),
                    .. Enumerable.Range(a * populations, populations).Select(pair => (MesoscopicParameterKind.SynapticWeight, pair, parameters.SynapticWeight[pair])),
                ]);
            Add(
                $"the zero of voltage of {name} is free",
                (MesoscopicParameterKind.RestPotential, a, 1), (MesoscopicParameterKind.Threshold, a, 1), (MesoscopicParameterKind.ResetPotential, a, 1));
            Add(
                $"the threshold of {name} enters through c·exp(-u_th/Delta_u) only",
                (MesoscopicParameterKind.Threshold, a, 1), (MesoscopicParameterKind.EscapeRate, a, parameters.EscapeRate[a] / parameters.NoiseLevel[a]));
            for (int pair = a * populations; pair < (a + 1) * populations; pair++)
            {
                string names = $"{name},{parameters.PopulationNames[pair % populations]}";
                Add(
                    $"only the product p·w enters for [{names}]",
                    (MesoscopicParameterKind.SynapticWeight, pair, parameters.SynapticWeight[pair]), (MesoscopicParameterKind.ConnectionProbability, pair, -parameters.ConnectionProbability[pair]));
            }
        }

        return (reasons, generators);
    }

    /// <summary>A row for each parameter that must not move, and for each pair of tied ones that must move alike.</summary>
    private static List<double[]> Constraints(MesoscopicModel model, List<double[]> generators, int count)
    {
        int populations = model.PopulationNames.Count;
        HashSet<int> free = [];
        List<double[]> rows = [];
        for (int i = 0; i < model.Parameters.Count; i++)
        {
            int[] tied = [.. model.FreeParameters.Components(i).Select(c => NaturalParameters.Offset(c.Kind, populations) + c.Index)];
            free.UnionWith(tied);
            foreach (int other in tied.Skip(1)) rows.Add([.. generators.Select(generator => generator[tied[0]] - generator[other])]);
        }

        for (int parameter = 0; parameter < count; parameter++)
        {
            if (!free.Contains(parameter)) rows.Add([.. generators.Select(generator => generator[parameter])]);
        }

        return rows;
    }

    /// <summary>A basis of the combinations that all rows map to 0, by elimination, so that each is as sparse as it can be.</summary>
    private static IEnumerable<double[]> NullSpace(List<double[]> rows, int columns)
    {
        Matrix<double> matrix = Matrix<double>.Build.DenseOfRowArrays(rows.Count == 0 ? [new double[columns]] : rows);
        List<int> pivots = [];
        for (int column = 0; column < columns && pivots.Count < matrix.RowCount; column++)
        {
            int rank = pivots.Count, best = rank;
            for (int row = rank; row < matrix.RowCount; row++)
            {
                if (Math.Abs(matrix[row, column]) > Math.Abs(matrix[best, column])) best = row;
            }

            if (Math.Abs(matrix[best, column]) < Negligible) continue;
            Vector<double> pivot = matrix.Row(best) / matrix[best, column];
            matrix.SetRow(best, matrix.Row(rank));
            matrix.SetRow(rank, pivot);
            for (int row = 0; row < matrix.RowCount; row++)
            {
                if (row != rank) matrix.SetRow(row, matrix.Row(row) - matrix[row, column] * pivot);
            }

            pivots.Add(column);
        }

        foreach (int free in Enumerable.Range(0, columns).Except(pivots))
        {
            double[] combination = new double[columns];
            combination[free] = 1;
            for (int i = 0; i < pivots.Count; i++) combination[pivots[i]] = -matrix[i, free];
            yield return combination;
        }
    }
}
