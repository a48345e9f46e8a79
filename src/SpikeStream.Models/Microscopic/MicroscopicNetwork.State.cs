namespace SpikeStream.Models.Microscopic;

public sealed partial class MicroscopicNetwork
{
    private const int Signature = 0x3143494D;

    /// <summary>Writes everything that changes, exact to the bit. The wiring is not written: it follows from the seed.</summary>
    /// <param name="writer">Receives the state.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Signature);
        writer.Write(UnitCount);
        writer.Write(_traces.Length);
        writer.Write(_arriving.Length);
        writer.Write(_fired.Length);
        writer.Write(StepCount);
        writer.Write(_random.Position);
        foreach (double[] values in (double[][])[_potential, _adaptation, _traces, _arriving])
        {
            foreach (double value in values) writer.Write(value);
        }

        for (int slot = 0; slot < _firedSlots; slot++)
        {
            writer.Write(_firedCounts[slot]);
            foreach (int unit in _fired.AsSpan(slot * UnitCount, _firedCounts[slot])) writer.Write(unit);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote; parameters and options must be the same.</summary>
    /// <param name="reader">Gives the state.</param>
    /// <exception cref="InvalidDataException">What is read is no state of such a network.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadInt32() != Signature) throw new InvalidDataException("network state: found something else than the state of a microscopic network");
        (int, int, int, int) sizes = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        if (sizes != (UnitCount, _traces.Length, _arriving.Length, _fired.Length))
            throw new InvalidDataException($"network state: found a network of {sizes.Item1} neurons, expected {UnitCount} with the same populations, delays and refractory periods");
        StepCount = reader.ReadInt64();
        _random.Position = reader.ReadUInt64();
        foreach (double[] values in (double[][])[_potential, _adaptation, _traces, _arriving])
        {
            for (int i = 0; i < values.Length; i++) values[i] = reader.ReadDouble();
        }

        for (int slot = 0; slot < _firedSlots; slot++)
        {
            int count = reader.ReadInt32();
            if (count < 0 || count > UnitCount) throw new InvalidDataException($"network state: found {count} spikes in a step, expected 0 to {UnitCount}");
            _firedCounts[slot] = count;
            for (int i = 0; i < count; i++)
            {
                int unit = reader.ReadInt32();
                if (unit < 0 || unit >= UnitCount) throw new InvalidDataException($"network state: found neuron {unit}, expected 0 to {UnitCount - 1}");
                _fired[slot * UnitCount + i] = unit;
            }
        }
    }
}
