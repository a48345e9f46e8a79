namespace SpikeStream.Models.Mixtures;

/// <summary>What counts tell of a stimulus, in closed form.</summary>
/// <remarks>
/// As only b depends on the stimulus, p(n | x) is an exponential family in n: FI = b'(x)' Sigma b'(x), mu'(x) = Sigma b'(x), and the linear Fisher information mu'' Sigma^-1 mu' equals FI. Between neighbours
/// of a discrete tuning, with differences in place of derivatives and the mean covariance, the two differ. Units: 1/(stimulus unit)².
/// </remarks>
/// <param name="Fisher">FI.</param>
/// <param name="Linear">Linear Fisher information, through a Cholesky factor; NaN where the covariance is singular.</param>
/// <param name="MeanDerivative">mu'(x), or the difference of means over the distance, [neuron].</param>
public sealed record FisherInformation(double Fisher, double Linear, double[] MeanDerivative)
{
    /// <summary>At a stimulus of a von Mises tuning.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stimulus">Place of the stimulus.</param>
    /// <returns>The information.</returns>
    /// <exception cref="MixtureDataException">The tuning has no derivative.</exception>
    public static FisherInformation At(ConditionalMixture model, int stimulus)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Parameters.Tuning is not VonMisesTuning tuning) throw new MixtureDataException("tuning: found discrete, expected von Mises for a derivative by the stimulus; take the information between neighbours");
        double[] features = tuning.Derivatives(model.Stimuli.RequireValues()[stimulus]), derivative = new double[model.NeuronCount];
        for (int row = 0; row < features.Length; row++)
        {
            for (int i = 0; i < derivative.Length; i++) derivative[i] += features[row] * model.Parameters.Base[row * derivative.Length + i];
        }

        double[] covariance = model.Response(stimulus).Covariance;
        double[] slope = Multiply(covariance, derivative);
        return new(Dot(derivative, slope), CovarianceSolver.QuadraticForm(covariance, slope), slope);
    }

    /// <summary>Between two stimuli.</summary>
    /// <param name="model">The model.</param>
    /// <param name="neighbours">The stimuli and their distance.</param>
    /// <returns>The information.</returns>
    public static FisherInformation Between(ConditionalMixture model, StimulusNeighbours neighbours)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(neighbours);
        double distance = neighbours.Distance;
        MixtureResponse from = model.Response(neighbours.From), to = model.Response(neighbours.To);
        double[] covariance = new double[from.Covariance.Length], b = new double[model.NeuronCount], mean = new double[model.NeuronCount];
        for (int place = 0; place < covariance.Length; place++) covariance[place] = 0.5 * (from.Covariance[place] + to.Covariance[place]);
        for (int i = 0; i < b.Length; i++)
        {
            b[i] = (model.BaseOf(neighbours.To)[i] - model.BaseOf(neighbours.From)[i]) / distance;
            mean[i] = (to.Mean[i] - from.Mean[i]) / distance;
        }

        return new(Dot(b, Multiply(covariance, b)), CovarianceSolver.QuadraticForm(covariance, mean), mean);
    }

    private static double[] Multiply(double[] matrix, double[] vector)
    {
        double[] product = new double[vector.Length];
        for (int i = 0; i < product.Length; i++) product[i] = Dot(matrix.AsSpan(i * vector.Length, vector.Length), vector);
        return product;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
