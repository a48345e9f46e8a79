using Apache.Arrow;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>A stateless stage; derive from <see cref="MapStage{TOptions}"/>.</summary>
public abstract class MapStage : Node
{
    /// <summary>Checks the input and says what it gives.</summary>
    /// <param name="input">Schema of the input.</param>
    /// <returns>Schema of the output.</returns>
    /// <exception cref="Recordings.InvalidInputException">Options and schema do not fit together.</exception>
    public abstract Schema Open(Schema input);

    /// <summary>Turns one batch into at most one batch. Called from several threads at once: changes no field.</summary>
    /// <param name="batch">The input; belongs to the engine.</param>
    /// <returns>The same batch; or a new one (<see cref="Batch.Share"/> where it uses the input's memory); or null for none.</returns>
    public abstract Batch? Process(Batch batch);
}

/// <summary>
/// A stage whose output for a batch depends on that batch alone: runs in bounded parallel with order kept, and a chain of such
/// stages runs as one. One input, one output.
/// </summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public abstract class MapStage<TOptions> : MapStage
    where TOptions : class
{
    /// <summary>The options of this node.</summary>
    public TOptions Options => (TOptions)BoundOptions;
}
