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
    private readonly FitScope _scope;

    /// <summary>Resolves everything.</summary>
    /// <exception cref="InvalidInputException">Options, parameters and data do not fit together.</exception>
    public FitSetup(FitSettings options, FitScope scope, CountInput data, NodeContext context)
    {
        Options = options;
        _scope = scope;
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
            Initial = options.Initial,
            Free = [.. (scope.Free ?? []).Select(name => ParameterNameCheck.Resolve(name, scope.FreeKey, parameters))],
            Ties = [.. options.Tie.Select(tie => tie.Select(name => ParameterNameCheck.Resolve(name, "tie", parameters)).ToArray())],
            Priors = options.Priors.ToDictionary(prior => ParameterNameCheck.Resolve(prior.Key, "priors", parameters), prior => prior.Value),
            BurnInBins = Bins(options.BurnIn, 0),
        };
        Model = description.Build();
        MesoscopicParameters? truth = options.Truth is null ? null : MesoscopicParameterSource.Read(options.Truth, "truth", context, data.Names);
        Truth = truth is null ? null : TrueValues(truth, Model);
        Fit = FitOptionsOf();
        InitialCoordinates = [.. Enumerable.Range(0, scope.Starts).Select(Initial)];
        Description = description with
        {
            AgeBins = Model.AgeBins,
            Free = [.. Model.Parameters.Parameters.Select(parameter => parameter.Name)],
            Ties = [.. Enumerable.Range(0, Model.Parameters.Count).Select(Model.TiedNames).Where(names => names.Count > 1)],
            DataLength = Fit.DataLength,
            Truth = Truth,
            TrueParameters = truth is null ? null : FittedModelDescription.ToJson(truth),
        };
        EstimatesSchema = MakeSchema(hasStarts: false);
        TracesSchema = MakeSchema(hasStarts: true);
        WarnOfMemory();
        if (!scope.IsQuiet) WarnOfDegeneracy();
    }

    public FitSettings Options { get; }

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

    /// <summary>The same with a column for the number of the start.</summary>
    public Schema TracesSchema { get; }

    /// <summary>Refuses recordings that are too short for a step.</summary>
    /// <param name="bins">Bins of the recording, or of the longest stretch of it that was observed.</param>
    /// <param name="hasGaps">Whether it is a stretch.</param>
    public void CheckLength(long bins, bool hasGaps = false)
    {
        if (bins < Fit.MinimumBins)
        {
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"counts: found {(hasGaps ? "a longest stretch without gaps" : "a recording")} of {bins * Model.BinWidth:G6} s, expected at least {Fit.MinimumBins * Model.BinWidth:G6} s for the burn-in, a batch burn-in and a batch; shorten \"burnIn\" or record longer"));
        }

        if (Model.AgeBins > bins) Context.Warn($"the {Model.AgeBins} age bins reach further back than the {bins} bins of the recording");
    }

    /// <summary>Refuses counts that are larger than their population.</summary>
    public void CheckCounts(CountInput data, int bins)
    {
        ReadOnlySpan<int> counts = data.Counts(bins);
        int populations = data.Populations;
        for (int i = 0; i < counts.Length; i++)
        {
            int neurons = Model.Configured.NeuronCounts[i % populations];
            if (counts[i] <= neurons) continue;
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"counts: found {counts[i]} spikes of population \"{Model.PopulationNames[i % populations]}\" in the bin at {data.FirstHeldTime + i / populations * Model.BinWidth:G12} s, expected at most its {neurons} neurons; use narrower bins or correct N"));
        }
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

    private FitOptions FitOptionsOf()
    {
        int burnIn = Bins(Options.BurnIn, 0);
        long? length = _scope.DataLength is { } given ? Bins(given, 1) : Data.BinCount - burnIn;
        if (_scope.IsStream && length is null)
            throw new InvalidInputException("dataLength: it is missing and the counts do not say how long the recording is; state the length of data that the likelihood stands for, such as \"30 s\"");
        if (length < 1) throw new InvalidInputException($"burnIn: found {Options.BurnIn}, which leaves nothing of a recording of {Data.BinCount * Model.BinWidth:G6} s; shorten it");
        return new FitOptions
        {
            BatchBins = Bins(Options.Batch, 1),
            BurnInBins = burnIn,
            BatchBurnInBins = Bins(Options.BatchBurnIn, 1),
            StartNoise = Options.StartNoise,
            BurnInNoise = Options.BurnInNoise,
            DataLength = length,
            Adam = new AdamOptions { LearningRate = Options.LearningRate, GradientLimit = Options.Clip },
            FinalLearningRate = Options.FinalLearningRate,
            MaximumSteps = Options.Iterations ?? long.MaxValue,
            Seed = Context.Seed,
            Stage = _scope.RandomName ?? Context.Id,
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
            : FitStarts.FromPrior(Model.Parameters, Context.Seed, Fit.Stage, index);
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
        ParameterTransform.Log10 when parameter.Prior is not Numerics.Distributions.Log10GammaPrior => " of log10",
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

    private Schema MakeSchema(bool hasStarts)
    {
        ParameterSpace space = Model.Parameters;
        Schema plain = Recordings.EstimatesSchema.Create(
            [.. space.Parameters.Select(parameter => parameter.Name)], [.. space.Parameters.Select(parameter => parameter.Unit)], hasStarts);
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

    private void WarnOfDegeneracy()
    {
        foreach (DegenerateDirection direction in DegenerateDirection.Find(Model, Data.HasInput)) Context.Warn(direction.Describe());
        if (DegenerateDirection.Correlated(Model) is { Count: > 0 } strong)
            Context.Logger.Information("Strongly correlated as a rule: {Parameters}; see the identifiability report", string.Join("; ", strong));
    }

    private void WarnOfMemory()
    {
        double memory = Model.AgeBins * Model.BinWidth;
        if (Data.BinCount is { } bins && Model.AgeBins > bins)
            Context.Warn(string.Create(CultureInfo.InvariantCulture, $"the {Model.AgeBins} age bins reach {memory:G4} s back, but the recording has only {bins} bins"));
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
