using System.Text.Json;
using SpikeStream.Models.Metrics;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Metrics;

public sealed class WelchSpectrumTests
{
    [Fact]
    public void Densities_are_those_of_the_definition()
    {
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "welch", "welch.json")));
        foreach (JsonElement made in cases.RootElement.EnumerateArray())
        {
            double[] samples = made.GetProperty("samples").Deserialize<double[]>()!, expected = made.GetProperty("power").Deserialize<double[]>()!;
            int segment = made.GetProperty("segment").GetInt32();
            WelchSpectrum spectrum = Of(segment, 1 / made.GetProperty("samplingRate").GetDouble(), 1, samples);

            (double[] power, _) = spectrum.Spectrum(0);
            power.Length.ShouldBe(expected.Length);
            for (int line = 0; line < power.Length; line++) power[line].ShouldBe(expected[line], 1e-12);
            spectrum.LineWidth.ShouldBe(250.0 / segment, 1e-12);
        }
    }

    [Fact]
    public void White_noise_has_twice_its_variance_times_the_step_at_every_frequency()
    {
        const double Step = 0.001, Deviation = 3;
        RandomStream random = new(1, "test", "white");
        WelchSpectrum spectrum = Of(64, Step, 1, [.. Enumerable.Range(0, 100_000).Select(_ => 10 + Deviation * random.NextNormal())]);
        (double[] power, double[] error) = spectrum.Spectrum(0);

        double level = 2 * Deviation * Deviation * Step;
        double[] deviates = [.. Enumerable.Range(2, spectrum.Lines - 4).Select(line => (power[line] - level) / error[line])];
        deviates.ShouldAllBe(deviate => Math.Abs(deviate) < 4.5);
        // The errors are right where the deviates have variance 1.
        deviates.Average(deviate => deviate * deviate).ShouldBe(1, 0.6);
        // The mean of a segment takes its share of the variance away.
        (power.Sum() * spectrum.LineWidth).ShouldBe(Deviation * Deviation * (1 - 1.0 / 64), 0.1);
    }

    [Fact]
    public void A_sine_has_its_power_at_its_frequency()
    {
        WelchSpectrum spectrum = Of(200, 0.001, 1, [.. Enumerable.Range(0, 4000).Select(i => 2 * Math.Sin(2 * Math.PI * 50 * i * 0.001))]);
        (double[] power, _) = spectrum.Spectrum(0);

        Array.IndexOf(power, power.Max()).ShouldBe(10, "50 Hz in lines of 5 Hz");
        (power[9..12].Sum() * spectrum.LineWidth).ShouldBe(2, 1e-9, "amplitude 2: variance 2");
        power[14..].Max().ShouldBeLessThan(1e-20);
    }

    [Fact]
    public void Coarser_points_are_means_of_their_lines_and_their_errors_hold_too()
    {
        RandomStream random = new(2, "test", "coarse");
        double[] samples = [.. Enumerable.Range(0, 200_000).Select(_ => random.NextNormal())];
        WelchSpectrum spectrum = Of(200, 0.001, 1, samples);
        (double[] fine, _) = spectrum.Spectrum(0);
        (double[] coarse, double[] error) = spectrum.Spectrum(0, 4);

        coarse.Length.ShouldBe(26);
        coarse[0].ShouldBe(fine[1]);
        coarse[1].ShouldBe(fine[2..6].Average(), 1e-15);
        double[] deviates = [.. Enumerable.Range(1, 24).Select(point => (coarse[point] - 0.002) / error[point])];
        deviates.Average(deviate => deviate * deviate).ShouldBe(1, 0.6);
    }

    [Fact]
    public void Traces_are_independent_of_each_other_of_the_parallelism_and_of_an_interruption()
    {
        RandomStream random = new(3, "test", "columns");
        double[] samples = [.. Enumerable.Range(0, 3 * 500).Select(_ => random.NextNormal())];
        WelchSpectrum together = Of(32, 0.001, 3, samples), resumed = new(3, 32, 0.001, 2);
        for (int i = 0; i < 100; i++) resumed.Add(samples.AsSpan(3 * i, 3));
        MemoryStream memory = new();
        resumed.Save(new BinaryWriter(memory));
        memory.Position = 0;
        resumed = new(3, 32, 0.001, 2);
        resumed.Restore(new BinaryReader(memory));
        for (int i = 100; i < 500; i++) resumed.Add(samples.AsSpan(3 * i, 3));

        for (int column = 0; column < 3; column++)
        {
            WelchSpectrum alone = Of(32, 0.001, 1, [.. Enumerable.Range(0, 500).Select(i => samples[3 * i + column])]);
            together.Spectrum(column).Power.ShouldBe(alone.Spectrum(0).Power);
            resumed.Spectrum(column).Power.ShouldBe(alone.Spectrum(0).Power);
            resumed.Spectrum(column).Error.ShouldBe(alone.Spectrum(0).Error);
        }
    }

    [Fact]
    public void Before_a_segment_is_full_there_is_no_spectrum()
    {
        WelchSpectrum spectrum = Of(8, 0.001, 1, [1, 2, 3]);
        spectrum.Segments.ShouldBe(0);
        spectrum.Spectrum(0).Power.ShouldAllBe(power => double.IsNaN(power));
        spectrum.Spectrum(0).Error.ShouldAllBe(error => double.IsNaN(error));
        Should.Throw<ArgumentOutOfRangeException>(() => new WelchSpectrum(1, 7, 0.001));
    }

    private static WelchSpectrum Of(int segment, double step, int columns, double[] samples)
    {
        WelchSpectrum spectrum = new(columns, segment, step);
        for (int i = 0; i < samples.Length; i += columns) spectrum.Add(samples.AsSpan(i, columns));
        return spectrum;
    }
}
