using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mixtures;

/// <summary>k-means with the starts of Arthur and Vassilvitskii (2007, k-means++), ten steps of Lloyd.</summary>
internal static class TrialClusters
{
    private const int Steps = 10;

    /// <summary>Clusters points.</summary>
    /// <param name="points">[point, dimension].</param>
    /// <param name="dimension">Coordinates of a point.</param>
    /// <param name="clusters">Number of clusters.</param>
    /// <param name="random">Chooses the first centres.</param>
    /// <returns>The cluster of each point; a cluster may be empty.</returns>
    public static int[] Of(double[] points, int dimension, int clusters, RandomStream random)
    {
        int count = points.Length / dimension;
        double[] centres = new double[clusters * dimension], nearest = new double[count];
        nearest.AsSpan().Fill(double.PositiveInfinity);
        for (int k = 0; k < clusters; k++)
        {
            int chosen = k == 0 ? random.NextInt32(count) : Choose(nearest, random);
            points.AsSpan(chosen * dimension, dimension).CopyTo(centres.AsSpan(k * dimension));
            for (int t = 0; t < count; t++) nearest[t] = Math.Min(nearest[t], Distance(points, t, centres, k, dimension));
        }

        int[] assigned = new int[count];
        for (int step = 0; step < Steps; step++)
        {
            for (int t = 0; t < count; t++)
            {
                double least = double.PositiveInfinity;
                for (int k = 0; k < clusters; k++)
                {
                    double distance = Distance(points, t, centres, k, dimension);
                    if (distance < least) (least, assigned[t]) = (distance, k);
                }
            }

            Move(points, assigned, centres, dimension);
        }

        return assigned;
    }

    private static void Move(double[] points, int[] assigned, double[] centres, int dimension)
    {
        double[] sums = new double[centres.Length];
        int[] members = new int[centres.Length / dimension];
        for (int t = 0; t < assigned.Length; t++)
        {
            members[assigned[t]]++;
            for (int i = 0; i < dimension; i++) sums[assigned[t] * dimension + i] += points[t * dimension + i];
        }

        for (int place = 0; place < centres.Length; place++)
        {
            if (members[place / dimension] > 0) centres[place] = sums[place] / members[place / dimension];
        }
    }

    // By the squared distance to the nearest centre; any point where all are centres.
    private static int Choose(double[] nearest, RandomStream random)
    {
        double rest = random.NextDouble() * nearest.Sum();
        for (int t = 0; t < nearest.Length; t++)
        {
            rest -= nearest[t];
            if (rest < 0) return t;
        }

        return nearest.Length - 1;
    }

    private static double Distance(double[] points, int point, double[] centres, int centre, int dimension)
    {
        ReadOnlySpan<double> a = points.AsSpan(point * dimension, dimension), b = centres.AsSpan(centre * dimension, dimension);
        double even = 0, odd = 0;
        int i = 0;
        for (; i < a.Length - 1; i += 2)
        {
            double first = a[i] - b[i], second = a[i + 1] - b[i + 1];
            even += first * first;
            odd += second * second;
        }

        return i < a.Length ? even + odd + (a[i] - b[i]) * (a[i] - b[i]) : even + odd;
    }
}
