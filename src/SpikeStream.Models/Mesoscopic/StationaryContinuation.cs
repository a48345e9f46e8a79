using MathNet.Numerics.LinearAlgebra;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// Follows the constant activity of a network from no coupling, where there is exactly one, to the full coupling: all gains times s, s from 0 to 1.
/// </summary>
/// <remarks>
/// The unknowns are the drives H of the populations in units of their noise level and s itself: H = s G A(H), where A is bounded by one spike per
/// refractory period, so that the curve cannot run away before s = 1. Steps along its arc (Keller 1977) pass the folds at which s turns back; each is predicted
/// along the tangent and corrected by Newton's method, halved where the correction fails or the curve bends too much, doubled where it is easy.
/// Of several solutions the curve ends at the one it meets first.
/// </remarks>
internal sealed class StationaryContinuation
{
    private const int MaximumSteps = 1000;
    private const int MaximumCorrections = 6;
    private const int EasyCorrections = 3;
    private const double FirstStep = 0.1;
    private const double SmallestStep = 1e-10;
    private const double Converged = 1e-10;

    private readonly StationaryRate[] _rates;
    private readonly double[] _noiseLevel;
    private readonly double[] _gain;
    private readonly int _count;

    public StationaryContinuation(CouplingConstants coupling, PopulationConstants[] constants, bool isAligned)
    {
        _count = constants.Length;
        _rates = [.. constants.Select(population => new StationaryRate(population, isAligned))];
        _noiseLevel = [.. constants.Select(population => population.NoiseLevel)];
        _gain = coupling.Gain;
    }

    /// <summary>Follows the curve to its end.</summary>
    /// <returns>ln A, [population]; null where the curve was lost.</returns>
    public Vector<double>? Solve() => Follow(straightness: 0.8) ?? Follow(straightness: 0.98);

    /// <summary>Follows the curve.</summary>
    /// <param name="straightness">Smallest cosine between the directions before and after a step.</param>
    private Vector<double>? Follow(double straightness)
    {
        Vector<double> point = Vector<double>.Build.Dense(_count + 1), axis = Vector<double>.Build.Dense(_count + 1);
        axis[_count] = 1;
        if (Direction(point, axis) is not { } direction) return null;
        double step = FirstStep;
        for (int steps = 0; steps < MaximumSteps && step > SmallestStep * (1 + point.InfinityNorm()); steps++)
        {
            Vector<double> predicted = point + step * direction;
            if (Correct(predicted, direction) is not var (corrected, corrections)
                || (corrected - predicted).L2Norm() > step / 2
                || Direction(corrected, direction) is not { } next
                || next * direction < straightness)
            {
                step /= 2;
                continue;
            }

            // Behind the start there is no coupling to follow: the curve was lost.
            if (corrected[_count] < 0) return null;
            if (corrected[_count] >= 1)
            {
                Vector<double> between = point + (1 - point[_count]) / (corrected[_count] - point[_count]) * (corrected - point);
                if (Correct(between, axis) is var (end, _) && (end - between).L2Norm() <= (corrected - point).L2Norm() && Settle(end, axis)) return LogActivity();
                step /= 2;
                continue;
            }

            if (corrections <= EasyCorrections && next * direction > (1 + straightness) / 2) step *= 2;
            (point, direction) = (corrected, next);
        }

        return null;
    }

    /// <summary>Newton's method from a point to the curve, in the plane through it across a direction.</summary>
    private (Vector<double> Point, int Corrections)? Correct(Vector<double> start, Vector<double> across)
    {
        Vector<double> point = start;
        for (int correction = 1; correction <= MaximumCorrections; correction++)
        {
            if (Equations(point, across) is not var (slopes, miss)) return null;
            Vector<double> change = slopes.Solve(-miss);
            if (!change.ForAll(double.IsFinite)) return null;
            point += change;
            if (change.InfinityNorm() <= Converged * (1 + point.InfinityNorm())) return (point, correction);
        }

        return null;
    }

    /// <summary>Goes on with Newton's method until rounding ends it, and leaves the activities there.</summary>
    private bool Settle(Vector<double> point, Vector<double> across)
    {
        double last = double.PositiveInfinity;
        for (int correction = 0; correction < MaximumCorrections; correction++)
        {
            if (Equations(point, across) is not var (slopes, miss)) return false;
            if (!(miss.InfinityNorm() < last)) return true;
            last = miss.InfinityNorm();
            point += slopes.Solve(-miss);
        }

        return true;
    }

    /// <summary>The direction of the curve, of length 1, on the side of another direction.</summary>
    private Vector<double>? Direction(Vector<double> point, Vector<double> side)
    {
        if (Equations(point, side) is not var (slopes, _)) return null;
        Vector<double> target = Vector<double>.Build.Dense(_count + 1);
        target[_count] = 1;
        Vector<double> direction = slopes.Solve(target);
        return direction.ForAll(double.IsFinite) ? direction.Normalize(2) : null;
    }

    /// <summary>What the drives miss, with 0 in the last place, and its slopes, with the given row as the last.</summary>
    private (Matrix<double> Slopes, Vector<double> Miss)? Equations(Vector<double> point, Vector<double> row)
    {
        Matrix<double> slopes = Matrix<double>.Build.Dense(_count + 1, _count + 1);
        Vector<double> miss = Vector<double>.Build.Dense(_count + 1);
        double scale = point[_count];
        for (int b = 0; b < _count; b++)
        {
            if (!_rates[b].Solve(point[b] * _noiseLevel[b])) return null;
        }

        for (int a = 0; a < _count; a++)
        {
            double full = 0;
            for (int b = 0; b < _count; b++)
            {
                double drive = _gain[a * _count + b] * Math.Exp(_rates[b].LogActivity) / _noiseLevel[a];
                full += drive;
                slopes[a, b] = (a == b ? 1 : 0) - scale * drive * _rates[b].Slope * _noiseLevel[b];
            }

            miss[a] = point[a] - scale * full;
            slopes[a, _count] = -full;
        }

        slopes.SetRow(_count, row);
        return (slopes, miss);
    }

    private Vector<double> LogActivity() => Vector<double>.Build.Dense(_count, population => _rates[population].LogActivity);
}
