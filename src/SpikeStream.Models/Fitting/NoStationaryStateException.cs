namespace SpikeStream.Models.Fitting;

/// <summary>A model has no stationary state at the given parameters, or the search for one found none.</summary>
public sealed class NoStationaryStateException : InvalidOperationException
{
    /// <summary>States why.</summary>
    /// <param name="message">One line: what was found and at which values.</param>
    public NoStationaryStateException(string message)
        : base(message)
    {
    }

    /// <summary>States why, with what caused it.</summary>
    /// <param name="message">One line: what was found and at which values.</param>
    /// <param name="innerException">The cause.</param>
    public NoStationaryStateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says only that there is none.</summary>
    public NoStationaryStateException()
        : this("stationary state: found none")
    {
    }
}
