using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Tests.Mesoscopic;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Fitting;

public sealed class RecordingPosteriorTests
{
    private static readonly MesoscopicParameters Parameters = MesoscopicDefaults.TwoPopulations;

    [Theory]
    [InlineData(3000, 1)]
    [InlineData(700, 1)]
    [InlineData(100, 1)]
    [InlineData(0, 1)]
    [InlineData(1280, 1)]
    [InlineData(2000, 1.7)]
    public void The_gradient_is_that_of_the_value_through_the_burn_in(int burnIn, double factor)
    {
        MesoscopicModel model = Model(UpdateConvention.Aligned);
        (int[] counts, double[] inputs) = Recording(model, burnIn + 600);
        RecordingPosterior posterior = new(model, counts, inputs, burnIn);
        double[] point = [.. Coordinates.Initial(model).Select((z, i) => z + (i % 3 - 1) * Math.Log10(factor))], gradient = new double[point.Length];
        double value = posterior.LogLikelihoodAndGradient(point, gradient);
        value.ShouldBe(posterior.LogLikelihood(point), 1e-9 * Math.Abs(value));
        for (int i = 0; i < point.Length; i++)
        {
            double Value(double shift) => posterior.LogLikelihood([.. point.Select((z, j) => j == i ? z + shift : z)]);
            const double Step = 2e-4;
            double difference = (8 * (Value(Step) - Value(-Step)) - (Value(2 * Step) - Value(-2 * Step))) / (12 * Step);
            gradient[i].ShouldBe(difference, 2e-6 * Math.Max(1, Math.Abs(difference)), model.Parameters.Parameters[i].Name);
        }
    }

    [Theory]
    [InlineData(UpdateConvention.Aligned)]
    [InlineData(UpdateConvention.PaperCode)]
    public void Going_back_until_nothing_changes_is_as_good_as_going_back_to_the_start(UpdateConvention convention)
    {
        MesoscopicModel model = Model(convention);
        (int[] counts, double[] inputs) = Recording(model, 5000);
        var data = new SequenceData(counts, inputs, 2);
        for (int draw = 0; draw < 4; draw++)
        {
            double[] point = Coordinates.Initial(model);
            RandomStream random = new(3, "burn-in", "points", (ulong)draw);
            for (int i = 0; i < point.Length; i++) point[i] += 0.15 * random.NextNormal();
            double[] gradient = new double[point.Length], whole = new double[point.Length], lead = new double[point.Length];
            SequenceState state = model.CreateInitialState(point);
            double value = model.LogLikelihoodAndGradient(state, point, data, gradient, 4000);

            // All bins less those of the burn-in, both from the start.
            double expected = model.LogLikelihoodAndGradient(state, point, data, whole) - model.LogLikelihoodAndGradient(state, point, data.Slice(0, 4000), lead);
            value.ShouldBe(expected, 1e-9 * Math.Abs(value));
            for (int i = 0; i < point.Length; i++)
                gradient[i].ShouldBe(whole[i] - lead[i], 1e-6 * Math.Max(1, Math.Abs(whole[i] - lead[i])), $"draw {draw}, {model.Parameters.Parameters[i].Name}");
        }
    }

    [Fact]
    public void A_slow_filter_of_old_activity_is_followed_back_to_the_start_of_the_recording()
    {
        // g remembers for 6 s, the age bins for 0.1 s.
        var model = new MesoscopicModel(
            Parameters with { AdaptationTimeConstant = [6, 1] }, new MesoscopicOptions { AgeBins = 100, Free = ["tau_theta[E]", "J[E]"] });
        (int[] counts, double[] inputs) = Recording(model, 4000);
        RecordingPosterior posterior = new(model, counts, inputs, 3500);
        double[] point = Coordinates.Initial(model), gradient = new double[2];
        posterior.LogLikelihoodAndGradient(point, gradient);
        for (int i = 0; i < 2; i++)
        {
            double Value(double shift) => posterior.LogLikelihood([.. point.Select((z, j) => j == i ? z + shift : z)]);
            double difference = (8 * (Value(1e-3) - Value(-1e-3)) - (Value(2e-3) - Value(-2e-3))) / 12e-3;
            gradient[i].ShouldBe(difference, 1e-6 * Math.Max(1, Math.Abs(difference)), model.Parameters.Parameters[i].Name);
        }
    }

