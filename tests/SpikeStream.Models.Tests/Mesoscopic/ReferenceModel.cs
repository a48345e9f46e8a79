using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Tests.Mesoscopic;

/// <summary>
/// The update of the specification written down step by step with arrays, shifts and Math.Exp: slow, plain, for comparison only.
/// </summary>
internal sealed class ReferenceModel
{
    private readonly MesoscopicParameters _p;
    private readonly bool _isAligned;
    private readonly bool _clamp;
    private readonly int _ageBins;
    private readonly double _dt;
    private readonly int _count;
    private readonly double[] _h, _lf, _g, _x, _z;
    private readonly double[,] _y;
    private readonly double[][] _u, _lam, _m, _v;
    private readonly List<double>[] _history;

    public ReferenceModel(
        MesoscopicParameters parameters, int ageBins, UpdateConvention convention, bool clampRefractory, double binWidth = 0.001)
    {
        _p = parameters;
        _isAligned = convention == UpdateConvention.Aligned;
        _clamp = clampRefractory;
        _ageBins = ageBins;
        _dt = binWidth;
        _count = parameters.PopulationCount;
        _h = [.. parameters.RestPotential];
        _lf = new double[_count];
        _g = new double[_count];
        _x = [.. parameters.NeuronCounts.Select(n => (double)n)];
        _z = new double[_count];
        _y = new double[_count, _count];
        _u = [.. parameters.RestPotential.Select(rest => Enumerable.Repeat(rest, ageBins).ToArray())];
        _lam = Zeros();
        _m = Zeros();
        _v = Zeros();
        _history = [.. Enumerable.Range(0, _count).Select(_ => Enumerable.Repeat(0.0, ageBins + 1).ToList())];
    }

    /// <summary>Expected counts of the next bin; the counts given are then taken as what happened in it.</summary>
    public double[] Step(ReadOnlySpan<double> inputs, ReadOnlySpan<int> counts)
    {
        var drive = new double[_count];
        for (int a = 0; a < _count; a++)
        {
            double em = Math.Exp(-_dt / _p.MembraneTimeConstant[a]);
            drive[a] = _p.RestPotential[a] + _p.MembraneResistance[a] * inputs[a] * (1 - em);
            for (int b = 0; b < _count; b++)
            {
                double es = Math.Exp(-_dt / _p.SynapticTimeConstant[b]);
                double activity = _history[b][^_p.DelayBins(a, b, _dt)] / (_p.NeuronCounts[b] * _dt);
                double old = _y[a, b];
                _y[a, b] = activity + (old - activity) * es;
                double tm = _p.MembraneTimeConstant[a];
                double ts = _p.SynapticTimeConstant[b];
                double phi = Math.Abs(tm - ts) < 1e-9 * tm ? em * _dt / tm : ts * (es - em) / (ts - tm);
                double gain = tm * _p.ConnectionProbability[a * _count + b] * _p.SynapticWeight[a * _count + b] * _p.NeuronCounts[b];
                drive[a] += gain * (activity * (1 - em) + ((_isAligned ? old : _y[a, b]) - activity) * phi);
            }
        }

        var expected = new double[_count];
        for (int a = 0; a < _count; a++) expected[a] = StepPopulation(a, drive[a]);
        for (int a = 0; a < _count; a++) _history[a].Add(counts[a]);
        return expected;
    }

    private double StepPopulation(int a, double drive)
    {
        double em = Math.Exp(-_dt / _p.MembraneTimeConstant[a]);
        double et = Math.Exp(-_dt / _p.AdaptationTimeConstant[a]);
        double rest = _p.RestPotential[a];
        double noise = _p.NoiseLevel[a];
        int neurons = _p.NeuronCounts[a];
        int kRef = _p.RefractoryBins(a, _dt);
        int last = _ageBins - 1;
        double Nu(int l) => _history[a][^(l + 1)];
        bool IsOpen(int l) => l + 1 >= kRef;
        double Theta(int l) => IsOpen(l)
            ? _p.AdaptationStrength[a] / _p.AdaptationTimeConstant[a] * Math.Exp(
                -((l + 1) * _dt - _p.RefractoryPeriod[a]) / _p.AdaptationTimeConstant[a])
            : 0;
        double Kernel(int l) => noise * OneMinusExp(Theta(l) / noise) / neurons;

        double h = (_h[a] - rest) * em + drive;
        double g = _g[a] * et + (1 - et) * Nu(last) / (neurons * _dt);
        double free = _p.Threshold[a] + _p.AdaptationStrength[a] * Math.Exp(-_ageBins * _dt / _p.AdaptationTimeConstant[a]) * g;
        var u = new double[_ageBins];
        var lam = new double[_ageBins];
        var p = new double[_ageBins];
        var m = new double[_ageBins];
        var v = new double[_ageBins];
        double older = _isAligned ? -Kernel(last) * Nu(last) : 0;
        for (int l = last; l >= 0; l--)
        {
            bool resets = l == 0 || (_clamp && !IsOpen(l));
            u[l] = resets ? _p.ResetPotential[a] : (_u[a][l - 1] - rest) * em + drive;
            lam[l] = IsOpen(l) ? _p.EscapeRate[a] * Math.Exp((u[l] - Theta(l) - free - older) / noise) : 0;
            older += Kernel(l) * Nu(l);
            double lamBefore = l == 0 ? 0 : _lam[a][l - 1];
            p[l] = OneMinusExp(_dt * (lam[l] + lamBefore) / 2);
            m[l] = l == 0 ? Nu(0) : (1 - p[l]) * _m[a][l - 1];
            v[l] = l == 0 ? 0 : (1 - p[l]) * (1 - p[l]) * _v[a][l - 1] + p[l] * _m[a][l - 1];
        }

        double lf = _p.EscapeRate[a] * Math.Exp((h - free) / noise);
        double pf = OneMinusExp(_dt * (lf + _lf[a]) / 2);
        double x = (1 - pf) * _x[a] + m[last];
        double z = (1 - pf) * (1 - pf) * _z[a] + pf * _x[a] + (_isAligned ? v[last] : 0);
        double firing = 0, sum = 0, varianceFiring = 0, variance = 0;
        for (int l = 0; l <= last; l++)
        {
            firing += p[l] * (_isAligned ? (l == 0 ? Nu(0) : _m[a][l - 1]) : m[l]);
            sum += _isAligned ? (l == 0 ? Nu(0) : _m[a][l - 1]) : m[l];
            varianceFiring += _isAligned ? (l == 0 ? 0 : p[l] * _v[a][l - 1]) : p[l] * _v[a][l];
            variance += _isAligned ? (l == 0 ? 0 : _v[a][l - 1]) : _v[a][l];
        }

        double d = variance + _z[a];
        double meanProbability = d > 0 ? (varianceFiring + pf * _z[a]) / (Math.Abs(d) + 1e-8) : 0;
        double freeMean = _isAligned ? _x[a] : x;
        (_h[a], _lf[a], _g[a], _x[a], _z[a], _u[a], _lam[a], _m[a], _v[a]) = (h, lf, g, x, z, u, lam, m, v);
        return firing + pf * freeMean + meanProbability * (neurons - sum - freeMean);
    }

    private static double OneMinusExp(double x) => x > 1 ? 1 - Math.Exp(-x) : 2 * Math.Exp(-x / 2) * Math.Sinh(x / 2);

    private double[][] Zeros() => [.. Enumerable.Range(0, _count).Select(_ => new double[_ageBins])];
}
