namespace SpikeStream.Models.Mixtures;

/// <summary>Trials or parameters of a conditional mixture are wrong, not the program: one line that says what was found and what was expected.</summary>
public sealed class MixtureDataException : Exception
{
    /// <summary>States what is wrong.</summary>
    /// <param name="message">One line.</param>
    public MixtureDataException(string message)
        : base(message)
    {
    }

    /// <summary>States what is wrong with the trials of a stimulus.</summary>
    /// <param name="message">One line.</param>
    /// <param name="stimulus">The label of the stimulus.</param>
    public MixtureDataException(string message, string stimulus)
        : base(message)
    {
        Stimulus = stimulus;
    }

    /// <summary>The label of the stimulus whose trials are wrong; null where the fault is none of a stimulus.</summary>
    public string? Stimulus { get; }
}
