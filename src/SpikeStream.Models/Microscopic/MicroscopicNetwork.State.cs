using System.Runtime.InteropServices;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Microscopic;

public sealed unsafe partial class MicroscopicNetwork
{
    private const int Signature = 0x3243494D;

    private AlignedBuffer[] Changing => [_potential, _adaptation, _traces, _arriving];

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
        foreach (AlignedBuffer values in Changing) writer.Write(MemoryMarshal.AsBytes(values.Span));
        writer.Write(MemoryMarshal.AsBytes(_lastSpike.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(_firedStarts.AsSpan()));
        for (int slot = 0; slot < _firedSlots; slot++) writer.Write(MemoryMarshal.AsBytes(FiredIn(slot)));
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
        foreach (AlignedBuffer values in Changing) Read(reader, MemoryMarshal.AsBytes(values.Span));
        Read(reader, MemoryMarshal.AsBytes(_lastSpike.AsSpan()));
        Read(reader, MemoryMarshal.AsBytes(_firedStarts.AsSpan()));
        for (int slot = 0; slot < _firedSlots; slot++)
        {
            ReadOnlySpan<int> starts = _firedStarts.AsSpan(slot * (_populationCount + 1), _populationCount + 1);
            for (int a = 0; a < _populationCount; a++)
            {
                if (starts[0] != 0 || starts[a + 1] < starts[a] || starts[a + 1] > UnitCount)
                    throw new InvalidDataException($"network state: found {starts[a + 1] - starts[a]} spikes in a step, expected 0 to {UnitCount}");
            }

            Read(reader, MemoryMarshal.AsBytes(FiredIn(slot)));
            foreach (int unit in FiredIn(slot))
            {
                if (unit < 0 || unit >= UnitCount) throw new InvalidDataException($"network state: found neuron {unit}, expected 0 to {UnitCount - 1}");
            }
        }
    }

    private Span<int> FiredIn(int slot) => _fired.AsSpan(slot * UnitCount, _firedStarts[slot * (_populationCount + 1) + _populationCount]);

    private static void Read(BinaryReader reader, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int count = reader.Read(bytes);
            if (count == 0) throw new InvalidDataException("network state: it ends too early");
            bytes = bytes[count..];
        }
    }
}
