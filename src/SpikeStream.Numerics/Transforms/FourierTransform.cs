using System.Numerics;

namespace SpikeStream.Numerics.Transforms;

/// <summary>The discrete Fourier transform of one length, planned once for many transforms.</summary>
/// <remarks>
/// Cooley and Tukey (1965) where the length is a power of two; other lengths become a convolution of the next suitable power of two (Bluestein 1970).
/// A plan does not change and may be used by many threads, each with a workspace of its own.
/// </remarks>
public sealed class FourierTransform
{
    private readonly int _padded;
    private readonly double[] _cosines;
    private readonly double[] _sines;
    // Bluestein: exp(-πi k²/n), and the transform of its conjugate.
    private readonly double[] _chirpReal = [];
    private readonly double[] _chirpImaginary = [];
    private readonly double[] _kernelReal = [];
    private readonly double[] _kernelImaginary = [];

    /// <summary>Plans transforms.</summary>
    /// <param name="length">Number of values, 1 to 2^28.</param>
    public FourierTransform(int length)
    {
        if (length is < 1 or > 1 << 28) throw new ArgumentOutOfRangeException(nameof(length), length, "expected 1 to 2^28");
        Length = length;
        _padded = BitOperations.IsPow2(length) ? length : (int)BitOperations.RoundUpToPowerOf2((uint)(2 * length - 1));
        _cosines = [.. Enumerable.Range(0, _padded / 2).Select(k => Math.Cos(2 * Math.PI * k / _padded))];
        _sines = [.. Enumerable.Range(0, _padded / 2).Select(k => -Math.Sin(2 * Math.PI * k / _padded))];
        if (_padded == length) return;
        _chirpReal = new double[length];
        _chirpImaginary = new double[length];
        _kernelReal = new double[_padded];
        _kernelImaginary = new double[_padded];
        for (int k = 0; k < length; k++)
        {
            // k² modulo 2n keeps the angle small, and with it exact.
            double angle = Math.PI * ((long)k * k % (2L * length)) / length;
            (_chirpReal[k], _chirpImaginary[k]) = (Math.Cos(angle), -Math.Sin(angle));
            foreach (int place in (ReadOnlySpan<int>)[k, (_padded - k) % _padded]) (_kernelReal[place], _kernelImaginary[place]) = (_chirpReal[k], -_chirpImaginary[k]);
        }

        PowerOfTwo(_kernelReal, _kernelImaginary);
    }

    /// <summary>Number of values.</summary>
    public int Length { get; }

    /// <summary>Numbers that a workspace has.</summary>
    public int WorkspaceLength => _padded == Length ? 0 : 2 * _padded;

    /// <summary>X_k = sum over j of x_j exp(-2πi jk/n), in place and without a factor.</summary>
    /// <param name="real">Real parts, <see cref="Length"/> of them.</param>
    /// <param name="imaginary">Imaginary parts.</param>
    /// <param name="workspace">Room of <see cref="WorkspaceLength"/> numbers; what it holds does not matter.</param>
    /// <exception cref="ArgumentException">A length is another one.</exception>
    public void Forward(Span<double> real, Span<double> imaginary, Span<double> workspace)
    {
        if (real.Length != Length || imaginary.Length != Length) throw new ArgumentException($"found {real.Length} and {imaginary.Length} values, expected {Length}", nameof(real));
        if (_padded == Length)
        {
            PowerOfTwo(real, imaginary);
            return;
        }

        if (workspace.Length < WorkspaceLength) throw new ArgumentException($"found room for {workspace.Length} numbers, expected {WorkspaceLength}", nameof(workspace));
        Span<double> a = workspace[.._padded], b = workspace.Slice(_padded, _padded);
        for (int k = 0; k < Length; k++)
        {
            a[k] = real[k] * _chirpReal[k] - imaginary[k] * _chirpImaginary[k];
            b[k] = real[k] * _chirpImaginary[k] + imaginary[k] * _chirpReal[k];
        }

        a[Length..].Clear();
        b[Length..].Clear();
        PowerOfTwo(a, b);
        // The inverse transform is the forward one of the conjugate.
        for (int k = 0; k < _padded; k++)
        {
            double product = a[k] * _kernelReal[k] - b[k] * _kernelImaginary[k];
            b[k] = -(a[k] * _kernelImaginary[k] + b[k] * _kernelReal[k]);
            a[k] = product;
        }

        PowerOfTwo(a, b);
        double scale = 1.0 / _padded;
        for (int k = 0; k < Length; k++)
        {
            double x = scale * a[k], y = -scale * b[k];
            real[k] = x * _chirpReal[k] - y * _chirpImaginary[k];
            imaginary[k] = x * _chirpImaginary[k] + y * _chirpReal[k];
        }
    }

    private void PowerOfTwo(Span<double> real, Span<double> imaginary)
    {
        int n = _padded;
        imaginary = imaginary[..real.Length];
        for (int i = 1, j = 0; i < n; i++)
        {
            int bit = n >> 1;
            for (; (j & bit) != 0; bit >>= 1) j ^= bit;
            j ^= bit;
            if (i < j) (real[i], real[j], imaginary[i], imaginary[j]) = (real[j], real[i], imaginary[j], imaginary[i]);
        }

        for (int half = 1; half < n; half *= 2)
        {
            int stride = n / (2 * half);
            for (int start = 0; start < n; start += 2 * half)
            {
                Span<double> lowReal = real.Slice(start, half), highReal = real.Slice(start + half, half);
                Span<double> lowImaginary = imaginary.Slice(start, half), highImaginary = imaginary.Slice(start + half, half);
                for (int k = 0, twiddle = 0; k < lowReal.Length; k++, twiddle += stride)
                {
                    double c = _cosines[twiddle], s = _sines[twiddle];
                    double x = highReal[k] * c - highImaginary[k] * s, y = highReal[k] * s + highImaginary[k] * c;
                    highReal[k] = lowReal[k] - x;
                    highImaginary[k] = lowImaginary[k] - y;
                    lowReal[k] += x;
                    lowImaginary[k] += y;
                }
            }
        }
    }
}
