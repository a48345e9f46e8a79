namespace SpikeStream.Pipelines.Plots;

/// <summary>Means and covariances of draws of several parameters.</summary>
internal sealed class DrawMoments
{
    private readonly double[] _means;
    private readonly double[,] _covariance;

    /// <summary>Takes the draws.</summary>
    /// <param name="draws">Values [draw, parameter].</param>
    /// <param name="parameters">Number of parameters.</param>
    public DrawMoments(ReadOnlySpan<double> draws, int parameters)
    {
        int count = draws.Length / parameters;
        _means = new double[parameters];
        _covariance = new double[parameters, parameters];
        for (int i = 0; i < draws.Length; i++) _means[i % parameters] += draws[i] / count;
        for (int draw = 0; draw < count; draw++)
        {
            ReadOnlySpan<double> row = draws.Slice(draw * parameters, parameters);
            for (int i = 0; i < parameters; i++)
            {
                for (int j = 0; j <= i; j++) _covariance[i, j] += (row[i] - _means[i]) * (row[j] - _means[j]) / (count - 1.0);
            }
        }
    }

    public double Mean(int parameter) => _means[parameter];

    public double Deviation(int parameter) => Math.Sqrt(_covariance[parameter, parameter]);

    /// <summary>The ellipse of one standard deviation: x = mean + a cos t, y = mean + b cos t + c sin t.</summary>
    public (double A, double B, double C) Ellipse(int x, int y)
    {
        double a = Deviation(x), covariance = _covariance[Math.Max(x, y), Math.Min(x, y)];
        double b = a > 0 ? covariance / a : 0;
        return (a, b, Math.Sqrt(Math.Max(0, _covariance[y, y] - b * b)));
    }
}
