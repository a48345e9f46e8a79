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
}
