using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>What a whole set of parameters says of the free ones of a model.</summary>
internal static class FreeParameterValues
{
    /// <summary>The values, in the order of the model's free parameters.</summary>
    public static double[] Of(MesoscopicParameters parameters, MesoscopicModel model)
    {
        Dictionary<string, double> all = [];
        foreach (MesoscopicParameterKind kind in Enum.GetValues<MesoscopicParameterKind>())
        {
            double[] values = parameters.Values(kind);
            for (int i = 0; i < values.Length; i++) all[MesoscopicParameterNames.Component(kind, i, model.PopulationNames)] = values[i];
        }

        return [.. model.Parameters.Parameters.Select(parameter => all[parameter.Name])];
    }
}
