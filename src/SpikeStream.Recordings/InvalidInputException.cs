namespace SpikeStream.Recordings;

/// <summary>The input is wrong, not the program: one clear line for the user, exit code 2.</summary>
public class InvalidInputException : Exception
{
    /// <summary>States what is wrong, where, what was found and what was expected.</summary>
    /// <param name="message">One line.</param>
    public InvalidInputException(string message)
        : base(OneLine(message))
    {
    }

    /// <summary>States what is wrong, and keeps the cause.</summary>
    /// <param name="message">One line.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidInputException(string message, Exception innerException)
        : base(OneLine(message), innerException)
    {
    }

    // What a file holds is quoted in messages, and may hold anything.
    private static string OneLine(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        message = message.ReplaceLineEndings(" ");
        return message.Any(char.IsControl) ? string.Concat(message.Select(character => char.IsControl(character) ? '\uFFFD' : character)) : message;
    }
}
