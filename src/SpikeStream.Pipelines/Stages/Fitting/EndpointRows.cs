using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>The first and the last row of estimates that pass by: where a fit started and where it is.</summary>
/// <param name="names">Names of the free parameters.</param>
internal sealed class EndpointRows(IReadOnlyList<string> names)
{
    /// <summary>Names of the free parameters.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Natural values that the fit started from; null before the first row, and where the first row is not step 0.</summary>
    public double[]? Start { get; private set; }

    /// <summary>Natural values of the last row; null before the first.</summary>
    public double[]? Estimate { get; private set; }

    /// <summary>Takes rows.</summary>
    public void Add(Batch batch)
    {
        RecordBatch records = batch.Records;
        if (records.Length == 0) return;
        if (Estimate is null && EstimatesSchema.Steps(records)[0] == 0) Start = Row(records, 0);
        Estimate = Row(records, records.Length - 1);
    }

    public void Save(BinaryWriter writer)
    {
        foreach (double[]? values in (ReadOnlySpan<double[]?>)[Start, Estimate])
        {
            writer.Write(values is not null);
            foreach (double value in values ?? []) writer.Write(value);
        }
    }

    public void Restore(BinaryReader reader)
    {
        Start = Read(reader);
        Estimate = Read(reader);
    }

    private double[] Row(RecordBatch records, int row) => [.. names.Select(name => EstimatesSchema.Parameter(records, name)[row])];

    private double[]? Read(BinaryReader reader) => reader.ReadBoolean() ? [.. names.Select(_ => reader.ReadDouble())] : null;
}
