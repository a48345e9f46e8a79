using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// Constant activity without input and fluctuations, at which each population fires exactly as often as its neurons come of age again.
/// </summary>
/// <remarks>
/// Rene, Longtin and Macke (2020), algorithm 3 and appendix I: A dt (1 + sum of the survivals S_l + S_{K-1} (1 - Pf)/Pf) = 1 for every population,
/// solved by Newton's method in ln A with steps of at most a factor e, halved until the residual shrinks. The Broyden method of MathNet reaches the
/// same residual at the published parameters, but solves fewer others: of 101 draws from the prior 70 with two populations and 37 with four, this one 76 and 45.
/// </remarks>
internal sealed class StationaryActivity(CouplingConstants coupling, PopulationConstants[] constants, bool isAligned)
{
    private const double StartHertz = 10;
    private const double Tolerance = 1e-13;
    private const double Accepted = 1e-9;
    private const int MaximumIterations = 200;

    private readonly StationaryAges[] _ages = [.. constants.Select(population => new StationaryAges(population, isAligned))];

    /// <summary>The age profile of each population at the solution.</summary>
    public IReadOnlyList<StationaryAges> Ages => _ages;

    /// <summary>Finds the activity.</summary>
    /// <returns>A, Hz, [population].</returns>
    /// <exception cref="NoStationaryStateException">There is none that the search finds.</exception>
    public double[] Solve()
    {
        int count = constants.Length;
        Vector<double> logActivity = Vector<double>.Build.Dense(count, Math.Log(StartHertz));
        Vector<double> residual = Residual(logActivity);
        for (int iteration = 0; iteration < MaximumIterations && residual.InfinityNorm() > Tolerance; iteration++)
        {
            Vector<double> step = Jacobian(logActivity).Solve(-residual);
            if (!step.ForAll(double.IsFinite)) break;
            double scale = Math.Min(1, 1 / step.InfinityNorm());
            (Vector<double> Point, Vector<double> Residual)? better = null;
            for (int halving = 0; halving < 40 && better is null; halving++, scale /= 2)
            {
                Vector<double> point = logActivity + scale * step;
                Vector<double> found = Residual(point);
                if (found.InfinityNorm() < residual.InfinityNorm()) better = (point, found);
            }

            // At the limit of rounding no step is better.
            if (better is not { } next) break;
            (logActivity, residual) = next;
        }

        if (!(residual.InfinityNorm() < Accepted))
        {
            throw new NoStationaryStateException(string.Create(
                CultureInfo.InvariantCulture,
                $"stationary state: found none; at {string.Join(", ", logActivity.Select(value => Math.Exp(value).ToString("G4", CultureInfo.InvariantCulture)))} Hz the populations miss their mean interval by a factor of up to exp({residual.InfinityNorm():G3}); start from the silent state"));
        }

        Residual(logActivity);
        return [.. logActivity.Select(Math.Exp)];
    }

    private Vector<double> Residual(Vector<double> logActivity)
    {
        Vector<double> residual = Vector<double>.Build.Dense(constants.Length);
        for (int a = 0; a < constants.Length; a++)
        {
            double drive = 0;
            for (int b = 0; b < constants.Length; b++) drive += coupling.Gain[a * constants.Length + b] * Math.Exp(logActivity[b]);
            _ages[a].Compute(Math.Exp(logActivity[a]), drive);
            residual[a] = logActivity[a] + Math.Log(_ages[a].MeanInterval);
        }

        return residual;
    }

    private Matrix<double> Jacobian(Vector<double> logActivity)
    {
        const double Difference = 1e-6;
        Matrix<double> jacobian = Matrix<double>.Build.Dense(constants.Length, constants.Length);
        for (int b = 0; b < constants.Length; b++)
        {
            Vector<double> up = logActivity.Clone(), down = logActivity.Clone();
            up[b] += Difference;
            down[b] -= Difference;
            jacobian.SetColumn(b, (Residual(up) - Residual(down)) / (2 * Difference));
        }

        return jacobian;
    }
}
