using SpikeStream.Models.Stimuli;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Tests.Stimuli;

public sealed class StimulusTests
{
    private static readonly BinGrid Fine = BinGrid.Parse("0.2 ms");

    private static IStimulus New(string kind) => kind switch
    {
        "sine" => new SineStimulus(Fine, [0.25, 0.1], [0.4, 2], [4, 4], new RandomStream(1, "test", "stimulus")),
        "noise" => new OrnsteinUhlenbeckStimulus(Fine, [0.1, 0.05], [1, 0.01], [0.125, 0.2], [0.1, 0.05], new RandomStream(1, "test", "stimulus")),
        "impulses" => new ImpulseStimulus(Fine, [0.6, -0.6], [0.02, 0.01], 0.003),
        "sum" => new SumStimulus([New("sine"), New("noise"), New("impulses")]),
        _ => new PiecewiseConstantStimulus(Fine, [0.5, 0.1], [1, -1], 0.002, 0.004),
    };

    private static double[] Draw(IStimulus stimulus, int steps)
    {
        double[] values = new double[steps * stimulus.PopulationCount];
        stimulus.Fill(values);
        return values;
    }

    [Theory]
    [InlineData("sine")]
    [InlineData("noise")]
    [InlineData("step")]
    [InlineData("impulses")]
    [InlineData("sum")]
    public void How_steps_are_divided_and_saving_leave_no_trace(string kind)
    {
        double[] expected = Draw(New(kind), 200);
        IStimulus first = New(kind);
        List<double> found = [.. Draw(first, 0), .. Draw(first, 7), .. Draw(first, 50)];
        MemoryStream memory = new();
        first.Save(new BinaryWriter(memory));
        memory.Position = 0;
        IStimulus resumed = New(kind);
        resumed.Restore(new BinaryReader(memory));
        resumed.StepCount.ShouldBe(57);
        found.AddRange(Draw(resumed, 143));
        found.ShouldBe(expected);
        Should.Throw<ArgumentException>(() => resumed.Fill(new double[3]));
    }

    [Fact]
    public void The_sine_has_its_frequency_and_noise_in_proportion()
    {
        double[] values = Draw(New("sine"), 50_000);
        double[] errors = new double[50_000];
        for (int k = 0; k < 50_000; k++)
        {
            double sine = 0.25 * Math.Sin(2 * Math.PI * 0.4 * k * 0.0002);
            if (Math.Abs(sine) < 1e-9) values[2 * k].ShouldBe(0, 1e-8, "the noise band vanishes at zero crossings");
            errors[k] = Math.Abs(sine) < 1e-9 ? 0 : values[2 * k] / sine - 1;
        }

        // Four standard errors of mean and standard deviation.
        double deviation = 4 * Math.Sqrt(0.0002);
        errors.Average().ShouldBe(0, 4 * deviation / Math.Sqrt(50_000));
        Math.Sqrt(errors.Average(e => e * e)).ShouldBe(deviation, 4 * deviation / Math.Sqrt(100_000));
    }

    [Fact]
    public void The_noise_process_starts_at_its_initial_value_and_has_its_stationary_moments()
    {
        double[] values = Draw(New("noise"), 500_000);
        (values[0], values[1]).ShouldBe((0.1, 0.05));
        double[] second = [.. Enumerable.Range(0, 500_000).Select(k => values[2 * k + 1])];
        // 100 s of a time constant of 10 ms: 5000 independent values; the discrete variance is q²/(1 - dt/2tau), 1 % more.
        double mean = second.Average();
        mean.ShouldBe(0.05, 4 * 0.2 / Math.Sqrt(5000));
        Math.Sqrt(second.Average(x => (x - mean) * (x - mean))).ShouldBe(0.2 * Math.Sqrt(1 / 0.99), 4 * 0.2 / Math.Sqrt(10_000));
    }

    [Fact]
    public void A_step_holds_from_its_start_to_before_its_stop()
    {
        double[] values = Draw(New("step"), 30);
        for (int k = 0; k < 30; k++) values[2 * k].ShouldBe(k is >= 10 and < 20 ? 1 : 0.5);
        Draw(new PiecewiseConstantStimulus(Fine, [0.3]), 3).ShouldBe([0.3, 0.3, 0.3]);
    }

