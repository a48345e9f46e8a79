using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>A run population by population.</summary>
/// <param name="model">The model; may be shared with other runs.</param>
/// <param name="coordinates">The model's coordinates.</param>
/// <param name="initial">A state that is copied.</param>
/// <param name="random">The stream of this run alone.</param>
internal sealed class MesoscopicRun(MesoscopicModel model, double[] coordinates, SequenceState initial, RandomStream random) : ICountRun
{
    private readonly SequenceState _state = Copy(model, coordinates, initial);
    private int[] _counts = [];
    private int _length;

    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, _length);

    public void Advance(ReadOnlySpan<double> inputs)
    {
        _length = inputs.Length;
        if (_counts.Length < _length) _counts = new int[_length];
        model.Simulate(_state, coordinates, inputs, _counts.AsSpan(0, _length), random);
    }

    // The model sets the random stream's position by the bin: it is no state.
    public void Save(BinaryWriter writer) => _state.Save(writer);

    public void Restore(BinaryReader reader) => _state.Restore(reader);

    private static SequenceState Copy(MesoscopicModel model, double[] coordinates, SequenceState initial)
    {
        SequenceState state = model.CreateInitialState(coordinates);
        state.CopyFrom(initial);
        return state;
    }
}
