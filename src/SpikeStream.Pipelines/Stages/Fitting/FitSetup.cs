using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Optimisers;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>A fit made ready from options and schemas: the model, the starts, the schema of the estimates. Nothing in it changes.</summary>
internal sealed class FitSetup
{
    /// <summary>Resolves everything.</summary>
    /// <exception cref="InvalidInputException">Options, parameters and data do not fit together.</exception>
    public FitSetup(FitStageOptions options, CountInput data, NodeContext context)
    {
        Options = options;
        Data = data;
        Context = context;
        MesoscopicParameters parameters = MesoscopicParameterSource.Resolve(options.Parameters, "parameters", context, data.Names);
        CheckPopulations(parameters, data);
        FittedModelDescription description = new()
        {
            Parameters = FittedModelDescription.ToJson(parameters),
            BinWidth = [data.BinWidth.Numerator, data.BinWidth.Denominator],
            AgeBins = options.AgeBins ?? 0,
            Convention = options.Convention,
            ClampRefractory = options.ClampRefractory,
            LinearBelow = options.LinearBelow,
            Normalised = options.Normalised,
            Free = [.. (options.Free ?? []).Select(ModelSymbol)],
            Priors = options.Priors.ToDictionary(prior => ModelSymbol(prior.Key), prior => prior.Value),
            BurnInBins = Bins(options.BurnIn, 0),
        };
        Model = description.Build();
        MesoscopicParameters? truth = options.Truth is null ? null : MesoscopicParameterSource.Read(options.Truth, "truth", context, data.Names);
        Truth = truth is null ? null : TrueValues(truth, Model);
        Fit = FitOptionsOf(options, data, context);
        InitialCoordinates = [.. Enumerable.Range(0, options.Starts).Select(Initial)];
        Description = description with
        {
            AgeBins = Model.AgeBins,
            Free = [.. Model.Parameters.Parameters.Select(parameter => parameter.Name)],
            DataLength = Fit.DataLength,
            Truth = Truth,
            TrueParameters = truth is null ? null : FittedModelDescription.ToJson(truth),
        };
        EstimatesSchema = MakeSchema();
        WarnOfMemory();
    }

    public FitStageOptions Options { get; }

    public CountInput Data { get; }

    public NodeContext Context { get; }

    public MesoscopicModel Model { get; }

    /// <summary>Options of each start but its number; the length of the data is missing where only the archive tells.</summary>
    public FitOptions Fit { get; }

    /// <summary>Coordinates of each start.</summary>
    public IReadOnlyList<double[]> InitialCoordinates { get; }

    /// <summary>True values of the free parameters, or null.</summary>
    public double[]? Truth { get; }

    public FittedModelDescription Description { get; }

    public Schema EstimatesSchema { get; }

