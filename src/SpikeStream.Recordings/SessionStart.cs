using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>The time at which a session began, as a setting states it.</summary>
public static class SessionStart
{
    /// <summary>Reads a time such as <c>2026-01-31T09:30:00+01:00</c>.</summary>
    /// <param name="setting">The setting, for the message.</param>
    /// <param name="text">A date and time in ISO 8601 with its zone.</param>
    /// <returns>The time.</returns>
    /// <exception cref="InvalidInputException">The text is no such time.</exception>
    public static DateTimeOffset Parse(string setting, string text)
    {
        string[] forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd'T'HH:mmK"];
        // Without a zone the time depends on where it is read.
        bool isTime = DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        bool hasZone = text is not null && (text.EndsWith('Z') || (text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-'));
        return isTime && hasZone
            ? time
            : throw new InvalidInputException($"{setting}: found \"{text}\", expected a date and time with its zone, such as 2026-01-31T09:30:00+01:00.");
    }
}
