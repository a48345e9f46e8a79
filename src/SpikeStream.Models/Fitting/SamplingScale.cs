namespace SpikeStream.Models.Fitting;

/// <summary>The scale of a parameter on which a sampler moves.</summary>
public enum SamplingScale
{
    /// <summary>That of the fitting coordinate.</summary>
    Fitting,

    /// <summary>Of a coordinate of any sign: equal factors, but straight through zero.</summary>
    Ratio,

    /// <summary>Of a logarithmic coordinate: equal differences of the natural value, bent only next to zero.</summary>
    Difference,
}
