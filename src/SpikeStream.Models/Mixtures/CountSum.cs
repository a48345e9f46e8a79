namespace SpikeStream.Models.Mixtures;

/// <summary>
/// The sum over counts outward from the mode, by the ratio of neighbouring terms, in units of the largest term: no exponentials within the sum, and no rounding of large exponents. Two sweeps, so that
/// second moments are centred.
/// </summary>
internal static class CountSum
{
    private const double Negligible = 1e-17;

    // exp(t) overflows beyond 709; the ratio is taken as a power of mu/(j+1) well before.
    private const double LargestLocation = 600;

    public static CountMoments Moments(ConwayMaxwellPoisson distribution)
    {
        Terms terms = new(distribution);
        long mode = terms.Mode;
        double sum = 1, first = 0, log = 0;
        double logMode = LogFactorial.Of(mode);

        // Means as distances from the mode.
        long j = mode;
        double weight = 1, factorial = 0;
        while (terms.GoesUp(j, weight, sum, out double ratio))
        {
            weight *= ratio;
            j++;
            factorial += Math.Log(j);
            sum += weight;
            first += weight * (j - mode);
            log += weight * factorial;
            terms.Count();
        }

        long top = j;
        weight = 1;
        factorial = 0;
        double below = 0, belowLog = 0;
        for (j = mode; j > 0 && !(weight * mode < Negligible * sum);)
        {
            weight *= terms.RatioDown(j);
            factorial -= Math.Log(j);
            j--;
            sum += weight;
            below += weight * (j - mode);
            belowLog += weight * factorial;
            terms.Count();
        }

        long bottom = j;
        double mean = (first + below) / sum, meanLog = (log + belowLog) / sum;

        double square = mean * mean, cross = mean * meanLog, logSquare = meanLog * meanLog;
        weight = 1;
        factorial = 0;
        for (j = mode; j < top;)
        {
            weight *= terms.RatioUp(j++);
            factorial += Math.Log(j);
            double n = j - mode - mean, l = factorial - meanLog;
            square += weight * n * n;
            cross += weight * n * l;
            logSquare += weight * l * l;
        }

        weight = 1;
        factorial = 0;
        for (j = mode; j > bottom;)
        {
            weight *= terms.RatioDown(j);
            factorial -= Math.Log(j--);
            double n = j - mode - mean, l = factorial - meanLog;
            square += weight * n * n;
            cross += weight * n * l;
            logSquare += weight * l * l;
        }

        double largest = distribution.Location * mode + distribution.Shape * logMode;
        return new(largest + Math.Log(sum), mode + mean, logMode + meanLog, square / sum, cross / sum, logSquare / sum);
    }

    /// <summary>Weights from the lowest to the highest count of the window, in units of the largest.</summary>
    public static double[] Window(ConwayMaxwellPoisson distribution, out long first)
    {
        Terms terms = new(distribution);
        List<double> up = [1], down = [];
        double sum = 1, weight = 1;
        for (long j = terms.Mode; terms.GoesUp(j, weight, sum, out double ratio); j++)
        {
            up.Add(weight *= ratio);
            sum += weight;
            terms.Count();
        }

        weight = 1;
        long bottom = terms.Mode;
        while (bottom > 0 && !(weight * terms.Mode < Negligible * sum))
        {
            down.Add(weight *= terms.RatioDown(bottom--));
            sum += weight;
            terms.Count();
        }

        first = bottom;
        down.Reverse();
        return [.. down, .. up];
    }

    /// <summary>Ratios of neighbouring terms, and when to stop.</summary>
    private struct Terms
    {
        private readonly ConwayMaxwellPoisson _distribution;
        private readonly double _growth;
        private readonly double _mode;
        private readonly double _nu;
        private int _count;

        public Terms(ConwayMaxwellPoisson distribution)
        {
            _distribution = distribution;
            _nu = distribution.Precision;
            _mode = distribution.ModeParameter;
            _growth = Math.Abs(distribution.Location) <= LargestLocation ? Math.Exp(distribution.Location) : double.NaN;
            Mode = (long)_mode;
        }

        public long Mode { get; }

        // exp(t) j^-nu underflows in the power where nu is large; then as a power of the quotient too.
        public readonly double RatioUp(long j) =>
            double.IsNaN(_growth) ? Math.Pow(_mode / (j + 1), _nu) : _nu == 1 ? _growth / (j + 1) : _growth * Math.Pow(j + 1, -_nu);

        public readonly double RatioDown(long j) => 1 / RatioUp(j - 1);

        // What is left above term j is at most w q/(1-q), in counts at most that times j + 1 and more; ratios fall.
        public readonly bool GoesUp(long j, double weight, double sum, out double ratio)
        {
            ratio = RatioUp(j);
            return !(ratio < 1 && weight * ratio / (1 - ratio) * (j + 1) < Negligible * sum);
        }

        public void Count()
        {
            if (++_count > ConwayMaxwellPoisson.MostTerms)
                throw new ArgumentOutOfRangeException(nameof(ConwayMaxwellPoisson.Location), _distribution, "the sum needs more than 1e7 terms; expected a location further below 0 for a shape so near 0");
        }
    }
}
