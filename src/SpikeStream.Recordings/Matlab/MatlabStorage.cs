namespace SpikeStream.Recordings;

/// <summary>Where the numbers of an array are.</summary>
internal abstract class MatlabStorage
{
    /// <summary>Whether they are stored as integers, which MATLAB does with numbers of any class where that loses nothing.</summary>
    public abstract bool IsWhole { get; }

    /// <summary>Reads numbers.</summary>
    /// <param name="first">Index of the first.</param>
    /// <param name="values">Receives as many as it is long.</param>
    public abstract void Read(long first, Span<double> values);
}
