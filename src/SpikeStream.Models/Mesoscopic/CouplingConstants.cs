namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// What the synapses between populations need from the parameters: steps 1 to 4 of the update. Matrices [target, source].
/// </summary>
internal sealed class CouplingConstants
{
    private const double SmallForSeries = 1e-5;
    private const double SmallForDerivative = 1e-3;

    public CouplingConstants(MesoscopicParameters parameters, double binWidth)
    {
        int count = parameters.PopulationCount;
        PopulationCount = count;
        BinWidth = binWidth;
        Neurons = [.. parameters.NeuronCounts.Select(n => (double)n)];
        DelayBins = new int[count * count];
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < count; b++) DelayBins[a * count + b] = parameters.DelayBins(a, b, binWidth);
        }

        Gain = new double[count * count];
        Filter = new double[count * count];
        FilterSlope = new double[count * count];
        MembraneDecay = new double[count];
        SourceDecay = new double[count];
    }

    public int PopulationCount { get; }

    public double BinWidth { get; }

    public double[] Neurons { get; }

    /// <summary>d: delay in bins.</summary>
    public int[] DelayBins { get; }

    /// <summary>G = tau_m p w N.</summary>
    public double[] Gain { get; }

    /// <summary>phi = Em (dt/tau_m) r(delta), the response of the membrane to the synaptic filter within one bin.</summary>
    public double[] Filter { get; }

    /// <summary>Em (dt/tau_m) r'(delta).</summary>
    public double[] FilterSlope { get; }

    /// <summary>Em of the targets.</summary>
    public double[] MembraneDecay { get; }

    /// <summary>Es of the sources.</summary>
    public double[] SourceDecay { get; }

    public void Update(NaturalParameters natural)
    {
        ReadOnlySpan<double> membrane = natural[MesoscopicParameterKind.MembraneTimeConstant];
        ReadOnlySpan<double> synaptic = natural[MesoscopicParameterKind.SynapticTimeConstant];
        ReadOnlySpan<double> weight = natural[MesoscopicParameterKind.SynapticWeight];
        ReadOnlySpan<double> probability = natural[MesoscopicParameterKind.ConnectionProbability];
        for (int a = 0; a < PopulationCount; a++)
        {
            MembraneDecay[a] = Math.Exp(-BinWidth / membrane[a]);
            SourceDecay[a] = Math.Exp(-BinWidth / synaptic[a]);
        }

        for (int a = 0; a < PopulationCount; a++)
        {
            for (int b = 0; b < PopulationCount; b++)
            {
                int ab = a * PopulationCount + b;
                Gain[ab] = membrane[a] * probability[ab] * weight[ab] * Neurons[b];
                double delta = BinWidth * (1 / membrane[a] - 1 / synaptic[b]);

                // Em r(delta) = Es r(-delta): the side that cannot overflow.
                double decayed = delta > 0 ? SourceDecay[b] * RelativeExponential(-delta) : MembraneDecay[a] * RelativeExponential(delta);
                double slope = Math.Abs(delta) < SmallForDerivative
                    ? MembraneDecay[a] * (0.5 + delta * (1.0 / 3 + delta * (1.0 / 8 + delta * (1.0 / 30 + delta / 144))))
                    : (SourceDecay[b] - decayed) / delta;
                Filter[ab] = decayed * (BinWidth / membrane[a]);
                FilterSlope[ab] = slope * (BinWidth / membrane[a]);
            }
        }
    }

    /// <summary>Steps 2 to 4: the synaptic filters and the drive of each population.</summary>
    /// <param name="constants">Constants of the populations.</param>
    /// <param name="activity">A, delayed, [target, source].</param>
    /// <param name="inputs">I of this bin, [population], or empty.</param>
    /// <param name="isAligned">Whether the filter acts with its value before the step.</param>
    /// <param name="before">y before, [target, source].</param>
    /// <param name="after">Receives y; may be <paramref name="before"/>.</param>
    /// <param name="drive">Receives htot, [population].</param>
    public void Drive(
        PopulationConstants[] constants,
        ReadOnlySpan<double> activity,
        ReadOnlySpan<double> inputs,
        bool isAligned,
        ReadOnlySpan<double> before,
        Span<double> after,
        Span<double> drive)
    {
        for (int a = 0; a < PopulationCount; a++)
        {
            double leak = 1 - MembraneDecay[a];
            double total = constants[a].Rest + (inputs.IsEmpty ? 0 : constants[a].Resistance * inputs[a] * leak);
            for (int b = 0; b < PopulationCount; b++)
            {
                int ab = a * PopulationCount + b;
                double old = before[ab];
                double now = activity[ab] + (old - activity[ab]) * SourceDecay[b];
                after[ab] = now;
                total += Gain[ab] * (activity[ab] * leak + ((isAligned ? old : now) - activity[ab]) * Filter[ab]);
            }

            drive[a] = total;
        }
    }

    /// <summary>(e^x - 1) / x for x at most 0.</summary>
    private static double RelativeExponential(double x) =>
        Math.Abs(x) < SmallForSeries ? 1 + x * (0.5 + x / 6) : Numerics.Vectors.VectorExponential.OneMinusExp(-x) / -x;
}
