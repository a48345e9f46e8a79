using System.Text.Json;
using SpikeStream.Models.Encoding;
using SpikeStream.Models.Statistics;

namespace SpikeStream.Models.Tests.Statistics;

public sealed class RunningRatesTests
{
    private static readonly JsonElement Fixture = StatisticsFixture.Read("rates.json");

    [Theory]
    [InlineData("gaussian")]
    [InlineData("causal")]
    [InlineData("exponential")]
    public void Smoothed_rates_are_those_of_numpy_over_the_whole_trace(string name)
    {
        double[][] rows = [.. Fixture.GetProperty("counts").EnumerateArray().Select(row => row.Numbers())];
        List<double[]> smoothed = Smooth(Kernel(name), rows, resumes: false);
        smoothed.Count.ShouldBe(rows.Length);
        for (int column = 0; column < 2; column++)
        {
            double[] expected = Fixture.GetProperty(name)[column].Numbers();
            for (int bin = 0; bin < expected.Length; bin++) smoothed[bin][column].ShouldBeClose(expected[bin], 1e-13, $"bin {bin} of column {column}");
        }
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("causal")]
    [InlineData("exponential")]
    public void They_are_the_kernel_over_the_trace_to_the_bit_also_after_an_interruption(string name)
    {
        double[][] rows = [.. Fixture.GetProperty("counts").EnumerateArray().Select(row => row.Numbers())];
        List<double[]> smoothed = Smooth(Kernel(name), rows, resumes: true);
        for (int column = 0; column < 2; column++)
        {
            double[] trace = [.. rows.Select(row => row[column])], whole = new double[trace.Length];
            Kernel(name).Smooth(trace, whole);
            smoothed.Select(row => row[column]).ShouldBe(whole.Select((value, bin) => double.IsNaN(trace[bin]) ? double.NaN : value));
        }
    }

    [Fact]
    public void A_trace_shorter_than_the_kernel_is_smoothed_with_what_there_is()
    {
        Smooth(Kernel("gaussian"), [[3, 1]], resumes: false).ShouldHaveSingleItem().ShouldBe([3, 1]);
        Smooth(Kernel("gaussian"), [], resumes: false).ShouldBeEmpty();
    }

    private static RateKernel Kernel(string name)
    {
        double width = Fixture.GetProperty("width").GetDouble();
        return name switch { "gaussian" => RateKernel.Gaussian(width), "causal" => RateKernel.CausalGaussian(width), _ => RateKernel.Exponential(width) };
    }

    private static List<double[]> Smooth(RateKernel kernel, double[][] rows, bool resumes)
    {
        RunningRates rates = new(kernel, 2);
        List<double[]> given = [];
        double[] row = new double[2];
        foreach (double[] counts in rows)
        {
            if (rates.Take(counts) && rates.Give(row)) given.Add([.. row]);
            if (!resumes) continue;
            using MemoryStream state = new();
            rates.Save(new BinaryWriter(state));
            state.Position = 0;
            rates = new(kernel, 2);
            rates.Restore(new BinaryReader(state));
        }

        while (rates.Give(row)) given.Add([.. row]);
        return given;
    }
}
