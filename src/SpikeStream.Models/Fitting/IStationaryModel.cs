namespace SpikeStream.Models.Fitting;

/// <summary>A sequence model that knows the state in which its activity is constant: where random minibatches begin.</summary>
public interface IStationaryModel : ISequenceModel
{
    /// <summary>The state of constant activity without input.</summary>
    /// <param name="coordinates">Fitting coordinates, one per free parameter.</param>
    /// <returns>A new state of this model; a constant in gradients.</returns>
    /// <exception cref="NoStationaryStateException">There is none at these coordinates.</exception>
    SequenceState CreateStationaryState(ReadOnlySpan<double> coordinates);
}
