using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SpikeStream.Recordings;

/// <summary>Finds the first spike time that breaks the order.</summary>
internal static class SpikeOrder
{
    /// <summary>The first time that is NaN, infinite, negative or earlier than the one before.</summary>
    /// <param name="times">Seconds.</param>
    /// <param name="previous">The time before the first; 0 at the start.</param>
    /// <returns>Its index; -1 where all are in order.</returns>
    // Compiled well at once: a whole recording may pass before the runtime would get to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FirstFault(ReadOnlySpan<double> times, double previous)
    {
        if (times.IsEmpty) return -1;
        if (!(times[0] >= previous)) return 0;
        int i = 1;
        ref double start = ref MemoryMarshal.GetReference(times);
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= times.Length - 8; i += 8)
            {
                if (!Vector512.GreaterThanOrEqualAll(Vector512.LoadUnsafe(ref start, (nuint)i), Vector512.LoadUnsafe(ref start, (nuint)i - 1))) break;
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= times.Length - 4; i += 4)
            {
                if (!Vector256.GreaterThanOrEqualAll(Vector256.LoadUnsafe(ref start, (nuint)i), Vector256.LoadUnsafe(ref start, (nuint)i - 1))) break;
            }
        }

        for (; i < times.Length; i++)
        {
            if (!(times[i] >= times[i - 1])) return i;
        }

        // In order, so that an infinite time can only stand at the end.
        if (double.IsFinite(times[^1])) return -1;
        int first = times.IndexOf(double.PositiveInfinity);
        return first;
    }

    /// <summary>A refusal of the time at a row.</summary>
    public static InvalidInputException Refuse(string path, long row, double found, double previous, bool isFile = true) => new(
        double.IsFinite(found) && found >= 0
            ? FormattableString.Invariant($"{path}: row {row}: found time {found:R} s after {previous:R} s, expected times that do not decrease; {(isFile ? "sort them with repair" : "sort them before they are sent")}.")
            : FormattableString.Invariant($"{path}: row {row}: found time {found:R}, expected a finite time in s from 0 on; leave such spikes out {(isFile ? "with repair" : "before they are sent")}."));

    /// <summary>Refuses times that are out of order.</summary>
    /// <param name="path">The file, for the message.</param>
    /// <param name="firstRow">Row of the first time, for the message.</param>
    /// <param name="times">Seconds.</param>
    /// <param name="previous">The time before the first; moves on to the last.</param>
    /// <param name="isFile">Whether the spikes are of a file, which can be repaired, rather than of a feed.</param>
    public static void Check(string path, long firstRow, ReadOnlySpan<double> times, ref double previous, bool isFile = true)
    {
        int fault = FirstFault(times, previous);
        if (fault >= 0) throw Refuse(path, firstRow + fault, times[fault], fault == 0 ? previous : times[fault - 1], isFile);
        if (times.Length > 0) previous = times[^1];
    }
}
