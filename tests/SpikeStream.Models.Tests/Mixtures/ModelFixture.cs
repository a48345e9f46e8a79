using System.Text.Json;
using SpikeStream.Models.Mixtures;

namespace SpikeStream.Models.Tests.Mixtures;

/// <summary>A model of the fixtures with its trials.</summary>
internal sealed class ModelFixture
{
    public ModelFixture(string name)
    {
        Json = MixtureFixture.Read(name);
        Parameters = ParametersOf(Json.GetProperty("parameters"));
        Trials = TrialsOf(Json, 1);
        Model = new(Parameters, Trials.Stimuli);
    }

    public JsonElement Json { get; }

    public MixtureParameters Parameters { get; }

    public MixtureTrials Trials { get; }

    public ConditionalMixture Model { get; }

    public static MixtureTrials TrialsOf(JsonElement json, double stimulusOfCondition)
    {
        StimulusSet all = StimulusSet.Of(json.Numbers("stimuli").Select(stimulus => stimulus * stimulusOfCondition));
        double[] stimuli = [.. json.Numbers("stimuli").Select(stimulus => stimulus * stimulusOfCondition)];
        int neurons = json.GetProperty("responses")[0].GetArrayLength();
        return new(all, [.. stimuli.Select(stimulus => all.Values!.ToList().IndexOf(stimulus))], neurons, json.Numbers("responses"));
    }

    public static MixtureParameters ParametersOf(JsonElement json)
    {
        int rows = json.GetProperty("base").GetArrayLength();
        return new()
        {
            Tuning = json.GetProperty("kind").GetString() == "discrete" ? new DiscreteTuning([.. Enumerable.Range(0, rows).Select(x => $"{x}")]) : new VonMisesTuning(json.Number("period")),
            Model = json.GetProperty("com_based").GetBoolean() ? MixtureModelKind.ComBased : MixtureModelKind.Poisson,
            Base = json.Numbers("base"),
            Mix = json.Numbers("mix"),
            Category = json.Numbers("cat"),
            Shape = json.Numbers("shape"),
        };
    }
}
