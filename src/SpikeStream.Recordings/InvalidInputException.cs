namespace SpikeStream.Recordings;

/// <summary>The input is wrong, not the program: one clear line for the user, exit code 2.</summary>
public class InvalidInputException : Exception
{
    /// <summary>States what is wrong, where, what was found and what was expected.</summary>
    /// <param name="message">One line.</param>
    public InvalidInputException(string message)
        : base(message)
    {
    }

    /// <summary>States what is wrong, and keeps the cause.</summary>
    /// <param name="message">One line.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidInputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
