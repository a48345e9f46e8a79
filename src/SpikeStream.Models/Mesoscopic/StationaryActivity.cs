using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// Constant activity without input and fluctuations, at which each population fires exactly as often as its neurons come of age again.
/// </summary>
/// <remarks>
/// Rene, Longtin and Macke (2020), algorithm 3 and appendix I: A dt (1 + sum of the survivals S_l + S_{K-1} (1 - Pf)/Pf) = 1 for every population,
/// solved by Newton's method in ln A from 10 Hz, with steps of at most a factor e, halved until the residual shrinks. Where that ends without a solution, the
/// activity is followed from no coupling to the full one (<see cref="StationaryContinuation"/>). Of 101 draws from the prior the first way solves 79 with two
/// populations and 49 with four, both ways 100 and 101, 11 and 27 of them with a population whose rate is below 10^-300 Hz: it is taken as silent, A = 0.
/// There is always a solution, for the map from A to 1/T is continuous and bounded; where there are several, it is the one that Newton's method reaches, or else
/// the one that the curve from no coupling meets first.
/// </remarks>
internal sealed class StationaryActivity(CouplingConstants coupling, PopulationConstants[] constants, bool isAligned)
{
    private const double StartHertz = 10;
    private const double Tolerance = 1e-13;
    private const double Accepted = 1e-9;
    private const int MaximumIterations = 200;
    private const double SmallestLogActivity = -690; // below, the chance to fire in a bin is no number of full precision any more

    private readonly StationaryAges[] _ages = [.. constants.Select(population => new StationaryAges(population, isAligned))];
    private Vector<double>? _continued;

    /// <summary>The age profile of each population at the solution.</summary>
    public IReadOnlyList<StationaryAges> Ages => _ages;

    /// <summary>Finds the activity.</summary>
    /// <returns>A, Hz, [population]; 0 where it is below 10^-300 Hz.</returns>
    /// <exception cref="NoStationaryStateException">There is none that the search finds.</exception>
    public double[] Solve()
    {
        (Vector<double> logActivity, double miss) = Descend(Vector<double>.Build.Dense(constants.Length, Math.Log(StartHertz)));
        if (!(miss < Accepted) && new StationaryContinuation(coupling, constants, isAligned).Solve() is { } continued)
        {
            _continued = continued;
            (logActivity, miss) = Descend(continued);
        }

        bool isSilent = Enumerable.Range(0, constants.Length).All(IsSilent);
        if (isSilent || !(miss < Accepted))
        {
            string found = string.Join(", ", logActivity.Select(Describe));
            throw new NoStationaryStateException(isSilent
                ? $"stationary state: found none but that nobody ever fires (at {found} Hz); start from the silent state"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"stationary state: found none; at {found} Hz the populations miss their mean interval by a factor of up to exp({miss:G3}); start from the silent state"));
        }

        Residual(logActivity);
        return [.. logActivity.Select((value, population) => IsSilent(population) ? 0 : Math.Exp(value))];
    }

    /// <summary>Whether a population fires less often than numbers of full precision can say.</summary>
    private bool IsSilent(int population) => _continued is not null && _continued[population] < SmallestLogActivity;

    private static string Describe(double logActivity) => logActivity < SmallestLogActivity
        ? string.Create(CultureInfo.InvariantCulture, $"10^{logActivity / Math.Log(10):F0}")
        : Math.Exp(logActivity).ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>Newton's method in ln A.</summary>
    /// <returns>Where it ends, and by how much the logarithm of a mean interval is missed there at most.</returns>
    private (Vector<double> LogActivity, double Miss) Descend(Vector<double> logActivity)
    {
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

        return (logActivity, residual.InfinityNorm());
    }

    private Vector<double> Residual(Vector<double> logActivity)
    {
        Vector<double> residual = Vector<double>.Build.Dense(constants.Length);
        for (int a = 0; a < constants.Length; a++)
        {
            double drive = 0;
            for (int b = 0; b < constants.Length; b++) drive += coupling.Gain[a * constants.Length + b] * Math.Exp(logActivity[b]);
            _ages[a].Compute(Math.Exp(logActivity[a]), drive);
            residual[a] = IsSilent(a) ? logActivity[a] - _continued![a] : logActivity[a] + Math.Log(_ages[a].MeanInterval);
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