    [Fact]
    public void Impulses_that_do_not_overlap_are_triangles()
    {
        double[] centres = [12.9, 14.1, 14.5, 15.5, 15.8], amplitudes = [0, 0.6, -0.6];
        double[] values = Draw(new ImpulseStimulus(Fine, amplitudes, centres, 0.15), 100_000);
        for (int k = 0; k < 100_000; k++)
        {
            double height = centres.Max(centre => Math.Max(0, 1 - Math.Abs(k * 0.0002 - centre) / 0.15));
            for (int a = 0; a < 3; a++) values[3 * k + a].ShouldBe(amplitudes[a] * height, 1e-9);
        }
    }

    [Theory]
    // 50 ms apart, less than half their width: both feet come before the first peak, so that it is flat between the peaks.
    [InlineData(new[] { 1.0, 1.05 }, new[] { 0.85, 0, 0.90, 0, 0.95, 0.5, 1.0, 1, 1.02, 1, 1.05, 1, 1.1, 0.5, 1.15, 0, 1.18, 0 })]
    // 200 ms apart: the second's foot comes before the first's end, and it is 0 between the feet.
    [InlineData(new[] { 1.0, 1.2 }, new[] { 1.0, 1, 1.025, 0.5, 1.05, 0, 1.1, 0, 1.15, 0, 1.175, 0.5, 1.2, 1 })]
    // 150 ms apart: a foot on a peak is no foot.
    [InlineData(new[] { 1.0, 1.15 }, new[] { 1.0, 1, 1.075, 1, 1.15, 1 })]
    public void Impulses_that_overlap_join_their_corners_by_straight_lines(double[] centres, double[] timesAndHeights)
    {
        double[] values = Draw(new ImpulseStimulus(BinGrid.Parse("1 ms"), [2], centres, 0.15), 1500);
        for (int i = 0; i < timesAndHeights.Length; i += 2) values[(int)Math.Round(timesAndHeights[i] * 1000)].ShouldBe(2 * timesAndHeights[i + 1], 1e-9);
    }

    [Fact]
    public void A_sum_is_the_sum_of_its_parts()
    {
        double[] sum = Draw(New("sum"), 150), sine = Draw(New("sine"), 150), noise = Draw(New("noise"), 150), impulses = Draw(New("impulses"), 150);
        for (int i = 0; i < sum.Length; i++) sum[i].ShouldBe(sine[i] + noise[i] + impulses[i]);
        Should.Throw<ArgumentException>(() => new SumStimulus([New("sine"), new PiecewiseConstantStimulus(Fine, [0.3])])).Message.ShouldContain("found 1 populations");
    }

    [Fact]
    public void Fine_steps_are_averaged_to_bins()
    {
        double[] coarse = new double[4];
        StimulusAverage.OfSteps([1, 10, 2, 20, 3, 60, 5, 0, 5, 0, 5, 3], 2, 3, coarse);
        coarse.ShouldBe([2, 30, 5, 1]);
        Should.Throw<ArgumentException>(() => StimulusAverage.OfSteps(new double[11], 2, 3, coarse));
    }

    [Fact]
    public void Bad_values_are_refused_with_the_population()
    {
        RandomStream random = new(1, "test", "stimulus");
        Should.Throw<ArgumentException>(() => new SineStimulus(Fine, [1, double.NaN], [1, 1], [1, 1], random)).Message.ShouldContain("amplitude of population 1");
        Should.Throw<ArgumentException>(() => new SineStimulus(Fine, [1, 1], [1], [1, 1], random)).Message.ShouldContain("frequency");
        Should.Throw<ArgumentException>(() => new OrnsteinUhlenbeckStimulus(Fine, [0], [0], [0], [0], random)).Message.ShouldContain("time constant of population 0");
        Should.Throw<ArgumentException>(() => new ImpulseStimulus(Fine, [1], [], 1)).Message.ShouldContain("centres: found none");
        Should.Throw<ArgumentException>(() => new ImpulseStimulus(Fine, [1], [1, double.NaN], 1)).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => new ImpulseStimulus(Fine, [1], [1], 0)).Message.ShouldContain("half width");
        Should.Throw<ArgumentException>(() => new PiecewiseConstantStimulus(Fine, [0], [1], 2, 1)).Message.ShouldContain("end after the start");
    }
}
