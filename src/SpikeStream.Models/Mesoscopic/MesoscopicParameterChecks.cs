using System.Globalization;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>Finds what is wrong with parameters, all of it at once.</summary>
public static class MesoscopicParameterChecks
{
    /// <summary>Refuses parameters that no model can be built from.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="binWidth">Bin width in seconds that they are to be used with.</param>
    /// <exception cref="ArgumentException">
    /// At least one fault; the message has a line for each: parameter, population, found, expected.
    /// </exception>
    public static void Check(MesoscopicParameters parameters, double binWidth)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        IReadOnlyList<string> faults = Faults(parameters, binWidth);
        if (faults.Count != 0) throw new ArgumentException(string.Join(Environment.NewLine, faults), nameof(parameters));
    }

    /// <summary>Lists the faults.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="binWidth">Bin width in seconds.</param>
    /// <returns>One line per fault; empty if there is none.</returns>
    public static IReadOnlyList<string> Faults(MesoscopicParameters parameters, double binWidth)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var faults = new List<string>();
        if (!(binWidth > 0 && double.IsFinite(binWidth)))
        {
            faults.Add(Fault("bin width", binWidth, "a positive number of seconds"));
            return faults;
        }

        IReadOnlyList<string> names = parameters.PopulationNames;
        if (names.Count == 0) faults.Add("population names: found none, expected at least one population");
        foreach (IGrouping<string, string> group in names.GroupBy(name => name).Where(group => group.Count() > 1))
            faults.Add($"population names: found \"{group.Key}\" {group.Count()} times, expected unique names");
        CheckLengths(parameters, faults);
        if (faults.Count != 0) return faults;

        for (int a = 0; a < names.Count; a++)
        {
            if (parameters.NeuronCounts[a] < 1) faults.Add(Fault($"N[{names[a]}]", parameters.NeuronCounts[a], "at least 1 neuron"));
            RequireBins(faults, $"t_ref[{names[a]}]", parameters.RefractoryPeriod[a], binWidth);
        }

        foreach (MesoscopicParameterKind kind in Enum.GetValues<MesoscopicParameterKind>())
        {
            double[] values = parameters.Values(kind);
            for (int i = 0; i < values.Length; i++)
            {
                (Func<double, bool> holds, string expected) = Rule(kind);
                Require(faults, MesoscopicParameterNames.Component(kind, i, names), values[i], holds, expected);
            }
        }

        for (int i = 0; i < parameters.Delay.Length; i++)
        {
            string name = $"Delta[{names[i / names.Count]},{names[i % names.Count]}]";
            RequireBins(faults, name, parameters.Delay[i], binWidth);
        }

        return faults;
    }

    /// <summary>What values a kind may have.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The condition and its wording.</returns>
    internal static (Func<double, bool> Holds, string Expected) Rule(MesoscopicParameterKind kind) => kind switch
    {
        MesoscopicParameterKind.ConnectionProbability => (p => p is >= 0 and <= 1, "a probability from 0 to 1"),
        MesoscopicParameterKind.EscapeRate => (c => c > 0, "a rate above 0 Hz"),
        MesoscopicParameterKind.NoiseLevel => (d => d > 0, "a voltage above 0 mV"),
        MesoscopicParameterKind.AdaptationStrength => (j => j >= 0, "at least 0 mV s"),
        // Smaller ones are no different from 0, and their squares no longer numbers.
        MesoscopicParameterKind.MembraneTimeConstant or MesoscopicParameterKind.SynapticTimeConstant
            or MesoscopicParameterKind.AdaptationTimeConstant => (t => t >= 1e-100, "a time above 0 s"),
        _ => (_ => true, "a finite number"),
    };

    private static void CheckLengths(MesoscopicParameters parameters, List<string> faults)
    {
        int count = parameters.PopulationCount;
        Length(faults, "N", parameters.NeuronCounts?.Length, count);
        Length(faults, "t_ref", parameters.RefractoryPeriod?.Length, count);
        Length(faults, "Delta", parameters.Delay?.Length, count * count);
        foreach (MesoscopicParameterKind kind in Enum.GetValues<MesoscopicParameterKind>())
            Length(
                faults, MesoscopicParameterNames.Symbol(kind), parameters.Values(kind)?.Length,
                MesoscopicParameterNames.IsMatrix(kind) ? count * count : count);
    }

    private static void Length(List<string> faults, string name, int? found, int expected)
    {
        if (found != expected) faults.Add($"{name}: found {found ?? 0} values, expected {expected}");
    }

    private static void Require(List<string> faults, string name, double value, Func<double, bool> holds, string expected)
    {
        if (!double.IsFinite(value)) faults.Add(Fault(name, value, "a finite number"));
        else if (!holds(value)) faults.Add(Fault(name, value, expected));
    }

    /// <summary>A time that age bins have to hold, with one to spare.</summary>
    private static void RequireBins(List<string> faults, string name, double time, double binWidth)
    {
        if (double.IsFinite(time) && Math.Round(time / binWidth) >= AgeBinRule.Largest)
        {
            faults.Add(Fault(name, time, string.Create(
                CultureInfo.InvariantCulture, $"less than {AgeBinRule.Largest * binWidth:G12} s, {AgeBinRule.Largest} bins of {binWidth:G12} s")));
            return;
        }

        Require(faults, name, time, t => t >= binWidth * (1 - 1e-9), $"at least the bin width, {Text(binWidth)} s");
    }

    private static string Fault(string name, double found, string expected) => $"{name}: found {Text(found)}, expected {expected}";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
