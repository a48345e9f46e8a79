using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Distributions;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>Chooses the free parameters of a mesoscopic model with their transforms and priors.</summary>
/// <remarks>Rene, Longtin and Macke (2020), Table 7.</remarks>
internal static class MesoscopicParameterSpace
{
    private static readonly MesoscopicParameterKind[] FreeByDefault =
    [
        MesoscopicParameterKind.SynapticWeight, MesoscopicParameterKind.EscapeRate, MesoscopicParameterKind.NoiseLevel,
        MesoscopicParameterKind.AdaptationStrength, MesoscopicParameterKind.MembraneTimeConstant,
        MesoscopicParameterKind.SynapticTimeConstant, MesoscopicParameterKind.AdaptationTimeConstant,
    ];

    /// <summary>The free parameters, in the order of <see cref="MesoscopicParameterKind"/>.</summary>
    /// <exception cref="ArgumentException">
    /// A name is unknown, a parameter has no prior, or its starting value does not fit its transform.
    /// </exception>
    public static (ParameterSpace Space, FreeParameters Free) Create(MesoscopicParameters parameters, MesoscopicOptions options)
    {
        List<(MesoscopicParameterKind Kind, int Index)[]> groups = Group(parameters, options);
        CheckPriorNames(parameters, options);
        var space = new ParameterSpace([.. groups.Select(group => Describe(parameters, options, group[0].Kind, group[0].Index))]);
        return (space, new FreeParameters(groups, parameters.PopulationCount));
    }

    /// <summary>The components that each coordinate drives: one, or those that are tied.</summary>
    private static List<(MesoscopicParameterKind Kind, int Index)[]> Group(MesoscopicParameters parameters, MesoscopicOptions options)
    {
        List<(MesoscopicParameterKind Kind, int Index)[]> groups = [];
        HashSet<(MesoscopicParameterKind, int)> tied = [];
        foreach (IReadOnlyList<string> tie in options.Ties)
        {
            (MesoscopicParameterKind Kind, int Index)[] group = [.. Components(parameters, tie, "ties").Order()];
            string text = string.Join(" = ", tie);
            if (group.Length < 2) throw new ArgumentException($"ties: found \"{text}\", expected at least two parameters", nameof(options));
            if (group[0].Kind != group[^1].Kind)
                throw new ArgumentException($"ties: found \"{text}\", expected parameters of one kind, which have one unit and one prior", nameof(options));
            foreach ((MesoscopicParameterKind Kind, int Index) component in group)
            {
                if (!tied.Add(component))
                    throw new ArgumentException($"ties: found {MesoscopicParameterNames.Component(component.Kind, component.Index, parameters.PopulationNames)} in two ties, expected it in one", nameof(options));
            }

            groups.Add(group);
        }

        groups.AddRange(Components(parameters, options.Free ?? [.. FreeByDefault.Select(MesoscopicParameterNames.Symbol)], "free parameters")
            .Where(component => !tied.Contains(component)).Select(component => new[] { component }));
        groups.Sort((left, right) => left[0].CompareTo(right[0]));
        return groups;
    }

    /// <summary>The components that names stand for, each once.</summary>
    private static HashSet<(MesoscopicParameterKind Kind, int Index)> Components(MesoscopicParameters parameters, IReadOnlyList<string> names, string where)
    {
        IReadOnlyList<string> populations = parameters.PopulationNames;
        var chosen = new HashSet<(MesoscopicParameterKind, int)>();
        foreach (string name in names)
        {
            bool isKnown = false;
            foreach ((MesoscopicParameterKind kind, int index) in All(parameters))
            {
                bool isComponent = MesoscopicParameterNames.Component(kind, index, populations) == name;
                bool isKind = MesoscopicParameterNames.Symbol(kind) == name;
                isKnown |= isComponent || isKind;
                if (isComponent || (isKind && HasEffect(parameters, kind, index))) chosen.Add((kind, index));
            }

            if (!isKnown) throw new ArgumentException(Unknown(where, name, parameters), nameof(names));
        }

        return chosen;
    }

    private static IEnumerable<(MesoscopicParameterKind Kind, int Index)> All(MesoscopicParameters parameters) =>
        from kind in Enum.GetValues<MesoscopicParameterKind>()
        from index in Enumerable.Range(0, parameters.Values(kind).Length)
        select (kind, index);

    private static bool HasEffect(MesoscopicParameters parameters, MesoscopicParameterKind kind, int index) =>
        kind is not (MesoscopicParameterKind.AdaptationStrength or MesoscopicParameterKind.AdaptationTimeConstant)
        || parameters.AdaptationStrength[index] != 0;

