using System.Diagnostics.CodeAnalysis;

namespace SpikeStream.Numerics.Vectors;

/// <summary>
/// Eight doubles (sixteen in <see cref="LanePair{T}"/>) that a kernel treats as one value. Every implementation does the same operations in the same order in each
/// lane and over the lanes, so that a kernel written once gives the same bits at every width.
/// </summary>
/// <remarks>
/// Processors without fused multiplication and addition (x64 before 2013, some emulators) round twice where <see cref="MultiplyAdd"/> says once: emulating it takes
/// fifty times as long. There, too, all widths give the same bits, but not those of other processors.
/// </remarks>
/// <typeparam name="T">The implementation.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "Kernels are generic in the implementation.")]
public unsafe interface ILanes<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Number of lanes.</summary>
    const int Count = 8;

    /// <summary>Reads eight doubles; no alignment is needed.</summary>
    /// <param name="source">Address of the first.</param>
    /// <returns>The lanes.</returns>
    static abstract T Load(double* source);

    /// <summary>Writes eight doubles; no alignment is needed.</summary>
    /// <param name="value">The lanes.</param>
    /// <param name="destination">Address of the first.</param>
    static abstract void Store(T value, double* destination);

    /// <summary>One value in all lanes.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The lanes.</returns>
    static abstract T Broadcast(double value);

    /// <summary>a + b.</summary>
    /// <param name="a">First term.</param>
    /// <param name="b">Second term.</param>
    /// <returns>The sums.</returns>
    static abstract T Add(T a, T b);

    /// <summary>a - b.</summary>
    /// <param name="a">First term.</param>
    /// <param name="b">What is subtracted.</param>
    /// <returns>The differences.</returns>
    static abstract T Subtract(T a, T b);

    /// <summary>a b.</summary>
    /// <param name="a">First factor.</param>
    /// <param name="b">Second factor.</param>
    /// <returns>The products.</returns>
    static abstract T Multiply(T a, T b);

    /// <summary>a b + c, rounded once.</summary>
    /// <param name="a">First factor.</param>
    /// <param name="b">Second factor.</param>
    /// <param name="c">What is added.</param>
    /// <returns>The results.</returns>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>c - a b, rounded once.</summary>
    /// <param name="a">First factor.</param>
    /// <param name="b">Second factor.</param>
    /// <param name="c">What the product is subtracted from.</param>
    /// <returns>The results.</returns>
    static abstract T NegatedMultiplyAdd(T a, T b, T c);

    /// <summary>The smaller of value and limit; value where that is not a number.</summary>
    /// <param name="value">The lanes.</param>
    /// <param name="limit">Upper limit, a number.</param>
    /// <returns>The limited lanes.</returns>
    static abstract T Minimum(T value, T limit);

    /// <summary>Zero in the lanes where x is below limit, value in the others (those where x is not a number too).</summary>
    /// <param name="value">The lanes.</param>
    /// <param name="x">What is compared.</param>
    /// <param name="limit">With what.</param>
    /// <returns>The lanes.</returns>
    static abstract T ZeroWhereLess(T value, T x, T limit);

    /// <summary>a in the lanes where x is at most limit, b in the others.</summary>
    /// <param name="x">What is compared.</param>
    /// <param name="limit">With what.</param>
    /// <param name="a">Value where at most.</param>
    /// <param name="b">Value elsewhere.</param>
    /// <returns>The lanes.</returns>
    static abstract T SelectAtMost(T x, T limit, T a, T b);

    /// <summary>Whether any lane of x is above the limit.</summary>
    /// <param name="x">The lanes.</param>
    /// <param name="limit">The limit.</param>
    /// <returns>True if at least one is.</returns>
    static abstract bool AnyAbove(T x, T limit);

    /// <summary>
    /// value 2^n, where n is the integer in the low bits of <paramref name="shifted"/> = n + 1.5 2^52; the result must be a normal number.
    /// </summary>
    /// <param name="value">The lanes.</param>
    /// <param name="shifted">n + 1.5 2^52.</param>
    /// <returns>The scaled lanes.</returns>
    static abstract T ScaleByPowerOfTwo(T value, T shifted);

    /// <summary>2^(n/16), where n is the integer in the low bits of <paramref name="shifted"/> = n + 1.5 2^52; must be a normal number.</summary>
    /// <param name="shifted">n + 1.5 2^52.</param>
    /// <returns>The powers, rounded.</returns>
    static abstract T SixteenthPowerOfTwo(T shifted);

    /// <summary>Sums over lanes 0..i of lane i.</summary>
    /// <param name="value">The lanes.</param>
    /// <returns>The inclusive prefix sums.</returns>
    static abstract T PrefixSum(T value);

    /// <summary>Sums over lanes i..7 of lane i.</summary>
    /// <param name="value">The lanes.</param>
    /// <returns>The inclusive suffix sums.</returns>
    static abstract T SuffixSum(T value);

    /// <summary>The first lane in all lanes.</summary>
    /// <param name="value">The lanes.</param>
    /// <returns>Copies of lane 0.</returns>
    static abstract T BroadcastFirst(T value);

    /// <summary>The last lane in all lanes.</summary>
    /// <param name="value">The lanes.</param>
    /// <returns>Copies of lane 7.</returns>
    static abstract T BroadcastLast(T value);

    /// <summary>Sum over the lanes, as ((0+4)+(2+6)) + ((1+5)+(3+7)).</summary>
    /// <param name="value">The lanes.</param>
    /// <returns>The sum.</returns>
    static abstract double Sum(T value);
}