    /// <summary>Refuses counts that are larger than their population.</summary>
    public void CheckCounts(CountInput data, int bins)
    {
        ReadOnlySpan<int> counts = data.Counts(bins);
        int populations = data.Populations;
        for (int i = 0; i < counts.Length; i++)
        {
            int neurons = Model.Configured.NeuronCounts[i % populations];
            if ((uint)counts[i] <= (uint)neurons) continue;
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"counts: found {counts[i]} spikes of population \"{Model.PopulationNames[i % populations]}\" in the bin at {data.FirstHeldTime + i / populations * Model.BinWidth:G12} s, expected at most its {neurons} neurons; use narrower bins or correct N"));
        }
    }

    /// <summary>The name that the model gives to a symbol of the parameter files.</summary>
    private static string ModelSymbol(string name)
    {
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        string symbol = bracket < 0 ? name : name[..bracket];
        string index = bracket < 0 ? "" : name[bracket..].Replace(" ", "", StringComparison.Ordinal);
        return symbol switch { "Du" => "Delta_u", "J_theta" => "J", _ => symbol } + index;
    }

    private static void CheckPopulations(MesoscopicParameters parameters, CountInput data)
    {
        if (parameters.PopulationCount != data.Populations)
            throw new InvalidInputException($"parameters: found {parameters.PopulationCount} populations ({string.Join(", ", parameters.PopulationNames)}), expected {data.Populations} as in the counts");
        if (data.Names is { } names && !names.SequenceEqual(parameters.PopulationNames))
            throw new InvalidInputException($"parameters: found the populations {string.Join(", ", parameters.PopulationNames)}, expected those of the counts in their order: {string.Join(", ", names)}");
        for (int a = 0; data.Sizes is { } sizes && a < sizes.Count; a++)
        {
            if (sizes[a] != parameters.NeuronCounts[a])
                throw new InvalidInputException($"parameters: found N = {parameters.NeuronCounts[a]} for population \"{parameters.PopulationNames[a]}\", expected the {sizes[a]} neurons of the counts");
        }
    }

    private FitOptions FitOptionsOf(FitStageOptions options, CountInput data, NodeContext context)
    {
        int burnIn = Bins(options.BurnIn, 0);
        long? length = options.DataLength is { } given ? Bins(given, 1) : data.BinCount - burnIn;
        if (options.Mode == FitMode.Stream && length is null)
            throw new InvalidInputException("dataLength: it is missing and the counts do not say how long the recording is; state the length of data that the likelihood stands for, such as \"30 s\"");
        if (length < 1) throw new InvalidInputException($"burnIn: found {options.BurnIn}, which leaves nothing of a recording of {data.BinCount * Model.BinWidth:G6} s; shorten it");
        return new FitOptions
        {
            BatchBins = Bins(options.Batch, 1),
            BurnInBins = burnIn,
            BatchBurnInBins = Bins(options.BatchBurnIn, 1),
            StartNoise = options.StartNoise,
            BurnInNoise = options.BurnInNoise,
            DataLength = length,
            Adam = new AdamOptions { LearningRate = options.LearningRate, GradientLimit = options.Clip },
            MaximumSteps = options.Iterations ?? long.MaxValue,
            Seed = context.Seed,
            Stage = context.Id,
        };
    }

    private int Bins(Duration duration, int least)
    {
        double bins = Math.Max(least, Math.Round(duration.Seconds / Data.BinWidth.Seconds));
        return bins <= int.MaxValue / 2 ? (int)bins : throw new InvalidInputException($"found {duration}, expected a shorter time: it has more than {int.MaxValue / 2} bins");
    }

    private double[] Initial(int index)
    {
        double[] coordinates = index == 0 && Options.Start == FitStart.Configured
            ? FitStarts.Configured(Model.Parameters)
            : FitStarts.FromPrior(Model.Parameters, Context.Seed, Context.Id, index);
        double[] values = new double[coordinates.Length];
        Model.Parameters.ToNatural(coordinates, values);
        for (int i = 0; i < values.Length; i++)
        {
            Parameter parameter = Model.Parameters.Parameters[i];
            if (double.IsFinite(parameter.Prior.LogDensity(coordinates[i]))) continue;
            throw new InvalidInputException(
                $"start: {ParameterText.One(parameter, values[i])} is where its prior {parameter.Prior.Description}{Scale(parameter)} has no mass; start elsewhere or widen the prior");
        }

        return coordinates;
    }

    private static string Scale(Parameter parameter) => parameter.Transform switch
    {
        ParameterTransform.Log when parameter.Prior is not Numerics.Distributions.LogGammaPrior => " of ln",
        ParameterTransform.Log10 => " of log10",
        _ => "",
    };

    private static double[] TrueValues(MesoscopicParameters truth, MesoscopicModel model)
    {
        if (truth.PopulationCount != model.PopulationNames.Count)
            throw new InvalidInputException($"truth: found {truth.PopulationCount} populations, expected {model.PopulationNames.Count}");
        double[] values = new double[model.Parameters.Count];
        foreach (MesoscopicParameterKind kind in Enum.GetValues<MesoscopicParameterKind>())
        {
            double[] all = truth.Values(kind);
            for (int i = 0; i < all.Length; i++)
            {
                string name = MesoscopicParameterNames.Component(kind, i, model.PopulationNames);
                for (int j = 0; j < values.Length; j++)
                {
                    if (model.Parameters.Parameters[j].Name == name) values[j] = all[i];
                }
            }
        }

        return values;
    }

    private Schema MakeSchema()
    {
        ParameterSpace space = Model.Parameters;
        Schema plain = Recordings.EstimatesSchema.Create(
            [.. space.Parameters.Select(parameter => parameter.Name)], [.. space.Parameters.Select(parameter => parameter.Unit)]);
        int first = plain.FieldsList.Count - space.Count;
        double[] start = new double[space.Count];
        space.ToNatural(InitialCoordinates[0], start);
        List<Field> fields = [.. plain.FieldsList.Take(first)];
        for (int i = 0; i < space.Count; i++)
        {
            Parameter parameter = space.Parameters[i];
            Dictionary<string, string> metadata = new() { ["prior"] = parameter.Prior.Description + Scale(parameter) };
            if (parameter.Unit.Length > 0) metadata[RecordingMetadata.FieldUnit] = parameter.Unit;
            if (InitialCoordinates.Count == 1) metadata["start"] = Number(start[i]);
            if (Truth is not null) metadata["truth"] = Number(Truth[i]);
            fields.Add(new Field(parameter.Name, plain.FieldsList[first + i].DataType, nullable: false, metadata));
        }

        return RecordingMetadata.With(new Schema(fields, plain.Metadata), new KeyValuePair<string, string?>(FittedModelDescription.Key, Description.ToText()));
    }

    private void WarnOfMemory()
    {
        double memory = Model.AgeBins * Model.BinWidth;
        if (Data.BinCount is { } bins && Model.AgeBins > bins)
            Context.Warn(string.Create(CultureInfo.InvariantCulture, $"the {Model.AgeBins} age bins reach {memory:G4} s back, but the recording has only {bins} bins"));
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
