using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Samplers;

/// <summary>
/// The no-U-turn sampler: the trajectory doubles, forward or backward at random, until its ends approach each other, and the draw is one of
/// its points by their weights.
/// </summary>
/// <remarks>
/// Hoffman and Gelman (2014) with the changes of Betancourt (2017), A conceptual introduction to Hamiltonian Monte Carlo, appendix A:
/// multinomial weights exp(-energy), uniform within and biased progressive across doublings, the generalised criterion
/// velocity·(sum of momenta) &gt; 0 at both ends, which is also checked from each half to the nearest point of the other.
/// </remarks>
internal sealed class NoUTurnTrajectory : ITrajectory
{
    private readonly int _maximumDepth;
    private readonly TreeLevel[] _levels;
    private readonly PhasePoint _forward;
    private readonly PhasePoint _backward;
    private readonly PhasePoint _candidate;
    private readonly TreeEnds _tree;
    private readonly TreeEnds _subtree;
    private readonly double[] _momenta;

    // Of the transition under way.
    private double _initialEnergy;
    private double _acceptanceSum;
    private int _steps;
    private bool _isDivergent;

    public NoUTurnTrajectory(int dimension, int maximumDepth)
    {
        _maximumDepth = maximumDepth;
        _levels = [.. Enumerable.Range(0, maximumDepth).Select(_ => new TreeLevel(dimension))];
        _forward = new(dimension);
        _backward = new(dimension);
        _candidate = new(dimension);
        _tree = new(dimension);
        _subtree = new(dimension);
        _momenta = new double[dimension];
    }

    public TrajectoryOutcome Run(in Leapfrog dynamics, RandomStream random, PhasePoint point)
    {
        _forward.CopyFrom(point);
        _backward.CopyFrom(point);
        _tree.SetTo(point);
        _initialEnergy = point.Energy;
        (_acceptanceSum, _steps, _isDivergent) = (0, 0, false);
        double logWeight = 0;
        int depth = 0;
        bool goesOn = true;
        while (goesOn && depth < _maximumDepth)
        {
            int direction = random.NextDouble() < 0.5 ? -1 : 1;
            double subtreeLogWeight = double.NegativeInfinity;
            if (!Build(dynamics, random, depth, direction, direction > 0 ? _forward : _backward, _candidate, _subtree, ref subtreeLogWeight)) break;
            depth++;
            double logRatio = subtreeLogWeight - logWeight;
            if (logRatio >= 0 || random.NextDouble() < Math.Exp(logRatio)) point.CopyFrom(_candidate);
            logWeight = LogSum(logWeight, subtreeLogWeight);
            goesOn = direction > 0 ? IsOpen(_tree, _subtree) : IsOpen(_subtree.Reverse(), _tree);
            _tree.Join(_subtree, direction);
        }

        return new(_acceptanceSum / Math.Max(1, _steps), depth, _steps, _isDivergent, goesOn && depth == _maximumDepth && !_isDivergent);
    }

    /// <summary>
    /// Extends one end by 2^depth points. The ends of the result are in the order of travel: first is the point nearest to the old tree.
    /// </summary>
    /// <returns>False where the subtree turned back or diverged: it must not count.</returns>
    private bool Build(
        in Leapfrog dynamics, RandomStream random, int depth, int direction, PhasePoint end, PhasePoint candidate, TreeEnds ends, ref double logWeight)
    {
        if (depth == 0)
        {
            dynamics.Step(end, direction);
            _steps++;
            double growth = end.Energy - _initialEnergy;
            if (!(growth <= dynamics.DivergenceThreshold)) _isDivergent = true;
            logWeight = LogSum(logWeight, -growth);
            _acceptanceSum += growth > 0 ? Math.Exp(-growth) : 1;
            candidate.CopyFrom(end);
            ends.SetTo(end);
            return !_isDivergent;
        }

        TreeLevel level = _levels[depth];
        double firstLogWeight = double.NegativeInfinity, secondLogWeight = double.NegativeInfinity;
        if (!Build(dynamics, random, depth - 1, direction, end, candidate, level.First, ref firstLogWeight)) return false;
        if (!Build(dynamics, random, depth - 1, direction, end, level.Candidate, level.Second, ref secondLogWeight)) return false;
        double both = LogSum(firstLogWeight, secondLogWeight);
        if (random.NextDouble() < Math.Exp(secondLogWeight - both)) candidate.CopyFrom(level.Candidate);
        logWeight = LogSum(logWeight, both);
        // The criterion is symmetric in time, so the order of travel will do.
        bool isOpen = IsOpen(level.First, level.Second);
        ends.SetTo(level.First, level.Second);
        return isOpen;
    }

    /// <summary>Whether no U-turn is in the union of two adjacent trees, nor from either to the nearest point of the other.</summary>
    private bool IsOpen(TreeEnds first, TreeEnds second)
    {
        Sum(first.MomentumSum, second.MomentumSum);
        if (!IsOpen(first.FirstVelocity, second.LastVelocity)) return false;
        Sum(first.MomentumSum, second.FirstMomentum);
        if (!IsOpen(first.FirstVelocity, second.FirstVelocity)) return false;
        Sum(second.MomentumSum, first.LastMomentum);
        return IsOpen(first.LastVelocity, second.LastVelocity);
    }

    private void Sum(double[] a, double[] b)
    {
        for (int i = 0; i < _momenta.Length; i++) _momenta[i] = a[i] + b[i];
    }

    private bool IsOpen(double[] firstVelocity, double[] lastVelocity)
    {
        double first = 0, last = 0;
        for (int i = 0; i < _momenta.Length; i++)
        {
            first += firstVelocity[i] * _momenta[i];
            last += lastVelocity[i] * _momenta[i];
        }

        return first > 0 && last > 0;
    }

    private static double LogSum(double a, double b)
    {
        double larger = Math.Max(a, b);
        return double.IsNegativeInfinity(larger) ? larger : larger + Math.Log(Math.Exp(a - larger) + Math.Exp(b - larger));
    }
}
