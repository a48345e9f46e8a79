using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>What all simulations of a calibration share.</summary>
/// <param name="Model">The model.</param>
/// <param name="Inputs">External input, [bin, population].</param>
/// <param name="BurnInBins">Bins that the likelihood does not count.</param>
/// <param name="Sampler">Options of the sampler.</param>
/// <param name="Coordinates">Coordinates in which the chain moves.</param>
/// <param name="Draws">Draws that the truth is ranked among.</param>
/// <param name="Thin">Transitions per draw.</param>
internal sealed record CalibrationPlan(
    MesoscopicModel Model, ReadOnlyMemory<double> Inputs, int BurnInBins, SamplerOptions Sampler, SampledCoordinates Coordinates, int Draws, int Thin);

/// <summary>How a simulation of a calibration ended: per parameter the truth, its rank among the draws, and their mean and standard deviation.</summary>
internal sealed record CalibrationResult(double[] Truth, int[] Ranks, double[] Means, double[] Deviations, long Divergences, string Failure);

/// <summary>One simulation of a calibration, as a single step: parameters from the prior, counts from the model, draws from the posterior.</summary>
/// <param name="plan">What all share.</param>
/// <param name="random">Names the streams of random numbers of this simulation.</param>
internal sealed class CalibrationRun(CalibrationPlan plan, Func<string, RandomStream> random) : ISteppedWork
{
    // A prior reaches where the model has no likelihood; so many draws from it until there is one.
    private const int Trials = 20;

    private volatile CalibrationResult? _result;

    public CalibrationResult? Result => _result;

    public int Steps => _result is null ? 0 : 1;

    public bool IsDone => _result is not null;

    public void Advance(CancellationToken cancellationToken)
    {
        ParameterSpace space = plan.Model.Parameters;
        RandomStream prior = random("truth");
        double[] truth = [.. space.Parameters.Select(parameter => parameter.Prior.Sample(prior))];
        int[] counts = new int[plan.Inputs.Length];
        try
        {
            plan.Model.Simulate(plan.Model.CreateInitialState(truth), truth, plan.Inputs.Span, counts, random("counts"));
            _result = Sample(truth, counts, cancellationToken);
        }
        catch (Exception fault) when (fault is ArgumentException or ArithmeticException)
        {
            _result = new([], [], [], [], 0, fault.Message);
        }
    }

    public void Save(BinaryWriter writer)
    {
        CalibrationResult? result = _result;
        writer.Write(result is not null);
        if (result is null) return;
        writer.Write(result.Failure);
        writer.Write(result.Divergences);
        writer.Write(result.Ranks.Length);
        for (int i = 0; i < result.Ranks.Length; i++)
        {
            writer.Write(result.Truth[i]);
            writer.Write(result.Ranks[i]);
            writer.Write(result.Means[i]);
            writer.Write(result.Deviations[i]);
        }
    }

    public void Restore(BinaryReader reader)
    {
        if (!reader.ReadBoolean()) return;
        string failure = reader.ReadString();
        long divergences = reader.ReadInt64();
        int length = reader.ReadInt32();
        CalibrationResult result = new(new double[length], new int[length], new double[length], new double[length], divergences, failure);
        for (int i = 0; i < length; i++)
        {
            result.Truth[i] = reader.ReadDouble();
            result.Ranks[i] = reader.ReadInt32();
            result.Means[i] = reader.ReadDouble();
            result.Deviations[i] = reader.ReadDouble();
        }

        _result = result;
    }

    private CalibrationResult Sample(double[] truth, int[] counts, CancellationToken cancellationToken)
    {
        ParameterSpace space = plan.Model.Parameters;
        int dimension = space.Count;
        RecordingLogDensity density = new(new RecordingPosterior(plan.Model, counts, plan.Inputs, plan.BurnInBins));
        PosteriorStart.Mode mode = PosteriorStart.FindMode(density, FromPrior(density, cancellationToken), 1, static _ => { }, cancellationToken);
        SampledPosterior posterior = new(space, density, mode, plan.Coordinates);
        HamiltonianSampler sampler = posterior.Chain(plan.Sampler, 1, random("start"), random("chain"), cancellationToken);
        for (int i = 0; i < plan.Sampler.WarmUp; i++) sampler.Step(cancellationToken);
        double[] natural = new double[dimension], trueValues = new double[dimension], sums = new double[dimension], squares = new double[dimension];
        space.ToNatural(truth, trueValues);
        int[] ranks = new int[dimension];
        long divergences = 0;
        for (int draw = 0; draw < plan.Draws; draw++)
        {
            for (int i = 0; i < plan.Thin; i++)
            {
                if (sampler.Step(cancellationToken).IsDivergent) divergences++;
            }

            posterior.ToNatural(sampler.Position, natural);
            for (int i = 0; i < dimension; i++)
            {
                if (natural[i] < trueValues[i]) ranks[i]++;
                sums[i] += natural[i] - trueValues[i];
                squares[i] += (natural[i] - trueValues[i]) * (natural[i] - trueValues[i]);
            }
        }

        double[] means = [.. sums.Select((sum, i) => trueValues[i] + sum / plan.Draws)];
        double[] deviations = [.. squares.Select((square, i) => Math.Sqrt(Math.Max(0, square - sums[i] * sums[i] / plan.Draws) / Math.Max(1, plan.Draws - 1)))];
        return new(trueValues, ranks, means, deviations, divergences, "");
    }

    // The search for the mode begins at a draw of the prior, not at the truth: a chain that does not reach the posterior shall show.
    private double[] FromPrior(RecordingLogDensity density, CancellationToken cancellationToken)
    {
        ParameterSpace space = plan.Model.Parameters;
        RandomStream stream = random("mode");
        double[] gradient = new double[space.Count];
        for (int trial = 0; trial < Trials; trial++)
        {
            double[] start = [.. space.Parameters.Select(parameter => parameter.Prior.Sample(stream))];
            if (double.IsFinite(density.Evaluate(start, gradient, cancellationToken)) && gradient.All(double.IsFinite)) return start;
        }

        throw new ArithmeticException($"found no draw of the prior with a finite log posterior in {Trials}, expected narrower priors");
    }
}
