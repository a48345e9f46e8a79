using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Diagnostics;

/// <summary>Replaces draws by the normal quantiles of their ranks among all chains.</summary>
/// <remarks>z = quantile((rank - 3/8)/(n + 1/4)) (Blom 1958); equal draws have their mean rank.</remarks>
internal static class RankNormalisation
{
    public static List<double[]> Of(IReadOnlyList<double[]> chains)
    {
        int draws = chains[0].Length, all = chains.Count * draws;
        double[] values = [.. chains.SelectMany(chain => chain)];
        int[] order = [.. Enumerable.Range(0, all)];
        Array.Sort((double[])values.Clone(), order);
        List<double[]> normal = [.. chains.Select(_ => new double[draws])];
        for (int first = 0; first < all;)
        {
            int last = first;
            while (last + 1 < all && values[order[last + 1]] == values[order[first]]) last++;
            double rank = (first + last) / 2.0 + 1;
            double z = NormalQuantile.Of((rank - 0.375) / (all + 0.25));
            for (int i = first; i <= last; i++) normal[order[i] / draws][order[i] % draws] = z;
            first = last + 1;
        }

        return normal;
    }
}
