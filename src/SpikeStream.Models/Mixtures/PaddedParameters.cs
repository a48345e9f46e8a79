using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mixtures;

/// <summary>A working copy of parameters in the layout of the kernels: components padded to whole vectors, those beyond the last with a weight of zero.</summary>
internal sealed class PaddedParameters
{
    /// <summary>Bound of base and mixing parameters: those of silent neurons have no finite optimum.</summary>
    public const double Bound = 30;

    // Stands for minus infinity, but differences of it are numbers.
    private const double Nothing = -1e300;

    public PaddedParameters(int rows, int neurons, int components)
    {
        (RowCount, NeuronCount, ComponentCount) = (rows, neurons, components);
        Stride = (components + 7) & ~7;
        Base = new double[rows * neurons];
        Mix = new(neurons * Stride);
        Category = new(Stride);
        Category.Span.Fill(Nothing);
        Shape = new double[neurons];
        Shape.AsSpan().Fill(-1);
    }

    public PaddedParameters(MixtureParameters parameters)
        : this(parameters.Tuning.RowCount, parameters.NeuronCount, parameters.ComponentCount)
    {
        parameters.Base.CopyTo(Base, 0);
        parameters.Shape.CopyTo(Shape, 0);
        parameters.Category.CopyTo(Category.Span);
        for (int i = 0; i < NeuronCount; i++) parameters.Mix.AsSpan(i * ComponentCount, ComponentCount).CopyTo(Mix.Span[(i * Stride)..]);
        IsPoisson = parameters.Model == MixtureModelKind.Poisson;
    }

    public int RowCount { get; }

    public int NeuronCount { get; }

    public int ComponentCount { get; }

    /// <summary>Components and what fills the last vector.</summary>
    public int Stride { get; }

    /// <summary>[row, neuron].</summary>
    public double[] Base { get; }

    /// <summary>[neuron, stride].</summary>
    public AlignedBuffer Mix { get; }

    /// <summary>[stride].</summary>
    public AlignedBuffer Category { get; }

    /// <summary>[neuron].</summary>
    public double[] Shape { get; }

    public bool IsPoisson { get; set; } = true;

    public MixtureParameters ToParameters(MixtureTuning tuning)
    {
        double[] mix = new double[NeuronCount * ComponentCount];
        for (int i = 0; i < NeuronCount; i++) Mix.Span.Slice(i * Stride, ComponentCount).CopyTo(mix.AsSpan(i * ComponentCount));
        return new()
        {
            Tuning = tuning,
            Model = IsPoisson ? MixtureModelKind.Poisson : MixtureModelKind.ComBased,
            Base = [.. Base],
            Mix = mix,
            Category = Category.Span[..ComponentCount].ToArray(),
            Shape = [.. Shape],
        };
    }
}
