using System.Numerics;
using System.Runtime.CompilerServices;

namespace SpikeStream.Models.Mixtures;

/// <summary>Gradient ascent with adaptive moments (Kingma and Ba 2015), as first published: both moments corrected for their start, epsilon added to the root of the corrected one.</summary>
internal sealed class AdamAscent(int dimension, double rate)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly double[] _means = new double[dimension];
    private readonly double[] _squares = new double[dimension];
    private int _steps;

    public void Reset()
    {
        _means.AsSpan().Clear();
        _squares.AsSpan().Clear();
        _steps = 0;
    }

    // Every operation is rounded as in the scalar rest, so that the width of the vectors does not matter.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Step(Span<double> coordinates, ReadOnlySpan<double> gradient)
    {
        _steps++;
        double first = 1 / (1 - Math.Pow(Beta1, _steps)), second = 1 / (1 - Math.Pow(Beta2, _steps));
        int i = 0;
        for (; i <= coordinates.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> g = new(gradient[i..]);
            Vector<double> mean = Beta1 * new Vector<double>(_means, i) + (1 - Beta1) * g;
            Vector<double> square = Beta2 * new Vector<double>(_squares, i) + (1 - Beta2) * g * g;
            mean.CopyTo(_means, i);
            square.CopyTo(_squares, i);
            Vector<double> step = rate * (mean * first) / (Vector.SquareRoot(square * second) + new Vector<double>(Epsilon));
            (new Vector<double>(coordinates[i..]) + step).CopyTo(coordinates[i..]);
        }

        for (; i < coordinates.Length; i++)
        {
            double g = gradient[i];
            double mean = _means[i] = Beta1 * _means[i] + (1 - Beta1) * g;
            double square = _squares[i] = Beta2 * _squares[i] + (1 - Beta2) * g * g;
            coordinates[i] += rate * (mean * first) / (Math.Sqrt(square * second) + Epsilon);
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_steps);
        writer.WriteAll(_means);
        writer.WriteAll(_squares);
    }

    public void Restore(BinaryReader reader)
    {
        _steps = reader.ReadInt32();
        reader.ReadAll(_means);
        reader.ReadAll(_squares);
    }
}
