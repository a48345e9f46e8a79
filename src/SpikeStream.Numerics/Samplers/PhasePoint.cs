namespace SpikeStream.Numerics.Samplers;

/// <summary>A position with its log density and gradient, and a momentum with its velocity.</summary>
/// <param name="dimension">Number of coordinates.</param>
internal sealed class PhasePoint(int dimension)
{
    public double[] Position { get; } = new double[dimension];

    public double[] Gradient { get; } = new double[dimension];

    public double[] Momentum { get; } = new double[dimension];

    public double[] Velocity { get; } = new double[dimension];

    public double LogDensity { get; set; }

    /// <summary>Potential plus kinetic energy; infinite where there is no density.</summary>
    public double Energy
    {
        get
        {
            double kinetic = 0;
            for (int i = 0; i < Momentum.Length; i++) kinetic += Momentum[i] * Velocity[i];
            double energy = kinetic / 2 - LogDensity;
            return double.IsNaN(energy) ? double.PositiveInfinity : energy;
        }
    }

    public void CopyFrom(PhasePoint other)
    {
        other.Position.CopyTo(Position, 0);
        other.Gradient.CopyTo(Gradient, 0);
        other.Momentum.CopyTo(Momentum, 0);
        other.Velocity.CopyTo(Velocity, 0);
        LogDensity = other.LogDensity;
    }
}
