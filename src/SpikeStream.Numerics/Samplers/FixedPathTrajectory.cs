using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Samplers;

/// <summary>Hamiltonian Monte Carlo with a fixed path length (Duane et al. 1987; Neal 2011, MCMC using Hamiltonian dynamics).</summary>
/// <param name="dimension">Number of coordinates.</param>
/// <param name="pathLength">Step size times number of steps.</param>
/// <param name="maximumSteps">Leapfrog steps at most.</param>
internal sealed class FixedPathTrajectory(int dimension, double pathLength, int maximumSteps) : ITrajectory
{
    private readonly PhasePoint _end = new(dimension);

    public TrajectoryOutcome Run(in Leapfrog dynamics, RandomStream random, PhasePoint point)
    {
        double before = point.Energy;
        double wanted = Math.Floor(pathLength / dynamics.StepSize);
        int steps = (int)Math.Clamp(wanted, 1, maximumSteps), done = 0;
        _end.CopyFrom(point);
        double growth = 0;
        while (done < steps && growth <= dynamics.DivergenceThreshold)
        {
            dynamics.Step(_end, 1);
            done++;
            growth = _end.Energy - before;
        }

        bool isDivergent = !(growth <= dynamics.DivergenceThreshold);
        double acceptance = isDivergent ? 0 : Math.Min(1, Math.Exp(-growth));
        if (random.NextDouble() < acceptance) point.CopyFrom(_end);
        return new(acceptance, 0, done, isDivergent, wanted > maximumSteps);
    }
}
