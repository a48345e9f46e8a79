using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>The model whose posterior is sampled, from options and, where one is connected, from a fit.</summary>
internal static class SampledModel
{
    private const double DefaultBurnInSeconds = 10;

    /// <summary>Puts the description together.</summary>
    /// <param name="settings">The options.</param>
    /// <param name="fitted">The model of the connected fit; null for none.</param>
    /// <param name="binWidth">Width of the bins.</param>
    /// <param name="names">Names of the populations of the data; null where they have none.</param>
    /// <param name="context">The node.</param>
    /// <returns>A description in which nothing is left to a rule.</returns>
    /// <exception cref="InvalidInputException">Options do not fit together, or parameters are missing.</exception>
    public static FittedModelDescription Describe(
        ModelSettings settings, FittedModelDescription? fitted, BinWidth binWidth, IReadOnlyList<string>? names, NodeContext context)
    {
        if (settings.Parameters is null && fitted is null)
            throw new InvalidInputException("parameters: it is missing and no fit is connected to \"estimates\"; expected two-populations, four-populations, the path of a JSON file, or an object");
        MesoscopicParameters parameters = settings.Parameters is { } option
            ? MesoscopicParameterSource.Resolve(option, "parameters", context, names)
            : MesoscopicParameterJson.Read(fitted!.Parameters, "parameters", names);
        Dictionary<string, string> priors = fitted is null ? [] : new(fitted.Priors);
        foreach ((string name, string prior) in settings.Priors) priors[ParameterNameCheck.Resolve(name, "priors", parameters)] = prior;
        FittedModelDescription description = (fitted ?? Blank(parameters, binWidth)) with
        {
            BinWidth = [binWidth.Numerator, binWidth.Denominator],
            Priors = priors,
            DataLength = null,
        };
        description = description with
        {
            Parameters = FittedModelDescription.ToJson(parameters),
            AgeBins = settings.AgeBins ?? description.AgeBins,
            Initial = settings.Initial ?? description.Initial,
            Convention = settings.Convention ?? description.Convention,
            ClampRefractory = settings.ClampRefractory ?? description.ClampRefractory,
            LinearBelow = settings.LinearBelow ?? description.LinearBelow,
            Normalised = settings.Normalised ?? description.Normalised,
            Free = settings.Free is { } free ? [.. free.Select(name => ParameterNameCheck.Resolve(name, "free", parameters))] : description.Free,
            BurnInBins = settings.BurnIn is { } burnIn ? (int)Math.Round(burnIn.Seconds / binWidth.Seconds) : description.BurnInBins,
        };
        MesoscopicModel model = description.Build();
        description = description with { AgeBins = model.AgeBins, Free = [.. model.Parameters.Parameters.Select(parameter => parameter.Name)] };
        return WithTruth(description, settings, model, names, context);
    }

    /// <summary>Refuses data of other populations or bins.</summary>
    /// <exception cref="InvalidInputException">They are not those of the model.</exception>
    public static void CheckData(MesoscopicModel model, CountInput data)
    {
        if (data.Populations != model.PopulationNames.Count)
            throw new InvalidInputException($"counts: found {data.Populations} populations, expected the {model.PopulationNames.Count} of the model ({string.Join(", ", model.PopulationNames)})");
        if (Math.Abs(data.BinWidth.Seconds - model.BinWidth) > 1e-12 * model.BinWidth)
            throw new InvalidInputException($"counts: found bins of {data.BinWidth}, expected the {model.BinWidth} s of the fit");
        if (data.Names is { } names && !names.SequenceEqual(model.PopulationNames))
            throw new InvalidInputException($"counts: found the populations {string.Join(", ", names)}, expected those of the model in their order: {string.Join(", ", model.PopulationNames)}");
        for (int a = 0; data.Sizes is { } sizes && a < sizes.Count; a++)
        {
            if (sizes[a] != model.Configured.NeuronCounts[a])
                throw new InvalidInputException($"counts: found {sizes[a]} neurons in population \"{model.PopulationNames[a]}\", expected the N = {model.Configured.NeuronCounts[a]} of the parameters");
        }
    }

    /// <summary>Refuses counts that are larger than their population.</summary>
    /// <exception cref="InvalidInputException">A count is.</exception>
    public static void CheckCounts(MesoscopicModel model, ReadOnlySpan<int> counts, double firstTime)
    {
        int populations = model.PopulationNames.Count;
        for (int i = 0; i < counts.Length; i++)
        {
            int neurons = model.Configured.NeuronCounts[i % populations];
            if (counts[i] <= neurons) continue;
            throw new InvalidInputException(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"counts: found {counts[i]} spikes of population \"{model.PopulationNames[i % populations]}\" in the bin at {firstTime + i / populations * model.BinWidth:G12} s, expected at most its {neurons} neurons; use narrower bins or correct N"));
        }
    }

    private static FittedModelDescription Blank(MesoscopicParameters parameters, BinWidth binWidth) => new()
    {
        Parameters = FittedModelDescription.ToJson(parameters),
        BinWidth = [binWidth.Numerator, binWidth.Denominator],
        AgeBins = 0,
        Convention = UpdateConvention.Aligned,
        ClampRefractory = true,
        LinearBelow = 0,
        Normalised = true,
        Free = [],
        Priors = new Dictionary<string, string>(),
        BurnInBins = (int)Math.Round(DefaultBurnInSeconds / binWidth.Seconds),
    };

    private static FittedModelDescription WithTruth(
        FittedModelDescription description, ModelSettings settings, MesoscopicModel model, IReadOnlyList<string>? names, NodeContext context)
    {
        MesoscopicParameters? truth = settings.Truth is { } file ? MesoscopicParameterSource.Read(file, "truth", context, names)
            : description.TrueParameters is { } known ? MesoscopicParameterJson.Read(known, "truth", names) : null;
        if (truth is null) return description with { Truth = null };
        if (truth.PopulationCount != model.PopulationNames.Count)
            throw new InvalidInputException($"truth: found {truth.PopulationCount} populations, expected {model.PopulationNames.Count}");
        return description with { Truth = FreeParameterValues.Of(truth, model), TrueParameters = FittedModelDescription.ToJson(truth) };
    }
}
