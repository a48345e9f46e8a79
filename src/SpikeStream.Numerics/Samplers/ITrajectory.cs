using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Samplers;

/// <summary>Goes from a point with a fresh momentum to the next draw. Holds working memory only.</summary>
internal interface ITrajectory
{
    /// <summary>One transition that leaves density times N(momentum) invariant.</summary>
    /// <param name="dynamics">The dynamics.</param>
    /// <param name="random">Random numbers of this transition.</param>
    /// <param name="point">The point with its momentum; on return the next one.</param>
    /// <returns>What happened on the way.</returns>
    TrajectoryOutcome Run(in Leapfrog dynamics, RandomStream random, PhasePoint point);
}

/// <summary>What happened on a trajectory.</summary>
/// <param name="Acceptance">Mean acceptance of its points, 0 to 1.</param>
/// <param name="Depth">Number of doublings; 0 where there are none.</param>
/// <param name="Steps">Number of leapfrog steps.</param>
/// <param name="IsDivergent">Whether the energy grew beyond the threshold.</param>
/// <param name="IsCut">Whether it would have gone on but for a limit.</param>
internal readonly record struct TrajectoryOutcome(double Acceptance, int Depth, int Steps, bool IsDivergent, bool IsCut);
