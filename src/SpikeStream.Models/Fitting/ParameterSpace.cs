namespace SpikeStream.Models.Fitting;

/// <summary>The ordered free parameters of a model and the maps between natural values and fitting coordinates.</summary>
/// <param name="Parameters">The parameters in coordinate order.</param>
public sealed record ParameterSpace(IReadOnlyList<Parameter> Parameters)
{
    /// <summary>Number of free parameters.</summary>
    public int Count => Parameters.Count;

    /// <summary>Natural values to fitting coordinates.</summary>
    /// <param name="natural">Natural values, one per parameter.</param>
    /// <param name="coordinates">Receives the coordinates.</param>
    public void ToCoordinates(ReadOnlySpan<double> natural, Span<double> coordinates)
    {
        for (int i = 0; i < Count; i++)
        {
            coordinates[i] = Parameters[i].Transform switch
            {
                ParameterTransform.Log => Math.Log(natural[i]),
                ParameterTransform.Log10 => Math.Log10(natural[i]),
                _ => natural[i],
            };
        }
    }

    /// <summary>Fitting coordinates to natural values.</summary>
    /// <param name="coordinates">Coordinates, one per parameter.</param>
    /// <param name="natural">Receives the natural values.</param>
    public void ToNatural(ReadOnlySpan<double> coordinates, Span<double> natural)
    {
        for (int i = 0; i < Count; i++)
        {
            natural[i] = Parameters[i].Transform switch
            {
                ParameterTransform.Log => Math.Exp(coordinates[i]),
                ParameterTransform.Log10 => Math.Pow(10, coordinates[i]),
                _ => coordinates[i],
            };
        }
    }

    /// <summary>Turns a gradient by natural values into one by coordinates, in place: dx/dz is 1, x, or x ln 10.</summary>
    /// <param name="natural">Natural values, one per parameter.</param>
    /// <param name="gradient">Derivatives by natural values; on return by coordinates.</param>
    public void ChainToCoordinates(ReadOnlySpan<double> natural, Span<double> gradient)
    {
        for (int i = 0; i < Count; i++)
        {
            gradient[i] *= Parameters[i].Transform switch
            {
                ParameterTransform.Log => natural[i],
                ParameterTransform.Log10 => natural[i] * Math.Log(10),
                _ => 1,
            };
        }
    }

    /// <summary>Log prior density of the coordinates and, added to <paramref name="gradient"/>, its derivative.</summary>
    /// <param name="coordinates">Coordinates, one per parameter.</param>
    /// <param name="gradient">Empty, or one entry per parameter to which the derivative is added.</param>
    /// <returns>The sum of the log densities, in nats.</returns>
    public double LogPrior(ReadOnlySpan<double> coordinates, Span<double> gradient = default)
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            sum += Parameters[i].Prior.LogDensity(coordinates[i]);
            if (!gradient.IsEmpty) gradient[i] += Parameters[i].Prior.LogDensityDerivative(coordinates[i]);
        }

        return sum;
    }
}
