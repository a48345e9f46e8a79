using System.Text.Json;
using SpikeStream.Numerics.Distributions;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Tests.Distributions;

public sealed class PriorTests
{
    [Theory]
    [InlineData("twoPop")]
    [InlineData("fourPop")]
    public void Densities_equal_the_fixture(string model)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "prior.json")));
        double total = 0;
        foreach (JsonElement term in document.RootElement.GetProperty(model).GetProperty("terms").EnumerateArray())
        {
            string name = term.GetProperty("name").GetString()!;
            IPrior prior = name[..name.IndexOf('[', StringComparison.Ordinal)] switch
            {
                "w" => new NormalPrior(0, 4),
                "c" => new LogGammaPrior(2, 5),
                "Delta_u" or "Du" => new LogGammaPrior(3, 1.5),
                "J_theta" or "J" => new LogGammaPrior(2, 0.5),
                "tau_m" => new NormalPrior(-2, 2),
                "tau_s" => new NormalPrior(-3, 3),
                "tau_theta" or "tau_th" => new NormalPrior(-1, 5),
                _ => throw new InvalidDataException(name),
            };
            double z = term.GetProperty("z").GetDouble();
            prior.LogDensity(z).ShouldBe(term.GetProperty("logDensity").GetDouble(), 1e-12, name);
            prior.LogDensityDerivative(z).ShouldBe(term.GetProperty("dLogDensity_dz").GetDouble(), 1e-12, name);
            total += prior.LogDensity(z);
        }

        total.ShouldBe(document.RootElement.GetProperty(model).GetProperty("total").GetDouble(), 1e-11);
    }

    public static TheoryData<IPrior, double, double> Priors() => new()
    {
        { new NormalPrior(-2, 2), -22, 18 }, { new LogGammaPrior(2, 5), -20, 8 }, { new LogGammaPrior(3, 1.5), -20, 8 }, { new UniformPrior(-1, 3), -1, 3 },
        { new Log10GammaPrior(2, 5), -10, 4 }, { new Log10GammaPrior(3, 0.4), -10, 4 }, { new Log10GammaPrior(50, 0.05), -2, 2 },
    };

    [Theory]
    [MemberData(nameof(Priors))]
    public void A_density_integrates_to_one_and_agrees_with_its_samples_and_derivative(IPrior prior, double lower, double upper)
    {
        const int cells = 200_000;
        double width = (upper - lower) / cells, mass = 0, mean = 0, square = 0;
        for (int i = 0; i < cells; i++)
        {
            double z = lower + (i + 0.5) * width, density = Math.Exp(prior.LogDensity(z)) * width;
            mass += density;
            mean += z * density;
            square += z * z * density;
        }

        mass.ShouldBe(1, 1e-6);
        RandomStream random = new(1, "test", "prior");
        double[] samples = [.. Enumerable.Range(0, 100_000).Select(_ => prior.Sample(random))];
        double deviation = Math.Sqrt(square - mean * mean);
        samples.Average().ShouldBe(mean, 5 * deviation / Math.Sqrt(samples.Length));
        // Differences of fourth order: narrow priors bend too much for those of second.
        double z0 = 0.4, h = 1e-3;
        double near = prior.LogDensity(z0 + h) - prior.LogDensity(z0 - h), far = prior.LogDensity(z0 + 2 * h) - prior.LogDensity(z0 - 2 * h);
        prior.LogDensityDerivative(z0).ShouldBe((8 * near - far) / (12 * h), 1e-8);
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(10_000, 1e-6)]
    public void A_gamma_prior_on_either_logarithmic_scale_is_the_gamma_distribution_of_the_parameter_itself(double shape, double scale)
    {
        LogGammaPrior natural = new(shape, scale);
        Log10GammaPrior decimals = new(shape, scale);
        foreach (double x in (double[])[0.3 * shape * scale, shape * scale, 2 * shape * scale])
        {
            double density = MathNet.Numerics.Distributions.Gamma.PDFLn(shape, 1 / scale, x);
            // p(z) dz = p(x) dx, with dx/dz = x and x ln 10.
            natural.LogDensity(Math.Log(x)).ShouldBe(density + Math.Log(x), 1e-8 * Math.Abs(density) + 1e-9);
            decimals.LogDensity(Math.Log10(x)).ShouldBe(density + Math.Log(x * Math.Log(10)), 1e-8 * Math.Abs(density) + 1e-9);
        }
    }

    [Fact]
    public void Outside_the_support_the_log_density_is_negative_infinity() => new UniformPrior(0, 1).LogDensity(1.1).ShouldBe(double.NegativeInfinity);

    [Fact]
    public void Parameters_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new NormalPrior(0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new NormalPrior(double.NaN, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new LogGammaPrior(-1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new LogGammaPrior(1, double.PositiveInfinity));
        Should.Throw<ArgumentOutOfRangeException>(() => new UniformPrior(1, 1));
    }
}
