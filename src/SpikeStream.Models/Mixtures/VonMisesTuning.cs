namespace SpikeStream.Models.Mixtures;

/// <summary>Von Mises tuning to a circular stimulus: b(x) = b0 + b1 cos(w x) + b2 sin(w x), w = 2 pi / period. The rows are b0, b1, b2.</summary>
/// <param name="Period">Period in stimulus units, above 0; 180 for orientations in degrees.</param>
public sealed record VonMisesTuning(double Period) : MixtureTuning
{
    /// <inheritdoc/>
    public override int RowCount => 3;

    /// <summary>w, radians per stimulus unit.</summary>
    public double Frequency => 2 * Math.PI / Period;

    /// <inheritdoc/>
    internal override StimulusFeatures Features(StimulusSet stimuli)
    {
        if (!(Period > 0 && double.IsFinite(Period))) throw new MixtureDataException(FormattableString.Invariant($"period: found {Period}, expected a positive number"));
        return StimulusFeatures.OfValues([.. stimuli.RequireValues().SelectMany(Features)], RowCount);
    }

    /// <summary>1, cos(w x), sin(w x).</summary>
    internal double[] Features(double stimulus) => [1, Math.Cos(Frequency * stimulus), Math.Sin(Frequency * stimulus)];

    /// <summary>Their derivatives by the stimulus.</summary>
    internal double[] Derivatives(double stimulus) => [0, -Frequency * Math.Sin(Frequency * stimulus), Frequency * Math.Cos(Frequency * stimulus)];
}
