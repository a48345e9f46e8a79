using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Tests.Mesoscopic;

internal static class Coordinates
{
    /// <summary>The coordinates of the values that a model was built with.</summary>
    public static double[] Initial(ISequenceModel model)
    {
        double[] natural = [.. model.Parameters.Parameters.Select(p => p.Initial)];
        var coordinates = new double[natural.Length];
        model.Parameters.ToCoordinates(natural, coordinates);
        return coordinates;
    }
}