    [Fact]
    public void Evaluations_after_the_first_allocate_nothing_and_give_the_same_bits()
    {
        MesoscopicModel model = Model(UpdateConvention.Aligned);
        (int[] counts, double[] inputs) = Recording(model, 1500);
        RecordingPosterior posterior = new(model, counts, inputs, 1000);
        double[] point = Coordinates.Initial(model), other = [.. point.Select(z => z + 0.05)], gradient = new double[point.Length], again = new double[point.Length];
        double value = posterior.LogPosteriorAndGradient(point, gradient);
        for (int i = 0; i < 3; i++) posterior.LogPosteriorAndGradient(other, again);
        long before = GC.GetAllocatedBytesForCurrentThread();
        double second = posterior.LogPosteriorAndGradient(point, again);
        posterior.LogLikelihood(point);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        second.ShouldBe(value);
        again.ShouldBe(gradient);
    }

    [Fact]
    public void After_bins_that_were_not_observed_the_model_begins_anew()
    {
        MesoscopicModel model = Model(UpdateConvention.Aligned);
        (int[] counts, double[] inputs) = Recording(model, 2000);
        int[] holes = [.. counts];
        // One population is enough; a stretch shorter than the burn-in counts for nothing.
        holes[2 * 700] = holes[2 * 701 + 1] = holes[2 * 900] = holes[2 * 1999] = SequenceStretches.Missing;
        RecordingPosterior posterior = new(model, holes, inputs, 300);
        RecordingPosterior before = new(model, counts.AsMemory(0, 1400), inputs.AsMemory(0, 1400), 300);
        RecordingPosterior after = new(model, counts.AsMemory(1802, 2 * 1999 - 1802), inputs.AsMemory(1802, 2 * 1999 - 1802), 300);
        double[] point = Coordinates.Initial(model);
        double[] gradient = new double[point.Length], one = new double[point.Length], two = new double[point.Length];
        double value = posterior.LogLikelihoodAndGradient(point, gradient);
        value.ShouldBe(before.LogLikelihoodAndGradient(point, one) + after.LogLikelihoodAndGradient(point, two));
        posterior.LogLikelihood(point).ShouldBe(value, 1e-9 * Math.Abs(value));
        gradient.ShouldBe([.. one.Zip(two, (a, b) => a + b)]);
        posterior.CountedBins.ShouldBe(400 + 798);
        Should.Throw<ArgumentOutOfRangeException>(() => new RecordingPosterior(model, holes, inputs, 1200)).Message.ShouldContain("1098 bins of the longest stretch");
    }

    [Fact]
    public void A_gradient_can_be_cancelled_and_refuses_more_uncounted_bins_than_there_are()
    {
        MesoscopicModel model = Model(UpdateConvention.Aligned);
        (int[] counts, double[] inputs) = Recording(model, 600);
        double[] point = Coordinates.Initial(model), gradient = new double[point.Length];
        using CancellationTokenSource source = new();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => new RecordingPosterior(model, counts, inputs, 300).LogPosteriorAndGradient(point, gradient, source.Token));
        Should.Throw<ArgumentOutOfRangeException>(() => model.LogLikelihoodAndGradient(model.CreateInitialState(point), point, new SequenceData(counts, inputs, 2), gradient, 601));
        model.LogLikelihoodAndGradient(model.CreateInitialState(point), point, new SequenceData(counts, inputs, 2), gradient, 600).ShouldBe(0);
        gradient.ShouldAllBe(g => g == 0);
    }

    private static MesoscopicModel Model(UpdateConvention convention) => new(Parameters, new MesoscopicOptions { Convention = convention });

    private static (int[] Counts, double[] Inputs) Recording(MesoscopicModel model, int bins)
    {
        double[] coordinates = Coordinates.Initial(model);
        int[] counts = new int[2 * bins];
        double[] inputs = [.. Enumerable.Range(0, counts.Length).Select(i => 0.25 * Math.Sin(0.004 * i))];
        model.Simulate(model.CreateInitialState(coordinates), coordinates, inputs, counts, new RandomStream(9, "recording", "counts"));
        return (counts, inputs);
    }
}
