namespace SpikeStream.Numerics.Samplers;

/// <summary>What the U-turn criterion needs of a stretch of trajectory: momentum and velocity at both ends, and the sum of all momenta.</summary>
/// <param name="dimension">Number of coordinates.</param>
internal sealed class TreeEnds(int dimension)
{
    public double[] FirstMomentum { get; private set; } = new double[dimension];

    public double[] FirstVelocity { get; private set; } = new double[dimension];

    public double[] LastMomentum { get; private set; } = new double[dimension];

    public double[] LastVelocity { get; private set; } = new double[dimension];

    public double[] MomentumSum { get; } = new double[dimension];

    /// <summary>A single point.</summary>
    public void SetTo(PhasePoint point)
    {
        point.Momentum.CopyTo(FirstMomentum, 0);
        point.Momentum.CopyTo(LastMomentum, 0);
        point.Momentum.CopyTo(MomentumSum, 0);
        point.Velocity.CopyTo(FirstVelocity, 0);
        point.Velocity.CopyTo(LastVelocity, 0);
    }

    /// <summary>Two adjacent stretches, in order.</summary>
    public void SetTo(TreeEnds first, TreeEnds second)
    {
        first.FirstMomentum.CopyTo(FirstMomentum, 0);
        first.FirstVelocity.CopyTo(FirstVelocity, 0);
        second.LastMomentum.CopyTo(LastMomentum, 0);
        second.LastVelocity.CopyTo(LastVelocity, 0);
        for (int i = 0; i < MomentumSum.Length; i++) MomentumSum[i] = first.MomentumSum[i] + second.MomentumSum[i];
    }

    /// <summary>Turns the order round.</summary>
    public TreeEnds Reverse()
    {
        (FirstMomentum, LastMomentum) = (LastMomentum, FirstMomentum);
        (FirstVelocity, LastVelocity) = (LastVelocity, FirstVelocity);
        return this;
    }

    /// <summary>Adds an adjacent stretch, both in the order of time.</summary>
    /// <param name="other">The stretch.</param>
    /// <param name="direction">1 where it comes after this one, -1 before.</param>
    public void Join(TreeEnds other, int direction)
    {
        if (direction > 0)
        {
            other.LastMomentum.CopyTo(LastMomentum, 0);
            other.LastVelocity.CopyTo(LastVelocity, 0);
        }
        else
        {
            other.FirstMomentum.CopyTo(FirstMomentum, 0);
            other.FirstVelocity.CopyTo(FirstVelocity, 0);
        }

        for (int i = 0; i < MomentumSum.Length; i++) MomentumSum[i] += other.MomentumSum[i];
    }
}
