using SpikeStream.Models.Fitting;

namespace SpikeStream.Models.Mesoscopic;

/// <summary>The carried state of a <see cref="MesoscopicModel"/>.</summary>
public sealed class MesoscopicState : SequenceState
{
    private const int FormatVersion = 3;
    private readonly MesoscopicModel _model;

    internal MesoscopicState(MesoscopicModel model)
    {
        _model = model;
        int count = model.PopulationNames.Count;
        Populations = [.. model.PopulationNames.Select(_ => new PopulationState(model.AgeBins))];
        Filters = new double[count * count];
    }

    /// <summary>Number of bins consumed since the initial state.</summary>
    public long BinsConsumed { get; internal set; }

    /// <summary>Whether it began at constant activity, which does not follow the parameters, instead of silent and at rest.</summary>
    internal bool IsStationary { get; set; }

    /// <summary>Whether it is still the silent state, which follows the resting potential.</summary>
    internal bool IsSilentStart => BinsConsumed == 0 && !IsStationary;

    internal PopulationState[] Populations { get; }

    /// <summary>y, [target, source].</summary>
    internal double[] Filters { get; }

    /// <summary>Memory for computing, made at first use.</summary>
    internal MesoscopicWorkspace Workspace => field ??= new MesoscopicWorkspace(_model);

    internal MesoscopicModel Model => _model;

    /// <inheritdoc/>
    public override void CopyFrom(SequenceState source)
    {
        if (source is not MesoscopicState other || !_model.HasSameShape(other._model))
            throw new ArgumentException("Found a state of another model; expected one of the same mesoscopic model.", nameof(source));
        BinsConsumed = other.BinsConsumed;
        IsStationary = other.IsStationary;
        for (int a = 0; a < Populations.Length; a++) Populations[a].CopyFrom(other.Populations[a]);
        other.Filters.CopyTo(Filters, 0);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(FormatVersion);
        writer.Write(Populations.Length);
        writer.Write(BinsConsumed);
        writer.Write(IsStationary);
        foreach (double value in Filters) writer.Write(value);
        foreach (PopulationState population in Populations)
        {
            writer.Write(population.AgeBinCount);
            writer.Write(population.RelaxingBinCount);
            population.Save(writer);
        }
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            Expect("format version", reader.ReadInt32(), FormatVersion);
            Expect("number of populations", reader.ReadInt32(), Populations.Length);
            long binsConsumed = reader.ReadInt64();
            if (binsConsumed < 0)
                throw new InvalidDataException($"Mesoscopic state: found {binsConsumed} bins consumed, expected 0 or more.");
            bool isStationary = reader.ReadBoolean();
            for (int i = 0; i < Filters.Length; i++) Filters[i] = reader.ReadDouble();
            for (int a = 0; a < Populations.Length; a++)
            {
                // Merged bins: as many as the largest membrane time constant on the way so far has asked for.
                int ageBins = reader.ReadInt32();
                if (!_model.Merging.IsMerged(a) || ageBins < 2 || ageBins > _model.AgeBins) Expect("number of age bins", ageBins, _model.AgeBins);
                int relaxingBins = reader.ReadInt32();
                if (relaxingBins < 1 || relaxingBins > ageBins) Expect("number of age bins with a potential of their own", relaxingBins, ageBins);
                Populations[a].Restore(reader, ageBins, relaxingBins);
            }

            BinsConsumed = binsConsumed;
            IsStationary = isStationary;
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException("Mesoscopic state: the saved state ends too early.", exception);
        }
    }

    private static void Expect(string what, int found, int expected)
    {
        if (found != expected) throw new InvalidDataException($"Mesoscopic state: found the {what} {found}, expected {expected}.");
    }
}
