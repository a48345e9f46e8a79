namespace SpikeStream.Models.Stimuli;

/// <summary>An external input that is drawn in fine time steps, from the first one on, the same for the same seed however it is divided into calls.</summary>
public interface IStimulus
{
    /// <summary>Number of populations that receive it.</summary>
    int PopulationCount { get; }

    /// <summary>The fine time step, in seconds.</summary>
    double TimeStep { get; }

    /// <summary>Number of steps drawn so far.</summary>
    long StepCount { get; }

    /// <summary>The input of the next steps.</summary>
    /// <param name="destination">Receives the input in mA, [step, population]; a whole number of steps.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the number of populations.</exception>
    void Fill(Span<double> destination);

    /// <summary>Writes the position, exact to the bit.</summary>
    /// <param name="writer">Receives it.</param>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    void Restore(BinaryReader reader);
}
