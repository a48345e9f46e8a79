using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SpikeStream.Recordings;

/// <summary>
/// The fast way through lines of two plain numbers: the ends of all digit runs of a line from one vector comparison, eight digits per
/// multiplication, and the exact double. It stops at the first line that is not plain; <see cref="CsvSpikeReader"/> reads that one with care.
/// </summary>
internal static unsafe class SpikeRows
{
    /// <summary>Lines are looked at through a window of this many bytes.</summary>
    private const int Window = 32;

    /// <summary>Reads plain lines.</summary>
    /// <param name="at">First byte of a line; moves to the first line that was not read.</param>
    /// <param name="stop">The byte after the last line feed; readable for <see cref="TextBlocks.Padding"/> bytes more, and so are the bytes before the first line.</param>
    /// <param name="delimiter">The delimiter.</param>
    /// <param name="unitFirst">Whether the unit stands before the time.</param>
    /// <param name="isOrdered">Whether a line with an earlier time than the one before stops the reading.</param>
    /// <param name="places">Decimal places that the unit of measure of times adds: 3 for ms.</param>
    /// <param name="times">Receives times in s.</param>
    /// <param name="units">Receives units.</param>
    /// <param name="previous">Time of the row before; moves on where lines are ordered.</param>
    /// <returns>Number of rows read.</returns>
    public static int Read(
        ref byte* at, byte* stop, byte delimiter, bool unitFirst, bool isOrdered, int places, Span<double> times, Span<uint> units, ref double previous) =>
        unitFirst
            ? Read<UnitFirst>(ref at, stop, delimiter, isOrdered, places, times, units, ref previous)
            : Read<TimeFirst>(ref at, stop, delimiter, isOrdered, places, times, units, ref previous);

    private static int Read<TOrder>(
        ref byte* position, byte* stop, byte delimiter, bool isOrdered, int addedPlaces, Span<double> times, Span<uint> units, ref double previousTime)
        where TOrder : struct
    {
        byte* at = position;
        double previous = previousTime;
        int rows = 0, capacity = Math.Min(times.Length, units.Length);
        fixed (double* time = times)
        fixed (uint* unit = units)
        {
            while (rows < capacity && at < stop)
            {
                Vector256<byte> digits = Vector256.Load(at) - Vector256.Create((byte)'0');
                uint others = ~Vector256.Equals(Vector256.Min(digits, Vector256.Create((byte)9)), digits).ExtractMostSignificantBits();
                int first = BitOperations.TrailingZeroCount(others);
                others &= unchecked(others - 1);
                int second = BitOperations.TrailingZeroCount(others);
                others &= unchecked(others - 1);
                int third = BitOperations.TrailingZeroCount(others);

                int wholeStart, wholeStop, fractionStop, unitStart, unitStop, lineStop;
                if (typeof(TOrder) == typeof(TimeFirst))
                {
                    wholeStart = 0;
                    wholeStop = first;
                    bool hasPoint = first < Window && at[first] == (byte)'.';
                    fractionStop = hasPoint ? second : first;
                    lineStop = hasPoint ? third : second;
                    unitStart = fractionStop + 1;
                    unitStop = lineStop;
                    if (lineStop >= Window || at[fractionStop] != delimiter) break;
                }
                else
                {
                    unitStart = 0;
                    unitStop = first;
                    wholeStart = first + 1;
                    wholeStop = second;
                    bool hasPoint = second < Window && at[second] == (byte)'.';
                    lineStop = fractionStop = hasPoint ? third : second;
                    if (lineStop >= Window || at[first] != delimiter) break;
                }

                int whole = wholeStop - wholeStart, fraction = fractionStop - wholeStop - 1, unitLength = unitStop - unitStart;
                if (unchecked((uint)(whole - 1) > 7 || (uint)(unitLength - 1) > 7) || fraction > 16 || fraction == 0 || whole + fraction > 18) break;
                int end = at[lineStop] == (byte)'\r' ? 1 : 0;
                if (at[lineStop + end] != (byte)'\n') break;

                ulong significand = Digits(at + wholeStop, whole);
                int decimals = addedPlaces;
                if (fraction > 0)
                {
                    significand = fraction <= 8
                        ? significand * Scale(fraction) + Digits(at + fractionStop, fraction)
                        : (significand * Scale(fraction - 8) + Digits(at + fractionStop - 8, fraction - 8)) * 100_000_000 + Digits(at + fractionStop, 8);
                    decimals += fraction;
                }

                if (decimals > DecimalNumber.MostPlaces) break;
                double seconds = DecimalNumber.Create(significand, decimals);
                if (!(seconds >= previous)) break;
                previous = isOrdered ? seconds : previous;
                time[rows] = seconds;
                unit[rows] = (uint)Digits(at + unitStop, unitLength);
                rows++;
                at += lineStop + end + 1;
            }
        }

        position = at;
        previousTime = previous;
        return rows;
    }

    /// <summary>The number of 1 to 8 digits that end before a place; the 8 bytes before it must be readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digits(byte* end, int length)
    {
        unchecked
        {
            ulong word = Unsafe.ReadUnaligned<ulong>(end - 8) & (0x0F0F0F0F0F0F0F0FUL << (64 - 8 * length));
            word = word * 10 + (word >> 8);
            return (((word & 0x000000FF000000FFUL) * 0x000F424000000064UL) + (((word >> 16) & 0x000000FF000000FFUL) * 0x0000271000000001UL)) >> 32;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Scale(int power) => Unsafe.Add(ref MemoryMarshal.GetReference(Scales), power);

    private static ReadOnlySpan<ulong> Scales => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

    private readonly struct TimeFirst;

    private readonly struct UnitFirst;
}
