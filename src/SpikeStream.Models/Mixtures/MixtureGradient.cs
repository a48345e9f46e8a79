namespace SpikeStream.Models.Mixtures;

/// <summary>A mean per trial and its derivatives, in the shapes of <see cref="MixtureParameters"/>; those of fixed parameters are 0.</summary>
/// <param name="Value">The mean, in nats; minus infinity where the parameters are refused.</param>
/// <param name="Base">[row, neuron].</param>
/// <param name="Mix">[neuron, component].</param>
/// <param name="Category">[component].</param>
/// <param name="Shape">[neuron]; all 0 for Poisson counts.</param>
public sealed record MixtureGradient(double Value, double[] Base, double[] Mix, double[] Category, double[] Shape)
{
    internal static MixtureGradient Of(double value, MixtureParameters derivatives, MixtureModelKind model) =>
        new(value, derivatives.Base, derivatives.Mix, derivatives.Category, model == MixtureModelKind.ComBased ? derivatives.Shape : new double[derivatives.NeuronCount]);
}
