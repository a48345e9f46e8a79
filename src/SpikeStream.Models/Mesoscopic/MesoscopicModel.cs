using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>
/// The mesoscopic model of populations of generalized integrate-and-fire neurons: the expected spike counts of the next bin
/// given the counts so far, for populations of finite size.
/// </summary>
/// <remarks>
/// Schwalger, Deger and Gerstner (2017), PLoS Computational Biology 13(4): e1005507; inference after Rene, Longtin and Macke (2020),
/// Neural Computation 32(8). A state and its workspace serve one thread at a time; the model itself may be shared.
/// </remarks>
public sealed partial class MesoscopicModel : IStationaryModel
{
    private readonly MesoscopicKernels _kernels;
    private readonly BinomialLikelihood[] _likelihoods;

    /// <summary>Builds a model.</summary>
    /// <param name="parameters">All parameters; the free ones start here.</param>
    /// <param name="options">Bin width, age bins, convention, free parameters and priors; defaults if null.</param>
    /// <exception cref="ArgumentException">Parameters or options do not make a model; the message has a line for each fault.</exception>
    public MesoscopicModel(MesoscopicParameters parameters, MesoscopicOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Options = options ?? new MesoscopicOptions();
        MesoscopicParameterChecks.Check(parameters, Options.BinWidth);
        Configured = parameters;
        int smallest = AgeBinRule.Smallest(parameters, BinWidth);
        AgeBins = Options.AgeBins ?? AgeBinRule.Count(parameters, BinWidth);
        if (AgeBins < smallest)
            throw new ArgumentException(
                $"age bins: found {AgeBins}, expected at least {smallest}, one more than the longest delay and refractory period in bins",
                nameof(options));
        if (AgeBins > AgeBinRule.Largest)
            throw new ArgumentException($"age bins: found {AgeBins}, expected at most {AgeBinRule.Largest}", nameof(options));
        if (!(Options.LinearBelow >= 0 && Options.LinearBelow < 1))
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"linear below: found {Options.LinearBelow}, expected a number from 0 to 1"),
                nameof(options));
        (Parameters, FreeParameters) = MesoscopicParameterSpace.Create(parameters, Options);
        Merging = new AgeBinMerging(parameters, Options, FreeParameters, AgeBins);
        _kernels = MesoscopicKernels.Create(Options.Convention, Options.LinearBelow, Options.VectorWidth);
        _likelihoods = [.. parameters.NeuronCounts.Select(n => new BinomialLikelihood(n, Options.Normalised))];
    }

    /// <inheritdoc/>
    public ParameterSpace Parameters { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> PopulationNames => Configured.PopulationNames;

    /// <inheritdoc/>
    public double BinWidth => Options.BinWidth;

    /// <summary>K: number of age bins. Quote it with every log likelihood.</summary>
    public int AgeBins { get; }

    /// <summary>The parameters that the model was built with: fixed values and starting values.</summary>
    public MesoscopicParameters Configured { get; }

    /// <summary>The options that the model was built with.</summary>
    public MesoscopicOptions Options { get; }

    internal AgeBinMerging Merging { get; }

    internal FreeParameters FreeParameters { get; }

    /// <summary>The components that each free parameter stands for: its own name, and those tied to it.</summary>
    /// <param name="index">Index of the free parameter.</param>
    /// <returns>At least one name.</returns>
    public IReadOnlyList<string> TiedNames(int index) =>
        [.. FreeParameters.Components(index).Select(component => MesoscopicParameterNames.Component(component.Kind, component.Index, PopulationNames))];

    internal MesoscopicKernels Kernels => _kernels;

    internal bool IsAligned => Options.Convention == UpdateConvention.Aligned;

    /// <inheritdoc/>
    /// <remarks>
    /// That of <see cref="MesoscopicOptions.Initial"/>. The silent state (all neurons free and at rest, no spikes before) makes a burst that takes
    /// several seconds to fade.
    /// </remarks>
    public SequenceState CreateInitialState(ReadOnlySpan<double> coordinates)
    {
        if (Options.Initial == InitialState.Stationary) return CreateStationaryState(coordinates);
        var state = new MesoscopicState(this);
        SetInitialState(state, coordinates);
        return state;
    }

    /// <inheritdoc/>
    public void SetInitialState(SequenceState state, ReadOnlySpan<double> coordinates)
    {
        MesoscopicState own = Own(state);
        if (Options.Initial == InitialState.Stationary)
        {
            own.CopyFrom(CreateStationaryState(coordinates));
            return;
        }

        NaturalParameters natural = own.Workspace.Natural;
        own.Workspace.Use(coordinates);
        own.BinsConsumed = 0;
        own.IsStationary = false;
        Array.Clear(own.Filters);
        for (int a = 0; a < own.Populations.Length; a++)
        {
            own.Populations[a].SetSilent(
                natural[MesoscopicParameterKind.RestPotential][a], Configured.NeuronCounts[a], Merging.AgeBinCount(a, natural),
                Merging.RelaxingBinCount(a, natural));
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Outside of what the model is defined for (a free parameter not finite, a time constant too short) the result is negative infinity,
    /// expected counts are not-a-number and the state stays as it was.
    /// </remarks>
    public double Advance(SequenceState state, ReadOnlySpan<double> coordinates, SequenceData data, Span<double> expectedCounts = default)
    {
        MesoscopicState own = Own(state);
        CheckData(data);
        if (!expectedCounts.IsEmpty && expectedCounts.Length != data.Counts.Length)
            throw new ArgumentException(
                $"Found room for {expectedCounts.Length} expected counts; expected {data.Counts.Length} or none.",
                nameof(expectedCounts));
        if (!own.Workspace.Use(coordinates))
        {
            expectedCounts.Fill(double.NaN);
            return double.NegativeInfinity;
        }

        if (data.BinCount == 0) return 0;
        FollowParameters(own, own.Workspace);
        var sum = new CompensatedSum();
        AdvanceOver(own, own.Workspace, data, expectedCounts, ref sum);
        return sum.Value;
    }

    /// <summary>Draws spike counts from the model and advances the state over them.</summary>
    /// <param name="state">A state of this model; on return the state after the last bin.</param>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <param name="inputs">External input, [bin, population], in mA; empty for none.</param>
    /// <param name="counts">Receives the counts, [bin, population].</param>
    /// <param name="random">
    /// Gives the numbers; its position is set for each bin from the number of bins consumed, so that the counts do not depend on how a
    /// stretch is cut into calls.
    /// </param>
    /// <param name="expectedCounts">Empty, or [bin, population]: receives the counts expected given the past.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or the coordinates are outside of what the model is defined for.</exception>
    /// <remarks>n ~ Binomial(N, nbar/N), with the probability kept away from 0 and 1 by 1e-8 (equations 2.4, 4.18, E.23).</remarks>
    public void Simulate(
        SequenceState state,
        ReadOnlySpan<double> coordinates,
        ReadOnlySpan<double> inputs,
        Span<int> counts,
        RandomStream random,
        Span<double> expectedCounts = default)
    {
        ArgumentNullException.ThrowIfNull(random);
        MesoscopicState own = Own(state);
        MesoscopicWorkspace workspace = own.Workspace;
        int populations = PopulationNames.Count;
        var shape = new SequenceData(counts, inputs, populations);
        if (!expectedCounts.IsEmpty && expectedCounts.Length != counts.Length)
            throw new ArgumentException(
                $"Found room for {expectedCounts.Length} expected counts; expected {counts.Length} or none.",
                nameof(expectedCounts));
        if (!workspace.Use(coordinates))
            throw new ArgumentException($"Found parameters outside of the model's range: {Describe(workspace.Free)}.", nameof(coordinates));
        if (shape.BinCount == 0) return;
        FollowParameters(own, workspace);
        for (int k = 0; k < shape.BinCount; k++)
        {
            Step(own, workspace, inputs.IsEmpty ? default : inputs.Slice(k * populations, populations));
            for (int a = 0; a < populations; a++)
            {
                double expected = workspace.Records[a].ExpectedCount;
                double probability = BinomialLikelihood.Probability(expected, Configured.NeuronCounts[a]);
                if (double.IsNaN(probability)) throw NotANumber(a, workspace);
                random.Position = (ulong)(own.BinsConsumed * populations + a) << WordsPerDrawExponent;
                counts[k * populations + a] = random.NextBinomial(Configured.NeuronCounts[a], probability);
                if (!expectedCounts.IsEmpty) expectedCounts[k * populations + a] = expected;
            }

            Append(own, workspace, counts.Slice(k * populations, populations));
        }
    }

    internal bool HasSameShape(MesoscopicModel other) => AgeBins == other.AgeBins && Merging.IsAlike(other.Merging);

    /// <summary>2^10 words of the stream belong to each draw.</summary>
    private const int WordsPerDrawExponent = 10;

    private MesoscopicState Own(SequenceState state)
    {
        if (state is MesoscopicState own && ReferenceEquals(own.Model, this)) return own;
        throw new ArgumentException(
            "Found a state of another model; expected one made by CreateInitialState of this model.",
            nameof(state));
    }

    private void CheckData(SequenceData data)
    {
        int populations = PopulationNames.Count;
        if (data.PopulationCount != populations)
            throw new ArgumentException(
                $"Found counts of {data.PopulationCount} populations; expected {populations} ({string.Join(", ", PopulationNames)}).",
                nameof(data));
        for (int i = 0; i < data.Counts.Length; i++)
        {
            int limit = Configured.NeuronCounts[i % populations];
            if ((uint)data.Counts[i] > (uint)limit)
                throw new ArgumentException(
                    $"bin {i / populations}, population {PopulationNames[i % populations]}: "
                    + $"found {data.Counts[i]} spikes, expected 0 to {limit}, the number of neurons",
                    nameof(data));
        }
    }

    private InvalidOperationException NotANumber(int population, MesoscopicWorkspace workspace) =>
        new($"The expected count of population {PopulationNames[population]} is not a number at {Describe(workspace.Free)}.");

    private string Describe(ReadOnlySpan<double> natural)
    {
        var parts = new string[natural.Length];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = string.Create(CultureInfo.InvariantCulture, $"{Parameters.Parameters[i].Name} = {natural[i]:R}");
        return string.Join(", ", parts);
    }
}
