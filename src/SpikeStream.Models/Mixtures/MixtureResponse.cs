namespace SpikeStream.Models.Mixtures;

/// <summary>Moments of the counts at one stimulus: mean = sum of p m, covariance = diag(sum of p v) + sum of p (m - mean)(m - mean)'.</summary>
public sealed class MixtureResponse
{
    internal MixtureResponse(double[] weights, double[] componentMeans, double[] componentVariances)
    {
        (Weights, ComponentMeans, ComponentVariances) = (weights, componentMeans, componentVariances);
        NeuronCount = componentMeans.Length / weights.Length;
        Mean = new double[NeuronCount];
        Covariance = new double[NeuronCount * NeuronCount];
        for (int k = 0; k < weights.Length; k++)
        {
            for (int i = 0; i < NeuronCount; i++)
            {
                Mean[i] += weights[k] * componentMeans[k * NeuronCount + i];
                Covariance[i * NeuronCount + i] += weights[k] * componentVariances[k * NeuronCount + i];
            }
        }

        for (int k = 0; k < weights.Length; k++)
        {
            for (int i = 0; i < NeuronCount; i++)
            {
                double deviation = weights[k] * (componentMeans[k * NeuronCount + i] - Mean[i]);
                for (int j = 0; j < NeuronCount; j++) Covariance[i * NeuronCount + j] += deviation * (componentMeans[k * NeuronCount + j] - Mean[j]);
            }
        }
    }

    /// <summary>dN.</summary>
    public int NeuronCount { get; }

    /// <summary>p(k | x).</summary>
    public double[] Weights { get; }

    /// <summary>Mean counts, [component, neuron].</summary>
    public double[] ComponentMeans { get; }

    /// <summary>Variances, [component, neuron].</summary>
    public double[] ComponentVariances { get; }

    /// <summary>Mean counts, [neuron]: the tuning curve.</summary>
    public double[] Mean { get; }

    /// <summary>Covariance, [neuron, neuron].</summary>
    public double[] Covariance { get; }

    /// <summary>Variance over mean.</summary>
    /// <param name="neuron">The neuron.</param>
    /// <returns>The Fano factor.</returns>
    public double FanoFactor(int neuron) => Covariance[neuron * NeuronCount + neuron] / Mean[neuron];

    /// <summary>Correlation of the counts of two neurons.</summary>
    /// <param name="first">A neuron.</param>
    /// <param name="second">A neuron.</param>
    /// <returns>-1 to 1.</returns>
    public double NoiseCorrelation(int first, int second) =>
        Covariance[first * NeuronCount + second] / Math.Sqrt(Covariance[first * NeuronCount + first] * Covariance[second * NeuronCount + second]);
}
