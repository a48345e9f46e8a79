using System.Globalization;
using SpikeStream.Models.Fitting;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>Parameter values as a message shows them.</summary>
internal static class ParameterText
{
    /// <summary>All values with their names and units, on one line.</summary>
    public static string Of(ParameterSpace space, IReadOnlyList<double> values) =>
        string.Join(", ", space.Parameters.Select((parameter, index) => One(parameter, values[index])));

    /// <summary>One value with its name and unit.</summary>
    public static string One(Parameter parameter, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{parameter.Name} = {value:G8}{(parameter.Unit.Length == 0 ? "" : " ")}{parameter.Unit}");
}
