using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>Names of parameters between users, files and the model.</summary>
internal static class ParameterSymbol
{
    /// <summary>The name that the model gives to a symbol of the parameter files.</summary>
    public static string OfModel(string name)
    {
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        string symbol = bracket < 0 ? name : name[..bracket];
        string index = bracket < 0 ? "" : name[bracket..].Replace(" ", "", StringComparison.Ordinal);
        return symbol switch { "Du" => "Delta_u", "J_theta" => "J", _ => symbol } + index;
    }

    /// <summary>The values that a set of parameters has for the free ones of a model.</summary>
    public static double[] Values(MesoscopicParameters parameters, MesoscopicModel model)
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
