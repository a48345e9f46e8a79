using SpikeStream.Numerics.Optimisers;

namespace SpikeStream.Numerics.Tests.Optimisers;

public sealed class LimitedMemoryBfgsTests
{
    [Fact]
    public void The_valley_of_rosenbrock_is_walked_to_its_end()
    {
        LimitedMemoryBfgs minimiser = new(10);
        double value = minimiser.Begin(Rosenbrock, [-1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1, -1.2, 1]);
        int iterations = 0;
        while (iterations < 200 && minimiser.Iterate(Rosenbrock))
        {
            minimiser.Value.ShouldBeLessThan(value);
            value = minimiser.Value;
            iterations++;
        }

        iterations.ShouldBeLessThan(100);
        foreach (double coordinate in minimiser.Point) coordinate.ShouldBe(1, 1e-6);
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void Refused_points_are_stepped_back_from(double refusal)
    {
        // x - log x, refused beyond 1.5 and below 0; a first step of -gradient would leave the domain.
        double Cost(Span<double> point, Span<double> gradient)
        {
            gradient[0] = 1 - 1 / point[0];
            return point[0] is > 0 and < 1.5 ? point[0] - Math.Log(point[0]) : refusal;
        }

        LimitedMemoryBfgs minimiser = new(1);
        minimiser.Begin(Cost, [0.01]);
        for (int i = 0; i < 50 && minimiser.Iterate(Cost); i++)
        {
        }

        minimiser.Point[0].ShouldBe(1, 1e-7);
    }

    [Fact]
    public void A_minimum_beyond_a_bound_is_found_at_it_and_the_others_still_move()
    {
        static double Cost(Span<double> point, Span<double> gradient)
        {
            point[0] = Math.Min(point[0], 1);
            gradient[0] = 2 * (point[0] - 3) + point[1];
            gradient[1] = 2 * (point[1] + 2) + point[0];
            double value = (point[0] - 3) * (point[0] - 3) + (point[1] + 2) * (point[1] + 2) + point[0] * point[1];
            if (point[0] >= 1 && gradient[0] < 0) gradient[0] = 0;
            return value;
        }

        LimitedMemoryBfgs minimiser = new(2);
        minimiser.Begin(Cost, [-4, 7]);
        for (int i = 0; i < 60 && minimiser.Iterate(Cost); i++)
        {
        }

        minimiser.Point[0].ShouldBe(1);
        minimiser.Point[1].ShouldBe(-2.5, 1e-6);
    }

    [Fact]
    public void A_saved_minimiser_goes_on_with_the_same_bits()
    {
        LimitedMemoryBfgs whole = new(4, history: 3);
        whole.Begin(Rosenbrock, [-1.2, 1, 3, -2]);
        using MemoryStream state = new();
        for (int i = 0; i < 30; i++)
        {
            if (i == 7) whole.Save(new BinaryWriter(state));
            whole.Iterate(Rosenbrock);
        }

        state.Position = 0;
        LimitedMemoryBfgs resumed = new(4, history: 3);
        resumed.Restore(new BinaryReader(state));
        for (int i = 7; i < 30; i++) resumed.Iterate(Rosenbrock);
        resumed.Value.ShouldBe(whole.Value);
        resumed.Point.ToArray().ShouldBe(whole.Point.ToArray());
        state.Position = 0;
        Should.Throw<InvalidDataException>(() => new LimitedMemoryBfgs(5, 3).Restore(new BinaryReader(state))).Message.ShouldBe("minimiser state: found 4 coordinates, expected 5");
    }

    [Fact]
    public void Nothing_moves_at_a_minimum()
    {
        LimitedMemoryBfgs minimiser = new(2);
        minimiser.Begin(Rosenbrock, [1, 1]);
        minimiser.Iterate(Rosenbrock).ShouldBeFalse();
    }

    private static double Rosenbrock(Span<double> point, Span<double> gradient)
    {
        double value = 0;
        for (int i = 0; i < point.Length; i += 2)
        {
            double a = 1 - point[i], b = point[i + 1] - point[i] * point[i];
            value += a * a + 100 * b * b;
            gradient[i] = -2 * a - 400 * point[i] * b;
            gradient[i + 1] = 200 * b;
        }

        return value;
    }
}
