namespace SpikeStream.Models.Stimuli;

/// <summary>What all stimuli require of their arguments.</summary>
internal static class StimulusChecks
{
    public static void RequireFinite(string name, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) throw new ArgumentException($"{name}: found none, expected one per population");
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i])) throw new ArgumentException($"{name} of population {i}: found {values[i]}, expected a finite number");
        }
    }

    public static void RequirePositive(string name, ReadOnlySpan<double> values)
    {
        RequireFinite(name, values);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] <= 0) throw new ArgumentException($"{name} of population {i}: found {values[i]}, expected a positive number");
        }
    }

    public static void RequireLength(string name, int found, int expected)
    {
        if (found != expected) throw new ArgumentException($"{name}: found {found}, expected one for each of {expected} populations");
    }

    public static void RequireSteps(int length, int populationCount)
    {
        if (length % populationCount != 0) throw new ArgumentException($"found room for {length} inputs, expected a multiple of {populationCount} populations");
    }
}
