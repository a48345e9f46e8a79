using System.Numerics;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Transforms;

namespace SpikeStream.Numerics.Tests.Transforms;

public sealed class FourierTransformTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(243)]
    [InlineData(256)]
    public void It_is_the_sum_that_defines_it(int length)
    {
        (double[] real, double[] imaginary) = Values(length);
        Complex[] expected = new Complex[length];
        for (int k = 0; k < length; k++)
        {
            for (int j = 0; j < length; j++)
                expected[k] += new Complex(real[j], imaginary[j]) * Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)j * k % length) / length);
        }

        FourierTransform plan = new(length);
        plan.Forward(real, imaginary, new double[plan.WorkspaceLength]);
        for (int k = 0; k < length; k++)
        {
            real[k].ShouldBe(expected[k].Real, 1e-12 * length);
            imaginary[k].ShouldBe(expected[k].Imaginary, 1e-12 * length);
        }
    }

    [Theory]
    [InlineData(2000)]
    [InlineData(4096)]
    [InlineData(99_991)]
    public void The_sum_of_squares_is_kept(int length)
    {
        (double[] real, double[] imaginary) = Values(length);
        double before = real.Zip(imaginary, (x, y) => x * x + y * y).Sum();
        FourierTransform plan = new(length);
        double[] workspace = new double[plan.WorkspaceLength];
        // What a workspace holds does not matter.
        Array.Fill(workspace, double.NaN);
        plan.Forward(real, imaginary, workspace);
        (real.Zip(imaginary, (x, y) => x * x + y * y).Sum() / length).ShouldBe(before, 1e-11 * before);
    }

    [Fact]
    public void Other_lengths_than_planned_are_refused()
    {
        Should.Throw<ArgumentException>(() => new FourierTransform(4).Forward(new double[5], new double[5], []));
        Should.Throw<ArgumentException>(() => new FourierTransform(5).Forward(new double[5], new double[5], []));
        Should.Throw<ArgumentOutOfRangeException>(() => new FourierTransform(0));
    }

    private static (double[] Real, double[] Imaginary) Values(int length)
    {
        RandomStream random = new(1, "test", "transform", (ulong)length);
        double[] real = new double[length], imaginary = new double[length];
        random.FillNormal(real);
        random.FillNormal(imaginary);
        return (real, imaginary);
    }
}
