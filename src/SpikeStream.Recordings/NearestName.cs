namespace SpikeStream.Recordings;

/// <summary>Finds the name that was probably meant.</summary>
public static class NearestName
{
    /// <summary>The candidate with the fewest edits, if it is near enough to be a slip.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">The right names.</param>
    /// <returns>The nearest, or null where none is within a third of the length (at least 2 edits) and shares a letter.</returns>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        string? best = null;
        int least = Math.Max(2, name.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = string.Equals(name, candidate, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(name, candidate);
            // What shares no letter with it was not meant.
            if (distance >= least || (distance > 0 && distance >= Math.Max(name.Length, candidate.Length))) continue;
            least = distance;
            best = candidate;
        }

        return best;
    }

    /// <summary>A sentence that suggests the nearest name, or lists the names.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="candidates">The right names.</param>
    /// <returns>Such as <c>did you mean "bin"?</c>.</returns>
    public static string Suggest(string name, IReadOnlyCollection<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (Find(name, candidates) is { } nearest) return $"did you mean \"{nearest}\"?";
        return candidates.Count == 0 ? "there are none" : $"expected one of {string.Join(", ", candidates)}";
    }

    /// <summary>Levenshtein (1966) distance, with the swap of two neighbours counted as one edit, letter case ignored.</summary>
    private static int Distance(string left, string right)
    {
        int[,] table = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++) table[i, 0] = i;
        for (int j = 0; j <= right.Length; j++) table[0, j] = j;
        for (int i = 1; i <= left.Length; i++)
        {
            for (int j = 1; j <= right.Length; j++)
            {
                bool same = Same(left[i - 1], right[j - 1]);
                int cost = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1])) cost = Math.Min(cost, table[i - 2, j - 2] + 1);
                table[i, j] = cost;
            }
        }

        return table[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
