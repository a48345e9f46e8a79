using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mixtures;

/// <summary>Angles of a von Mises distribution about 0 (Best and Fisher 1979, Efficient simulation of the von Mises distribution).</summary>
internal static class VonMisesNumber
{
    // Beyond this the distribution is normal to rounding of the angle's fourth moment, and the rejection loses digits.
    private const double NormalAbove = 1e6;

    /// <summary>One angle.</summary>
    /// <param name="random">The stream; takes three words for each try.</param>
    /// <param name="precision">Precision, above 0.</param>
    /// <returns>-pi to pi.</returns>
    public static double Next(RandomStream random, double precision)
    {
        if (precision > NormalAbove) return random.NextNormal() / Math.Sqrt(precision);
        double tau = 1 + Math.Sqrt(1 + 4 * precision * precision);
        double rho = (tau - Math.Sqrt(2 * tau)) / (2 * precision);
        double r = (1 + rho * rho) / (2 * rho);
        while (true)
        {
            double z = Math.Cos(Math.PI * random.NextDouble());
            double f = (1 + r * z) / (r + z), c = precision * (r - f);
            double u = 1 - random.NextDouble();
            double side = random.NextDouble();
            if (c * (2 - c) - u > 0 || Math.Log(c / u) + 1 - c >= 0) return side < 0.5 ? -Math.Acos(Math.Clamp(f, -1, 1)) : Math.Acos(Math.Clamp(f, -1, 1));
        }
    }
}
