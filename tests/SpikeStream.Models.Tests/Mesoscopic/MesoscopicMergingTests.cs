using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Models.Tests.Mesoscopic;

/// <summary>Old age bins of populations without adaptation belong to the free neurons: nothing but the cost may change.</summary>
public sealed class MesoscopicMergingTests
{
    [Fact]
    public void Populations_without_adaptation_keep_the_bins_of_28_membrane_time_constants()
    {
        BinCounts(new MesoscopicOptions()).ShouldBe([695, 281]);
        BinCounts(new MesoscopicOptions { AgeBins = 200 }).ShouldBe([200, 200]);
        BinCounts(new MesoscopicOptions { Convention = UpdateConvention.PaperCode }).ShouldBe([695, 695]);
        BinCounts(new MesoscopicOptions { LinearBelow = 0.01 }).ShouldBe([695, 695]);
        BinCounts(new MesoscopicOptions { MergeOldAgeBins = false }).ShouldBe([695, 695]);
        var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations with { Delay = [0.001, 0.009, 0.001, 0.009], MembraneTimeConstant = [1e-5, 1e-5] });
        ((MesoscopicState)model.CreateInitialState(Coordinates.Initial(model))).Populations[1].AgeBinCount.ShouldBe(10, "the counts of the longest delay");

