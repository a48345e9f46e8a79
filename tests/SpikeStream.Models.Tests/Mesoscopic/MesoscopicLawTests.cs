using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Tests.Mesoscopic;

public sealed class MesoscopicLawTests
{
    private static readonly UpdateConvention[] Conventions = [UpdateConvention.Aligned, UpdateConvention.PaperCode];

    [Fact]
    public void Expected_counts_equal_those_of_a_plain_implementation_at_random_parameters()
    {
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            MesoscopicParameters parameters = RandomModels.Parameters(random, 1 + seed % 3);
            int populations = parameters.PopulationCount;
            (int[] counts, double[] inputs) = RandomModels.Data(random, parameters, 150);
            int ageBins = AgeBinRule.Smallest(parameters, 0.001) + random.Next(70);
            bool clamp = seed % 2 == 0;
            foreach (UpdateConvention convention in Conventions)
            {
                var model = new MesoscopicModel(
                    parameters, new MesoscopicOptions { AgeBins = ageBins, Convention = convention, ClampRefractory = clamp });
                double[] coordinates = Coordinates.Initial(model);
                var found = new double[counts.Length];
                model.Advance(model.CreateInitialState(coordinates), coordinates, new SequenceData(counts, inputs, populations), found);
                var reference = new ReferenceModel(parameters, ageBins, convention, clamp);
                for (int k = 0; k < 150; k++)
                {
                    double[] expected = reference.Step(
                        inputs.AsSpan(k * populations, populations), counts.AsSpan(k * populations, populations));
                    for (int a = 0; a < populations; a++)
                        found[k * populations + a].ShouldBe(
                            expected[a], 1e-10 * parameters.NeuronCounts[a], $"seed {seed}, {convention}, bin {k}, population {a}");
                }
            }
        }
    }

    [Fact]
    public void The_gradient_equals_finite_differences_at_random_parameters()
    {
        for (int seed = 100; seed < 112; seed++)
        {
            var random = new Random(seed);
            MesoscopicParameters parameters = RandomModels.Parameters(random, 2);
            (int[] counts, double[] inputs) = RandomModels.Data(random, parameters, 160);
            var data = new SequenceData(counts, inputs, 2);
            UpdateConvention convention = Conventions[seed % 2];
            var model = new MesoscopicModel(parameters, new MesoscopicOptions
            {
                AgeBins = AgeBinRule.Smallest(parameters, 0.001) + 40,
                Convention = convention,
                ClampRefractory = seed % 3 != 0,
                LinearBelow = seed % 5 == 0 ? 1e-3 : 0,
                Free = ["w", "c", "Delta_u", "J", "tau_m", "tau_s", "tau_theta", "u_th", "u_r"],
            });
            double[] z = Coordinates.Initial(model);
            SequenceState state = model.CreateInitialState(z);
            if (seed % 4 != 0) model.Advance(state, z, data.Slice(0, 37));
            int start = seed % 4 != 0 ? 37 : 0;
            SequenceData rest = data.Slice(start, 160 - start);
            var gradient = new double[z.Length];
            model.LogLikelihoodAndGradient(state, z, rest, gradient);
            SequenceState moving = model.CreateInitialState(z);
            for (int i = 0; i < z.Length; i++)
            {
                double Value(double shift)
                {
                    double[] moved = [.. z];
                    moved[i] += shift;
                    moving.CopyFrom(state);
                    return model.Advance(moving, moved, new SequenceData(counts, inputs, 2).Slice(start, 160 - start));
                }

                const double Step = 1e-4;
                double difference = (8 * (Value(Step) - Value(-Step)) - (Value(2 * Step) - Value(-2 * Step))) / (12 * Step);
                gradient[i].ShouldBe(
                    difference, 1e-4 * Math.Max(1, Math.Abs(difference)),
                    $"seed {seed}, {convention}, {model.Parameters.Parameters[i].Name}");
            }
        }
    }

    [Fact]
    public void The_gradient_equals_finite_differences_at_draws_from_the_prior()
    {
        Fixture fixture = Fixture.Read("medium");
        MesoscopicModel model = new(MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { AgeBins = 300 });
        SequenceState state = model.CreateInitialState(Coordinates.Initial(model)), moving = model.CreateInitialState(Coordinates.Initial(model));
        int checkedDraws = 0;
        for (int draw = 0; draw < 30; draw++)
        {
            double[] z = FitStarts.FromPrior(model.Parameters, 4, "gradient", draw), gradient = new double[z.Length];
            model.SetInitialState(state, z);
            model.Advance(state, z, fixture.Data.Slice(0, 60));
            double value = model.LogLikelihoodAndGradient(state, z, fixture.Data.Slice(60, 100), gradient);
            if (!double.IsFinite(value)) continue;
            checkedDraws++;
            for (int i = 0; i < z.Length; i++)
            {
                double Value(double shift)
                {
                    moving.CopyFrom(state);
                    return model.Advance(moving, [.. z.Select((at, j) => j == i ? at + shift : at)], fixture.Data.Slice(60, 100));
                }

                double Difference(double step) => (8 * (Value(step) - Value(-step)) - (Value(2 * step) - Value(-2 * step))) / (12 * step);

                // Where a probability is at its limit the log likelihood has a corner: two widths of the difference then disagree.
                double fine = Difference(5e-5), coarse = Difference(1e-4);
                if (Math.Abs(fine - coarse) > 1e-5 * Math.Max(1, Math.Abs(fine))) continue;
                gradient[i].ShouldBe(
                    fine, 1e-4 * Math.Max(1e-2 * gradient.Max(Math.Abs) + 1, Math.Abs(fine)), $"draw {draw}, {model.Parameters.Parameters[i].Name}");
            }
        }

        checkedDraws.ShouldBeGreaterThan(15);
    }

    [Fact]
    public void A_fit_whose_parameters_do_not_move_carries_the_state_of_a_full_forward_pass()
    {
        Fixture fixture = Fixture.Read("medium");
        MesoscopicModel model = new(MesoscopicDefaults.TwoPopulations);
        double[] z = Coordinates.Initial(model);
        var options = new FitOptions { BurnInBins = 150, BatchBins = 60, BatchBurnInBins = 90, DataLength = 1000, Adam = new() { LearningRate = 1e-300 } };
        var fit = new SequentialMinibatchFit(model, options, z);
        fit.Push(fixture.Data);
        int steps = 0;
        while (fit.TryStep(out FitStep? step))
        {
            SequenceState state = model.CreateInitialState(z);
            int start = (int)step.BinsConsumed - 60;
            model.Advance(state, z, fixture.Data.Slice(0, start));
            step.BatchLogLikelihood.ShouldBe(model.Advance(state, z, fixture.Data.Slice(start, 60)));
            steps++;
        }

        steps.ShouldBeGreaterThan(8);
    }

    [Theory]
    [InlineData("small", UpdateConvention.Aligned)]
    [InlineData("small", UpdateConvention.PaperCode)]
    [InlineData("edge", UpdateConvention.Aligned)]
    [InlineData("medium", UpdateConvention.PaperCode)]
    [InlineData("medium", UpdateConvention.Aligned)]
    public void Degenerate_directions_have_no_slope(string name, UpdateConvention convention)
    {
        Fixture fixture = Fixture.Read(name);
        MesoscopicModel model = fixture.Model(convention);
        double[] z = Coordinates.Initial(model);
        model.LogLikelihoodAndNaturalGradient(
            model.CreateInitialState(z), z, fixture.Data, withAllParameters: true, out NaturalParameters? gradient);
        MesoscopicParameters p = fixture.Parameters;
        NaturalParameters g = gradient!;

        // Only the product of p and w enters.
        for (int i = 0; i < p.SynapticWeight.Length; i++)
        {
            double byProbability = p.ConnectionProbability[i] * g[MesoscopicParameterKind.ConnectionProbability][i];
            double byWeight = p.SynapticWeight[i] * g[MesoscopicParameterKind.SynapticWeight][i];
            byProbability.ShouldBe(byWeight, 1e-12 * Math.Abs(byWeight));
        }

        // The unit of voltage is arbitrary.
        MesoscopicParameterKind[] voltages =
        [
            MesoscopicParameterKind.NoiseLevel, MesoscopicParameterKind.RestPotential, MesoscopicParameterKind.Threshold, MesoscopicParameterKind.ResetPotential,
            MesoscopicParameterKind.SynapticWeight, MesoscopicParameterKind.MembraneResistance, MesoscopicParameterKind.AdaptationStrength,
        ];
        double sum = 0, largest = 0;
        foreach (MesoscopicParameterKind kind in voltages)
        {
            double[] values = p.Values(kind);
            for (int i = 0; i < values.Length; i++)
            {
                double term = values[i] * g[kind][i];
                sum += term;
                largest = Math.Max(largest, Math.Abs(term));
            }
        }

        sum.ShouldBe(0, 1e-12 * largest, "scale of voltage");

        // So is its zero.
        for (int a = 0; a < p.PopulationCount; a++)
        {
            double rest = g[MesoscopicParameterKind.RestPotential][a];
            double threshold = g[MesoscopicParameterKind.Threshold][a];
            double reset = g[MesoscopicParameterKind.ResetPotential][a];
            (rest + threshold + reset).ShouldBe(
                0, 1e-12 * Math.Max(Math.Abs(rest), Math.Max(Math.Abs(threshold), Math.Abs(reset))),
                $"zero of voltage, population {a}");
        }
    }

    [Fact]
    public void Results_do_not_depend_on_how_a_stretch_is_cut()
    {
        Fixture fixture = Fixture.Read("medium");
        MesoscopicModel model = fixture.Model(UpdateConvention.Aligned);
        double[] z = Coordinates.Initial(model);
        const int Bins = 700;
        SequenceState whole = model.CreateInitialState(z);
        var expected = new double[Bins * 2];
        model.Advance(whole, z, fixture.Data.Slice(0, Bins), expected);
        byte[] end = Bytes(whole);
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt[]>(), cuts =>
        {
            SequenceState state = model.CreateInitialState(z);
            var found = new double[Bins * 2];
            int position = 0;
            for (int i = 0; position < Bins; i++)
            {
                int length = Math.Min(i < cuts.Length ? cuts[i].Get * 7 : Bins, Bins - position);
                model.Advance(state, z, fixture.Data.Slice(position, length), found.AsSpan(position * 2, length * 2));
                position += length;
                if (i % 3 == 0) state = Reread(model, z, state);
                if (i % 3 == 1) state = Copy(model, z, state);
            }

            return found.AsSpan().SequenceEqual(expected) && Bytes(state).AsSpan().SequenceEqual(end);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40).WithReplay(1, 3));
    }

    [Theory]
    [InlineData(UpdateConvention.Aligned)]
    [InlineData(UpdateConvention.PaperCode)]
    public void Values_and_gradients_have_the_same_bits_with_every_vector_width(UpdateConvention convention)
    {
        Fixture fixture = Fixture.Read("small");
        (double Value, double[] Gradient, byte[] State)[] results =
        [
            .. new[] { VectorWidth.Widest, VectorWidth.Bits512, VectorWidth.Bits256, VectorWidth.Bits128, VectorWidth.Scalar }.Select(width =>
            {
                MesoscopicModel model = fixture.Model(convention, width: width);
                double[] z = Coordinates.Initial(model);
                var gradient = new double[z.Length];
                SequenceState state = model.CreateInitialState(z);
                double value = model.LogLikelihoodAndGradient(state, z, fixture.Data, gradient);
                model.Advance(state, z, fixture.Data);
                return (value, gradient, Bytes(state));
            }),
        ];
        foreach ((double value, double[] gradient, byte[] state) in results)
        {
            value.ShouldBe(results[0].Value);
            gradient.ShouldBe(results[0].Gradient);
            state.ShouldBe(results[0].State);
        }
    }

    [Fact]
    public void The_gradient_leaves_the_state_as_it_was_and_its_value_is_that_of_advancing()
    {
        Fixture fixture = Fixture.Read("small");
        MesoscopicModel model = fixture.Model(UpdateConvention.Aligned);
        double[] z = Coordinates.Initial(model);
        SequenceState state = model.CreateInitialState(z);
        model.Advance(state, z, fixture.Data.Slice(0, 20));
        byte[] before = Bytes(state);
        foreach (int length in (int[])[1, 100, 128, 129, 180])
        {
            double value = model.LogLikelihoodAndGradient(state, z, fixture.Data.Slice(20, length), new double[z.Length]);
            Bytes(state).ShouldBe(before);
            SequenceState copy = Copy(model, z, state);
            model.Advance(copy, z, fixture.Data.Slice(20, length)).ShouldBe(value);
        }
    }

    [Fact]
    public void Advancing_and_gradients_allocate_nothing_once_warm()
    {
        Fixture fixture = Fixture.Read("small");
        MesoscopicModel model = fixture.Model(UpdateConvention.Aligned);
        double[] z = Coordinates.Initial(model);
        var gradient = new double[z.Length];
        SequenceState state = model.CreateInitialState(z);
        for (int i = 0; i < 3; i++)
        {
            model.Advance(state, z, fixture.Data);
            model.LogLikelihoodAndGradient(state, z, fixture.Data, gradient);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        model.Advance(state, z, fixture.Data);
        model.LogLikelihoodAndGradient(state, z, fixture.Data, gradient);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static byte[] Bytes(SequenceState state)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        state.Save(writer);
        writer.Flush();
        return stream.ToArray();
    }

    private static SequenceState Reread(MesoscopicModel model, double[] z, SequenceState state)
    {
        SequenceState restored = model.CreateInitialState(z);
        using var stream = new MemoryStream(Bytes(state));
        using var reader = new BinaryReader(stream);
        restored.Restore(reader);
        return restored;
    }

    private static SequenceState Copy(MesoscopicModel model, double[] z, SequenceState state)
    {
        SequenceState copy = model.CreateInitialState(z);
        copy.CopyFrom(state);
        return copy;
    }
}
