namespace SpikeStream.Recordings;

/// <summary>One unit of a MATLAB file.</summary>
/// <param name="Times">Its spike times.</param>
/// <param name="Position">Where it is in the cells and structs, such as <c>{1}{2}</c>; empty for a vector by itself.</param>
/// <param name="Indices">The indices of the position, such as 1 and 2.</param>
/// <param name="Properties">The structs that it is of; null for a vector.</param>
/// <param name="Element">Which of them it is.</param>
internal sealed record MatlabUnit(MatlabNumbers Times, string Position, IReadOnlyList<string> Indices, MatlabStructs? Properties, long Element)
{
    /// <summary>Whether it may be no unit, but a cell in which there is none.</summary>
    public bool IsEmptyCell => Properties is null && Times.Count == 0;
}
