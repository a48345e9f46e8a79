using System.Globalization;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Fitting;

/// <summary>The coordinates that fits start from.</summary>
public static class FitStarts
{
    /// <summary>The configured values as coordinates.</summary>
    /// <param name="parameters">The free parameters.</param>
    /// <returns>One coordinate per parameter.</returns>
    public static double[] Configured(ParameterSpace parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        double[] natural = [.. parameters.Parameters.Select(parameter => parameter.Initial)];
        double[] coordinates = new double[natural.Length];
        parameters.ToCoordinates(natural, coordinates);
        return coordinates;
    }

    /// <summary>A draw from the prior.</summary>
    /// <param name="parameters">The free parameters.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="stage">Name of the stage.</param>
    /// <param name="index">Number of the start.</param>
    /// <returns>One coordinate per parameter, the same for the same arguments.</returns>
    public static double[] FromPrior(ParameterSpace parameters, ulong seed, string stage, int index)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        RandomStream random = new(seed, stage, "start", (ulong)index);
        return [.. parameters.Parameters.Select(parameter => parameter.Prior.Sample(random))];
    }

    /// <summary>Refuses coordinates that no fit can start from.</summary>
    /// <param name="parameters">The free parameters.</param>
    /// <param name="coordinates">Coordinates, one per parameter.</param>
    /// <exception cref="ArgumentException">There are too many or too few, or one is not finite or where its prior has no mass.</exception>
    public static void Check(ParameterSpace parameters, ReadOnlySpan<double> coordinates)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (coordinates.Length != parameters.Count)
            throw new ArgumentException($"found {coordinates.Length} starting coordinates, expected {parameters.Count}", nameof(coordinates));
        for (int i = 0; i < coordinates.Length; i++)
        {
            Parameter parameter = parameters.Parameters[i];
            if (!double.IsFinite(coordinates[i]) || !double.IsFinite(parameter.Prior.LogDensity(coordinates[i])))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"{parameter.Name}: found starting coordinate {coordinates[i]:G8} ({parameter.Transform}), expected one where its prior {parameter.Prior.Description} has mass"),
                    nameof(coordinates));
            }
        }
    }
}
