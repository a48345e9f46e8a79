namespace SpikeStream.Recordings;

/// <summary>When the rows of a folder were: as sample numbers and, since version 0.6, in seconds of all streams together.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Samples">Sample numbers from the start of acquisition; null where there are none.</param>
/// <param name="Seconds">Times in s; null where there are none.</param>
internal sealed record OpenEphysTimes(string Folder, NpyColumn? Samples, NpyColumn? Seconds)
{
    /// <summary>Opens the times of a folder. Names changed with versions, so that the types of elements tell what is what.</summary>
    /// <param name="arrays">The arrays of the recording.</param>
    /// <param name="folder">The folder.</param>
    /// <returns>Null where the folder has neither.</returns>
    /// <exception cref="InvalidInputException">Sample numbers are no integers.</exception>
    public static OpenEphysTimes? TryOpen(OpenEphysArrays arrays, string folder)
    {
        NpyColumn? samples = arrays.TryOpen(folder, "sample_numbers.npy") ?? arrays.TryOpen(folder, "spike_times.npy");
        NpyColumn? stamps = arrays.TryOpen(folder, "timestamps.npy"), seconds = stamps is { Header.Kind: 'f' } ? stamps : arrays.TryOpen(folder, "synchronized_timestamps.npy");
        if (stamps is { Header.IsInteger: true }) samples ??= stamps;
        if (samples is { Header.IsInteger: false }) throw new InvalidInputException($"{samples.Name}: found numbers that are no integers, expected sample numbers.");
        if (seconds is { Header.IsInteger: true }) throw new InvalidInputException($"{seconds.Name}: found integers, expected times in s.");
        return samples is null && seconds is null ? null : new(folder, samples, seconds);
    }
}
