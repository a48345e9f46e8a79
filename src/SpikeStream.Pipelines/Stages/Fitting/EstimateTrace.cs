using Apache.Arrow;
using SpikeStream.Models.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>The estimates of one start over its steps, as rows of the kind <c>estimates</c>. Row 0 is the start itself.</summary>
/// <param name="parameters">Number of free parameters.</param>
/// <param name="every">Steps between two rows; the last step always has one.</param>
/// <param name="binWidth">Bin width in s.</param>
/// <param name="maximumRows">Rows that are held at most: when there are more, every second one goes, and from then on every second one comes in.</param>
internal sealed class EstimateTrace(int parameters, int every, double binWidth, int maximumRows = int.MaxValue)
{
    private readonly List<long> _steps = [];
    private readonly List<double> _times = [];
    private readonly List<int> _epochs = [];
    private readonly List<double> _objectives = [];
    private readonly List<double> _gradientNorms = [];
    private readonly List<double> _values = [];
    private FitStep? _skipped;
    private long _every = every;

    /// <summary>Number of rows held.</summary>
    public int Rows => _steps.Count;

    /// <summary>Adds the start.</summary>
    public void AddStart(IReadOnlyList<double> values) => Add(0, 0, 0, double.NaN, double.NaN, values);

    /// <summary>Adds a step, if its turn has come.</summary>
    /// <param name="step">The step.</param>
    /// <param name="consumed">Bins of all passes consumed.</param>
    public void Add(FitStep step, long consumed)
    {
        _skipped = step with { BinsConsumed = consumed };
        if (step.Step % _every != 0) return;
        AddLast();
        if (Rows > maximumRows) Thin();
    }

    /// <summary>Adds a row that is no step of the minibatches.</summary>
    public void AddResult(long step, double time, int epoch, double objective, double gradientNorm, IReadOnlyList<double> values) =>
        Add(step, time, epoch, objective, gradientNorm, values);

    /// <summary>Step, time and epoch of the last row.</summary>
    public (long Step, double Time, int Epoch) Last => (_steps[^1], _times[^1], _epochs[^1]);

    /// <summary>Adds the last step, if it was passed over.</summary>
    public void AddLast()
    {
        if (_skipped is not { } step) return;
        Add(step.Step, step.BinsConsumed * binWidth, step.Epoch, step.Objective, step.GradientNorm, step.Values);
        _skipped = null;
    }

    /// <summary>Takes rows out as a batch.</summary>
    /// <param name="schema">The schema of the estimates.</param>
    /// <param name="first">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="start">Number of the start, where the schema has a column for it.</param>
    public RecordBatch Batch(Schema schema, int first, int rows, int? start = null) => EstimatesSchema.Batch(
        schema,
        [.. _steps.Slice(first, rows)],
        [.. _times.Slice(first, rows)],
        [.. _epochs.Slice(first, rows)],
        [.. _objectives.Slice(first, rows)],
        [.. _gradientNorms.Slice(first, rows)],
        [.. _values.Slice(first * parameters, rows * parameters)],
        start is { } number ? [.. Enumerable.Repeat(number, rows)] : default);

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        _steps.Clear();
        _times.Clear();
        _epochs.Clear();
        _objectives.Clear();
        _gradientNorms.Clear();
        _values.Clear();
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Rows);
        writer.Write(_every);
        for (int row = 0; row < Rows; row++)
        {
            writer.Write(_steps[row]);
            writer.Write(_times[row]);
            writer.Write(_epochs[row]);
            writer.Write(_objectives[row]);
            writer.Write(_gradientNorms[row]);
            for (int i = 0; i < parameters; i++) writer.Write(_values[row * parameters + i]);
        }

        writer.Write(_skipped is not null);
        if (_skipped is not { } step) return;
        writer.Write(step.Step);
        writer.Write(step.Epoch);
        writer.Write(step.BinsConsumed);
        writer.Write(step.Objective);
        writer.Write(step.GradientNorm);
        foreach (double value in step.Values) writer.Write(value);
    }

    public void Restore(BinaryReader reader)
    {
        Clear();
        int rows = reader.ReadInt32();
        _every = reader.ReadInt64();
        for (int row = 0; row < rows; row++)
            Add(reader.ReadInt64(), reader.ReadDouble(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), ReadValues(reader));
        _skipped = !reader.ReadBoolean() ? null
            : new FitStep(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadDouble(), double.NaN, reader.ReadDouble(), ReadValues(reader), null);
    }

    private void Add(long step, double time, int epoch, double objective, double gradientNorm, IReadOnlyList<double> values)
    {
        _steps.Add(step);
        _times.Add(time);
        _epochs.Add(epoch);
        _objectives.Add(objective);
        _gradientNorms.Add(gradientNorm);
        _values.AddRange(values);
    }

    // The rows are those of step 0 and every n-th step: the even ones are those of every 2n-th.
    private void Thin()
    {
        int kept = 0;
        for (int row = 0; row < Rows; row += 2, kept++)
        {
            _steps[kept] = _steps[row];
            _times[kept] = _times[row];
            _epochs[kept] = _epochs[row];
            _objectives[kept] = _objectives[row];
            _gradientNorms[kept] = _gradientNorms[row];
            for (int i = 0; i < parameters; i++) _values[kept * parameters + i] = _values[row * parameters + i];
        }

        _steps.RemoveRange(kept, _steps.Count - kept);
        _times.RemoveRange(kept, _times.Count - kept);
        _epochs.RemoveRange(kept, _epochs.Count - kept);
        _objectives.RemoveRange(kept, _objectives.Count - kept);
        _gradientNorms.RemoveRange(kept, _gradientNorms.Count - kept);
        _values.RemoveRange(kept * parameters, _values.Count - kept * parameters);
        _every *= 2;
    }

    private double[] ReadValues(BinaryReader reader)
    {
        double[] values = new double[parameters];
        for (int i = 0; i < values.Length; i++) values[i] = reader.ReadDouble();
        return values;
    }
}
