using MathNet.Numerics.LinearAlgebra;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Models.Tests.Fitting;

/// <summary>-(z - mode)' H (z - mode)/2.</summary>
internal sealed class GaussianDensity(double[] mode, Matrix<double> information) : ILogDensity
{
    public int Dimension => mode.Length;

    public int Evaluations { get; private set; }

    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default)
    {
        Evaluations++;
        Vector<double> away = Vector<double>.Build.Dense(position.ToArray()) - Vector<double>.Build.Dense(mode);
        Vector<double> slope = -(information * away);
        slope.ToArray().CopyTo(gradient);
        return 0.5 * (slope * away);
    }
}
