namespace SpikeStream.Recordings;

/// <summary>A condition on units, bound to a table.</summary>
/// <param name="table">The table.</param>
/// <returns>Whether a row of the table fulfils it.</returns>
internal delegate Func<int, bool> UnitCondition(UnitTable table);
