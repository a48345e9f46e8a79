namespace SpikeStream.Models.Fitting;

/// <summary>A fit that goes on in steps of one minibatch each: what all ways of choosing minibatches have in common.</summary>
public interface IMinibatchFit
{
    /// <summary>Number of steps done.</summary>
    long StepCount { get; }

    /// <summary>Number of the current pass over the data, from 0.</summary>
    int Epoch { get; }

    /// <summary>Why the fit failed; null if it did not.</summary>
    string? Failure { get; }

    /// <summary>Whether no more steps will be taken: the limit is reached or the fit failed.</summary>
    bool IsFinished { get; }

    /// <summary>The current fitting coordinates.</summary>
    ReadOnlySpan<double> Coordinates { get; }

    /// <summary>The current natural parameter values, a new array.</summary>
    /// <returns>One value per parameter.</returns>
    double[] NaturalValues();

    /// <summary>Writes everything that changes, exact to the bit.</summary>
    /// <param name="writer">Receives the state.</param>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote; model and options must be the same.</summary>
    /// <param name="reader">Gives the state.</param>
    /// <exception cref="InvalidDataException">What is read is no state of such a fit.</exception>
    void Restore(BinaryReader reader);
}
