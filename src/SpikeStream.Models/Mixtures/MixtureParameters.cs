namespace SpikeStream.Models.Mixtures;

/// <summary>
/// Parameters of a conditional mixture of spike counts: log p(n, k | x) = b(x).n + S.log n! + c_k + n.G_k - psi(x).
/// </summary>
/// <remarks>Sokoloski, Aschner and Coen-Cagli (2021). Arrays are row-major and must not be changed after construction. Checked by <see cref="Validate"/>.</remarks>
public sealed record MixtureParameters
{
    /// <summary>How b depends on the stimulus.</summary>
    public required MixtureTuning Tuning { get; init; }

    /// <summary>The distribution of counts.</summary>
    public required MixtureModelKind Model { get; init; }

    /// <summary>Base parameters, [row of the tuning, neuron].</summary>
    public required double[] Base { get; init; }

    /// <summary>G, mixing parameters (log gains), [neuron, component]; the first component's are 0.</summary>
    public required double[] Mix { get; init; }

    /// <summary>c, component parameters; the first is 0.</summary>
    public required double[] Category { get; init; }

    /// <summary>S, the shape of each neuron, at most 0; -1 for Poisson.</summary>
    public required double[] Shape { get; init; }

    /// <summary>dN.</summary>
    public int NeuronCount => Shape.Length;

    /// <summary>dK.</summary>
    public int ComponentCount => Category.Length;

    /// <summary>Number of free parameters.</summary>
    public int FreeParameterCount => Base.Length + (ComponentCount - 1) * (NeuronCount + 1) + (Model == MixtureModelKind.ComBased ? NeuronCount : 0);

    /// <summary>The same mixture with free shapes, which begin where they are.</summary>
    /// <returns>The parameters of a CB-CM.</returns>
    public MixtureParameters ToComBased() => this with { Model = MixtureModelKind.ComBased };

    /// <summary>Checks sizes and ranges.</summary>
    /// <exception cref="MixtureDataException">Something is wrong; the first fault in one line.</exception>
    public void Validate()
    {
        int neurons = NeuronCount, components = ComponentCount;
        if (neurons == 0) throw new MixtureDataException("shape: found no neurons, expected at least one");
        if (components == 0) throw new MixtureDataException("cat: found no components, expected at least one");
        if (Base.Length != Tuning.RowCount * neurons) throw new MixtureDataException($"base: found {Base.Length} numbers, expected {Tuning.RowCount} rows of {neurons}");
        if (Mix.Length != neurons * components) throw new MixtureDataException($"mix: found {Mix.Length} numbers, expected {neurons} rows of {components}");
        foreach ((string name, double[] values) in ((string, double[])[])[("base", Base), ("mix", Mix), ("cat", Category), ("shape", Shape)])
        {
            int place = Array.FindIndex(values, value => !double.IsFinite(value));
            if (place >= 0) throw new MixtureDataException(FormattableString.Invariant($"{name}[{place}]: found {values[place]}, expected a finite number"));
        }

        if (Category[0] != 0) throw new MixtureDataException(FormattableString.Invariant($"cat[0]: found {Category[0]}, expected 0"));
        for (int i = 0; i < neurons; i++)
        {
            if (Mix[i * components] != 0) throw new MixtureDataException(FormattableString.Invariant($"mix[{i}][0]: found {Mix[i * components]}, expected 0"));
            if (Shape[i] > 0) throw new MixtureDataException(FormattableString.Invariant($"shape[{i}]: found {Shape[i]}, expected at most 0"));
            if (Model == MixtureModelKind.Poisson && Shape[i] != -1) throw new MixtureDataException(FormattableString.Invariant($"shape[{i}]: found {Shape[i]}, expected -1 for Poisson counts"));
        }
    }
}
