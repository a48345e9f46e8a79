using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>A matrix of correlations as tables.</summary>
internal static class CorrelationRows
{
    /// <summary>A row of the matrix is a curve, named by its unit; x is the number of the column.</summary>
    public static Schema Matrix() => CurvesSchema.Create(new("unit", null, "correlation", null));

    /// <summary>Mean and standard deviation over pairs, pairs without a correlation left out.</summary>
    public static IEnumerable<ScoresSchema.Row> Summary(string metric, int units, Func<int, int, double> correlation)
    {
        Models.Statistics.RunningMoments moments = default;
        for (int i = 0; i < units; i++)
        {
            for (int j = i + 1; j < units; j++)
            {
                double value = correlation(i, j);
                if (double.IsFinite(value)) moments.Add(value);
            }
        }

        yield return new($"mean-{metric}", "all pairs", moments.Mean, moments.StandardError);
        yield return new($"deviation-of-{metric}", "all pairs", Math.Sqrt(moments.Variance), double.NaN);
    }

    /// <summary>Gives a matrix row by row.</summary>
    public static async ValueTask EmitAsync(Emitter emitter, int output, Schema schema, string target, string[] names, Func<int, int, double> samples, Func<int, int, double> correlation)
    {
        if (!emitter.IsConnected(output)) return;
        for (int i = 0; i < names.Length; i++)
        {
            List<CurvesSchema.Row> rows = new(names.Length);
            for (int j = 0; j < names.Length; j++)
            {
                double value = correlation(i, j), number = samples(i, j);
                rows.Add(new(names[i], target, j, value, i == j || number < 3 ? double.NaN : (1 - value * value) / Math.Sqrt(number - 2)));
            }

            await emitter.EmitAsync(CurvesSchema.Batch(schema, rows), output).ConfigureAwait(false);
        }
    }
}
