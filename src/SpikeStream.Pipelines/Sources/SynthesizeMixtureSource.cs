using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sources;

/// <summary>Draws a conditional mixture with von Mises tuning, writes its parameters, and draws trials of it.</summary>
/// <remarks>
/// Sokoloski, Aschner and Coen-Cagli (2021), eLife 10:e64615. What is drawn depends on the seed of the run alone, not on the id of the node, so that a
/// Poisson and a CoM-based node of one pipeline share all but the distribution of counts. The position is trials given times one more than all trials, plus counts given.
/// </remarks>
[Node("synthesize-mixture", "Draws a conditional mixture of spike counts and trials of it")]
[Output("counts", RecordingKind.Counts, Summary = "spike counts, one row per trial")]
[Output("trials", RecordingKind.Trials, Summary = "the stimulus of each trial")]
public sealed class SynthesizeMixtureSource : Source<SynthesizeMixtureOptions>
{
    private const int TrialsPort = 1;

    private readonly Schema _trialsSchema = TrialsSchema.Create(TrialsSchema.Value);
    private Schema _countsSchema = null!;
    private OutputFile _file = null!;
    private MixtureParameters _parameters = null!;
    private StimulusSet _stimuli = null!;

    /// <inheritdoc/>
    public override long? TotalRows => Options.Trials;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken)
    {
        _file = Context.OutputFile(Options.Parameters ?? (Context.Id == "synthesize-mixture" ? "parameters.dat" : $"{Context.Id}-parameters.dat"));
        _countsSchema = CountsSchema.Create(Options.Neurons, null);
        _stimuli = CircularStimulus.Grid(Options.Stimuli, Options.Period);
        try
        {
            (MixtureParameters poisson, MixtureParameters comBased) = MixtureSynthesis.Draw(Options.ToSynthesis(Context.Seed));
            _parameters = Options.Model == MixtureModelKind.Poisson ? poisson : comBased;
        }
        catch (MixtureDataException fault)
        {
            throw new InvalidInputException(
                FormattableString.Invariant($"gainMean: found {Options.GainMean} with a variance of {Options.GainVariance}, expected gains that keep counts below 1e6; make the mean or the variance smaller"), fault);
        }

        return new([_countsSchema, _trialsSchema]);
    }

    /// <inheritdoc/>
    public override async ValueTask StartAsync(CancellationToken cancellationToken) =>
        await File.WriteAllBytesAsync(_file.PartialPath, ParameterBytes(), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        int[] order = MixtureSynthesis.Order(Options.Stimuli, Options.Trials, Context.Seed);
        MixtureTrialSampler sampler = new(_parameters, _stimuli, Context.Seed, Options.SensoryNoise);
        long unit = Options.Trials + 1L;
        (int known, int counted) = ((int)(position / unit), (int)(position % unit));
        while (counted < order.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (known == counted)
            {
                int rows = Math.Min(Options.BatchRows, order.Length - known);
                RecordBatch trials = Trials(order, known, rows);
                known += rows;
                yield return new Batch(trials) { Output = TrialsPort, NextPosition = known * unit + counted };
            }

            int first = counted;
            RecordBatch counts = Counts(sampler, order, first, known - first, cancellationToken);
            counted = known;
            Context.Progress.Report(counted, TotalRows);
            yield return new Batch(counts) { NextPosition = known * unit + counted };
        }
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => File.WriteAllBytes(_file.PartialPath, ParameterBytes());

    private byte[] ParameterBytes() => MixtureParameterFile.ToBytes(_parameters, new JsonObject { ["trials"] = Options.Trials, ["seed"] = Context.Seed });

    private RecordBatch Trials(int[] order, int first, int rows)
    {
        IEnumerable<int> places = order.Skip(first).Take(rows);
        double[] values = [.. places.Select(place => _stimuli.Values![place])];
        return TrialsSchema.WithoutTimes(
            _trialsSchema, Numbers(first, rows), places.Select(place => _stimuli.Labels[place]), Columns.Array(DoubleType.Default, Columns.Copy<double>(values), rows));
    }

    private RecordBatch Counts(MixtureTrialSampler sampler, int[] order, int first, int rows, CancellationToken cancellationToken)
    {
        int neurons = Options.Neurons;
        int[] counts = new int[rows * neurons];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Context.Parallelism, CancellationToken = cancellationToken };
        Parallel.For(0, rows, parallel, row => sampler.Draw(first + row, order[first + row], counts.AsSpan(row * neurons, neurons)));
        long[] numbers = Numbers(first, rows);
        double[] times = [.. numbers.Select(number => (double)number)];
        return CountsSchema.Batch<int>(_countsSchema, numbers, times, counts);
    }

    private static long[] Numbers(int first, int rows) => [.. Enumerable.Range(first, rows).Select(number => (long)number)];
}
