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
        Should.Throw<ArgumentException>(() => new PiecewiseConstantStimulus(Fine, [0], [1], 2, 1)).Message.ShouldContain("end after the start");
    }
}
