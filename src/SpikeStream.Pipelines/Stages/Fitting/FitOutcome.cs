using SpikeStream.Models.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>How a fit ended.</summary>
/// <param name="Starts">How each start ended.</param>
/// <param name="Kept">The polish of the start that was kept, with the observed information; null where there was none.</param>
internal sealed record FitOutcome(IReadOnlyList<ScoresSchema.Row> Starts, MapPolishResult? Kept = null);
