using System.Globalization;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Ensembles;

/// <summary>Refuses ensembles that cannot be compared.</summary>
internal static class EnsembleAlignment
{
    /// <summary>Refuses another number, other names of populations, or other bins.</summary>
    /// <exception cref="InvalidInputException">They differ.</exception>
    public static void CheckShape(string port, EnsembleLayout layout, BinWidth width, string referencePort, EnsembleLayout reference, BinWidth referenceWidth)
    {
        CheckPopulations(port, layout, referencePort, reference);
        if (width != referenceWidth)
            throw new InvalidInputException($"{port}: found bins of {width}, expected the {referenceWidth} of {referencePort}");
    }

    /// <summary>Refuses another number or other names of populations.</summary>
    /// <exception cref="InvalidInputException">They differ.</exception>
    public static void CheckPopulations(string port, EnsembleLayout layout, string referencePort, EnsembleLayout reference)
    {
        if (layout.Populations != reference.Populations)
            throw new InvalidInputException($"{port}: found {layout.Populations} populations in each of {layout.Runs} runs, expected the {reference.Populations} of {referencePort}");
        if (layout.Names is { } names && reference.Names is { } expected && !names.SequenceEqual(expected))
            throw new InvalidInputException($"{port}: found the populations {string.Join(", ", names)}, expected those of {referencePort} in their order: {string.Join(", ", expected)}");
    }

    /// <summary>Refuses ensembles whose first bins are of different times.</summary>
    /// <exception cref="InvalidInputException">They are.</exception>
    public static void CheckStart(string port, double firstTime, string referencePort, double reference, BinWidth width)
    {
        if (Math.Abs(firstTime - reference) > 0.5 * width.Seconds)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{port}: found the first bin at {firstTime:G9} s, expected the {reference:G9} s of {referencePort}; \"start\" sets a common start"));
    }
}
