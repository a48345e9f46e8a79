namespace SpikeStream.Recordings;

/// <summary>Spike times of an array of numbers, in s.</summary>
/// <param name="place">File and variable, for messages.</param>
/// <param name="numbers">The numbers of the file.</param>
/// <param name="scale">Leads to seconds.</param>
internal sealed class MatlabTrain(string place, MatlabNumbers numbers, TimeScale? scale) : ISpikeTimes
{
    public string Place => place;

    public long Count => numbers.Count;

    /// <summary>Times of an array: samples where it is of integers, seconds where it is not, as far as the options say nothing else.</summary>
    public static MatlabTrain Create(string place, MatlabNumbers numbers, ReadOptions options) =>
        new(place, numbers, numbers.Count == 0 ? null : TimeScale.From(place, options, numbers.IsInteger ? SpikeTimeUnit.Samples : SpikeTimeUnit.Seconds));

    public void Read(long entry, Span<double> times)
    {
        if (times.Length == 0) return;
        numbers.Read(entry, times);
        if (scale!.Places == 0) return;
        foreach (ref double time in times) time = scale.ToSeconds(time);
    }
}
