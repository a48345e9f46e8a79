using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>What a fit does with the bins: at once (stream), or after the last one (archive).</summary>
internal interface IFitProcedure
{
    /// <summary>Takes the first bins of the data of the set-up.</summary>
    ValueTask AddAsync(int bins, Emitter emitter);

    /// <summary>All bins have come.</summary>
    /// <returns>How each start ended, and how well the parameters are known.</returns>
    ValueTask<FitOutcome> CompleteAsync(Emitter emitter, CancellationToken cancellationToken);

    void Save(BinaryWriter writer);

    void Restore(BinaryReader reader);
}
