namespace SpikeStream.Recordings;

/// <summary>One property of the units of a recording, such as <c>quality</c> or <c>depth</c>.</summary>
/// <param name="Name">Name of the property as the recording has it.</param>
/// <param name="Values">One value per unit: text (<see cref="string"/>), a number (<see cref="double"/>), a truth value (<see cref="bool"/>), or null where it is not known.</param>
public sealed record UnitColumn(string Name, IReadOnlyList<object?> Values);
