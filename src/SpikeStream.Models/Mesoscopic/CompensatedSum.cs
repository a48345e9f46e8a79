namespace SpikeStream.Models.Mesoscopic;

/// <summary>A sum that keeps what rounding loses (Neumaier 1974): log likelihoods reach millions and differences of 1e-9 matter.</summary>
internal struct CompensatedSum
{
    private double _sum;
    private double _lost;

    /// <summary>The sum so far.</summary>
    public readonly double Value => _sum + _lost;

    public void Add(double term)
    {
        double next = _sum + term;
        _lost += Math.Abs(_sum) >= Math.Abs(term) ? _sum - next + term : term - next + _sum;
        _sum = next;
    }
}