    private static Parameter Describe(MesoscopicParameters parameters, MesoscopicOptions options, MesoscopicParameterKind kind, int index)
    {
        string name = MesoscopicParameterNames.Component(kind, index, parameters.PopulationNames);
        double initial = parameters.Values(kind)[index];
        ParameterTransform transform = MesoscopicTransforms.Of(kind);
        if (transform != ParameterTransform.Identity && !(initial > 0))
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: found the starting value {initial}, expected one above 0, as it is fitted on a logarithmic scale"),
                nameof(options));
        }

        IPrior prior = Override(options, name) ?? Override(options, MesoscopicParameterNames.Symbol(kind)) ?? Default(kind)
            ?? throw new ArgumentException($"{name}: it is free and has no default prior; expected one among the priors", nameof(options));
        if ((prior is LogGammaPrior && transform != ParameterTransform.Log) || (prior is Log10GammaPrior && transform != ParameterTransform.Log10))
            throw new ArgumentException($"{name}: found the prior {prior.Description} of another scale than {transform}, on which it is fitted", nameof(options));
        return new Parameter(name, MesoscopicParameterNames.Unit(kind), transform, prior, initial)
        {
            SamplingScale = SamplingScaleOf(kind),
            SamplingUnit = SamplingUnitOf(kind) is { } unit ? MesoscopicParameterNames.Component(unit, index, parameters.PopulationNames) : null,
        };
    }

    private static IPrior? Override(MesoscopicOptions options, string name) =>
        options.Priors.TryGetValue(name, out IPrior? prior) ? prior : null;

    // The log hazard is log c + (u - theta) / Delta_u, and theta adds up J times the activity: log c follows J / Delta_u itself. A spike raises u by about w / tau.
    private static SamplingScale SamplingScaleOf(MesoscopicParameterKind kind) => kind switch
    {
        MesoscopicParameterKind.SynapticWeight => SamplingScale.Ratio,
        MesoscopicParameterKind.AdaptationStrength => SamplingScale.Difference,
        _ => SamplingScale.Fitting,
    };

    // One spike adds J / tau_theta to the threshold: where J is small the recording knows little but this ratio.
    private static MesoscopicParameterKind? SamplingUnitOf(MesoscopicParameterKind kind) => kind switch
    {
        MesoscopicParameterKind.AdaptationStrength => MesoscopicParameterKind.NoiseLevel,
        MesoscopicParameterKind.AdaptationTimeConstant => MesoscopicParameterKind.AdaptationStrength,
        _ => null,
    };

    private static IPrior? Default(MesoscopicParameterKind kind) => kind switch
    {
        MesoscopicParameterKind.SynapticWeight => new NormalPrior(0, 4),
        MesoscopicParameterKind.EscapeRate => new LogGammaPrior(2, 5),
        MesoscopicParameterKind.NoiseLevel => new LogGammaPrior(3, 1.5),
        MesoscopicParameterKind.AdaptationStrength => new LogGammaPrior(2, 0.5),
        MesoscopicParameterKind.MembraneTimeConstant => new NormalPrior(-2, 2),
        MesoscopicParameterKind.SynapticTimeConstant => new NormalPrior(-3, 3),
        MesoscopicParameterKind.AdaptationTimeConstant => new NormalPrior(-1, 5),
        MesoscopicParameterKind.Threshold => new NormalPrior(15, 10),
        MesoscopicParameterKind.ResetPotential => new NormalPrior(0, 10),
        _ => null,
    };

    private static void CheckPriorNames(MesoscopicParameters parameters, MesoscopicOptions options)
    {
        foreach (string name in options.Priors.Keys)
        {
            bool isKnown = All(parameters).Any(c =>
                MesoscopicParameterNames.Symbol(c.Kind) == name
                || MesoscopicParameterNames.Component(c.Kind, c.Index, parameters.PopulationNames) == name);
            if (!isKnown) throw new ArgumentException(Unknown("priors", name, parameters), nameof(options));
        }
    }

    private static string Unknown(string where, string name, MesoscopicParameters parameters)
    {
        string kinds = string.Join(", ", Enum.GetValues<MesoscopicParameterKind>().Select(MesoscopicParameterNames.Symbol));
        string first = parameters.PopulationNames[0];
        string last = parameters.PopulationNames[^1];
        return $"{where}: found \"{name}\", expected one of {kinds}, "
            + $"or one with populations such as w[{first},{last}] (target, source) or tau_m[{first}]";
    }
}