        static int[] BinCounts(MesoscopicOptions options)
        {
            var model = new MesoscopicModel(MesoscopicDefaults.TwoPopulations, options);
            return [.. ((MesoscopicState)model.CreateInitialState(Coordinates.Initial(model))).Populations.Select(population => population.AgeBinCount)];
        }
    }

    [Fact]
    public void Expected_counts_and_gradients_are_those_of_all_age_bins_at_random_parameters()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            MesoscopicParameters parameters = RandomModels.Parameters(random, 2) with { AdaptationStrength = [seed % 2, 0] };
            (int[] counts, double[] inputs) = RandomModels.Data(random, parameters, 300);
            var data = new SequenceData(counts, inputs, 2);
            MesoscopicModel merged = Model(parameters, true, 900), whole = Model(parameters, false, 900);
            double[] z = Coordinates.Initial(merged);
            SequenceState state = merged.CreateInitialState(z), reference = whole.CreateInitialState(z);
            ((MesoscopicState)state).Populations[1].AgeBinCount.ShouldBeLessThan(900);
            Advance(merged, whole, state, reference, z, data.Slice(0, 150), $"seed {seed}");
            double[] gradient = new double[z.Length], expected = new double[z.Length];
            double value = merged.LogLikelihoodAndGradient(state, z, data.Slice(150, 150), gradient);
            double wanted = whole.LogLikelihoodAndGradient(reference, z, data.Slice(150, 150), expected);
            value.ShouldBe(wanted, 1e-11 * Math.Abs(wanted));
            for (int i = 0; i < z.Length; i++)
            {
                gradient[i].ShouldBe(
                    expected[i], 1e-10 * expected.Max(Math.Abs) + 1e-10 * Math.Abs(expected[i]), $"seed {seed}, {merged.Parameters.Parameters[i].Name}");
            }
        }
    }

    [Fact]
    public void A_membrane_time_constant_that_moves_during_a_fit_enlarges_the_window_without_a_trace()
    {
        Fixture fixture = Fixture.Read("medium");
        MesoscopicModel merged = Model(fixture.Parameters, true, fixture.AgeBins), whole = Model(fixture.Parameters, false, fixture.AgeBins);
        double[] z = Coordinates.Initial(merged);
        int tau = merged.Parameters.Parameters.Select(parameter => parameter.Name).ToList().IndexOf("tau_m[I]");
        var state = (MesoscopicState)merged.CreateInitialState(z);
        SequenceState reference = whole.CreateInitialState(z), unused = merged.CreateInitialState(z);
        int position = 0, bins = 281;

        // Up in small and large steps, down, up again, beyond K.
        foreach (double factor in (double[])[1, 1.01, 1.011, 1.5, 0.2, 0.1, 1.2, 1.6, 2.2, 8, 1])
        {
            z[tau] = -2 + Math.Log10(factor);
            double[] gradient = new double[z.Length], expected = new double[z.Length];
            SequenceData next = fixture.Data.Slice(position, 130);
            byte[] before = Bytes(state);
            double value = merged.LogLikelihoodAndGradient(state, z, next, gradient);
            Bytes(state).ShouldBe(before);
            whole.LogLikelihoodAndGradient(reference, z, next, expected);
            for (int i = 0; i < z.Length; i++)
                gradient[i].ShouldBe(expected[i], 1e-9 * expected.Max(Math.Abs), $"factor {factor}, {merged.Parameters.Parameters[i].Name}");

            // Read back or copied, it goes on with the same bits.
            unused.Restore(new BinaryReader(new MemoryStream(Bytes(state))));
            SequenceState copy = merged.CreateInitialState(z);
            copy.CopyFrom(state);
            merged.Advance(unused, z, next).ShouldBe(value);
            merged.Advance(copy, z, next.Slice(0, 0)).ShouldBe(0);
            for (int i = 0; i < 13; i++) merged.Advance(copy, z, next.Slice(i * 10, 10));
            Advance(merged, whole, state, reference, z, next, $"factor {factor}");
            Bytes(unused).ShouldBe(Bytes(state));
            Bytes(copy).ShouldBe(Bytes(state));
            bins = Math.Max(bins, Math.Min(fixture.AgeBins, 1 + (int)Math.Ceiling(280 * factor - 1e-9)));
            Math.Abs(state.Populations[1].AgeBinCount - bins).ShouldBeLessThan(2);
            position += 130;
        }

        bins.ShouldBe(695);
    }

    [Fact]
    public void The_stationary_state_and_prior_draws_over_decades_are_those_of_all_age_bins()
    {
        MesoscopicModel merged = Model(MesoscopicDefaults.TwoPopulations, true, 695), whole = Model(MesoscopicDefaults.TwoPopulations, false, 695);
        double[] z = Coordinates.Initial(merged);
        Fixture fixture = Fixture.Read("medium");
        Advance(merged, whole, merged.CreateStationaryState(z), whole.CreateStationaryState(z), z, fixture.Data.Slice(0, 200), "stationary");
        int finite = 0;
        for (int draw = 0; draw < 40; draw++)
        {
            double[] start = FitStarts.FromPrior(merged.Parameters, 5, "merging", draw);
            SequenceData data = fixture.Data.Slice(0, 150);
            double value = merged.Advance(merged.CreateInitialState(start), start, data), expected = whole.Advance(whole.CreateInitialState(start), start, data);
            if (double.IsFinite(expected))
            {
                finite++;
                value.ShouldBe(expected, 1e-10 * Math.Abs(expected), $"draw {draw}");
            }
            else
            {
                double.IsFinite(value).ShouldBeFalse();
            }
        }

        finite.ShouldBeGreaterThan(10);
    }

    private static void Advance(MesoscopicModel merged, MesoscopicModel whole, SequenceState state, SequenceState reference, double[] z, SequenceData data, string what)
    {
        double[] found = new double[data.Counts.Length], expected = new double[data.Counts.Length];
        merged.Advance(state, z, data, found);
        whole.Advance(reference, z, data, expected);
        for (int i = 0; i < found.Length; i++) found[i].ShouldBe(expected[i], 1e-12 * Math.Max(1, expected[i]), $"{what}, number {i}");
    }

    private static MesoscopicModel Model(MesoscopicParameters parameters, bool merge, int ageBins) => new(parameters, new MesoscopicOptions { AgeBins = ageBins, MergeOldAgeBins = merge });

    private static byte[] Bytes(SequenceState state)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        state.Save(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
