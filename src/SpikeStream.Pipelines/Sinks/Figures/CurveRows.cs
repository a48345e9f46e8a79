using Apache.Arrow;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks.Figures;

/// <summary>The points of curves that came in, by input.</summary>
/// <param name="inputs">Number of inputs.</param>
internal sealed class CurveRows(int inputs)
{
    private readonly List<CurvesSchema.Row>[] _rows = [.. Enumerable.Range(0, inputs).Select(_ => new List<CurvesSchema.Row>())];

    /// <summary>Targets of all inputs, in the order of their coming.</summary>
    public IEnumerable<string> Targets => _rows.SelectMany(rows => rows).Select(row => row.Target).Distinct();

    /// <summary>All points of one input, in the order of their coming.</summary>
    public IReadOnlyList<CurvesSchema.Row> All(int input) => _rows[input];

    public void Add(int input, RecordBatch records) => _rows[input].AddRange(CurvesSchema.Rows(records));

    /// <summary>Points of one target, by input and curve; what has one name in two inputs gets the number of the input.</summary>
    public IEnumerable<(string Name, CurvesSchema.Row[] Points)> Curves(string target)
    {
        HashSet<string> taken = [];
        for (int input = 0; input < inputs; input++)
        {
            foreach (IGrouping<string, CurvesSchema.Row> curve in _rows[input].Where(row => row.Target == target).GroupBy(row => row.Curve).ToList())
                yield return (taken.Add(curve.Key) ? curve.Key : $"{curve.Key} {input + 1}", [.. curve]);
        }
    }

    /// <summary>A curve with a band of some errors around it.</summary>
    public static DrawnCurve Drawn(string name, CurvesSchema.Row[] points, double errors, bool isPositive = false, CurveStyle style = CurveStyle.Line)
    {
        double[] x = [.. points.Select(point => point.X)], value = [.. points.Select(point => point.Value)];
        if (points.All(point => double.IsNaN(point.Error)) || errors == 0) return new(name, x, value, Style: style);
        // On a logarithmic axis a band down to zero would have no end.
        double[] low = [.. points.Select(point => isPositive ? Math.Max(point.Value - errors * point.Error, 0.1 * point.Value) : point.Value - errors * point.Error)];
        return new(name, x, value, low, points.Select(point => point.Value + errors * point.Error).ToArray(), style);
    }

    public void Save(BinaryWriter writer)
    {
        foreach (List<CurvesSchema.Row> rows in _rows)
        {
            writer.Write(rows.Count);
            foreach (CurvesSchema.Row row in rows)
            {
                writer.Write(row.Curve);
                writer.Write(row.Target);
                writer.Write(row.X);
                writer.Write(row.Value);
                writer.Write(row.Error);
                writer.Write(row.Label is not null);
                if (row.Label is not null) writer.Write(row.Label);
            }
        }
    }

    public void Restore(BinaryReader reader)
    {
        foreach (List<CurvesSchema.Row> rows in _rows)
        {
            for (int left = reader.ReadInt32(); left > 0; left--)
                rows.Add(new(reader.ReadString(), reader.ReadString(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean() ? reader.ReadString() : null));
        }
    }
}
