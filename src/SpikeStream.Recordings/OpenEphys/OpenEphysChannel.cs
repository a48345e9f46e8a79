namespace SpikeStream.Recordings;

/// <summary>One channel of continuous data.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BitVolts">What one step of its integers is, in <paramref name="Unit"/>; null where it is not stated.</param>
/// <param name="Unit">Unit of measure, such as <c>uV</c>; null where it is not stated.</param>
internal sealed record OpenEphysChannel(string Name, double? BitVolts, string? Unit);
