using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>Schemas of the curves of a conditional mixture.</summary>
internal static class MixtureCurves
{
    public static Schema Tuning() => CurvesSchema.Create(new("stimulus", null, "mean count", null), hasLabels: true);

    public static Schema TrialMeans() => CurvesSchema.Create(new("stimulus", null, "mean count of the trials", null), hasLabels: true);

    public static Schema Weights() => CurvesSchema.Create(new("stimulus", null, "weight", null), hasLabels: true);

    public static Schema Information() => CurvesSchema.Create(new("stimulus", null, "Fisher information", null));

    public static Schema FanoFactors() => CurvesSchema.Create(new("Fano factor of the trials", null, "Fano factor of the model", null));

    public static Schema NoiseCorrelations() => CurvesSchema.Create(new("noise correlation of the trials", null, "noise correlation of the model", null));
}
