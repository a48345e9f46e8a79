using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="TuningStage"/>.</summary>
public sealed record TuningOptions : TrialOptions;

/// <summary>Tuning curves: the mean rate of every unit in a window of the trials, by condition or by the value of a variable, with its standard error over trials.</summary>
/// <remarks>
/// The curve of a point is its condition; x is its value where all conditions are numbers, else its place: in the order of their values for pairs of numbers and the like, of first appearance for names. Points are in the order of x. The error is
/// sd / sqrt(n) over trials, NaN for a single one. A trial counts for the units that were observed throughout it; without any, the rate is NaN.
/// </remarks>
[Node("tuning", "Mean rate of every unit by condition or variable of the trials, with standard errors over trials")]
[Input("spikes", RecordingKind.Spikes, Summary = "Spikes in the order of time.")]
[Input("trials", RecordingKind.Trials, Summary = "Trials in any order.")]
[Output("tuning", RecordingKind.Curves, Summary = "Rate in Hz by condition, targets are the units.")]
[Output("running", RecordingKind.Curves, Summary = "The same of the trials so far at multiples of \"every\".")]
public sealed class TuningStage : TrialStage<TuningOptions>
{
    private Schema _schema = null!;
    private Schema _running = null!;
    private RunningMoments[] _rates = [];
    private double[] _values = [];
    private int[] _order = [];

    private protected override IReadOnlyList<Schema> OpenOutputs()
    {
        CurvesSchema.Description description = new(Options.Condition, null, "rate", "Hz");
        (_schema, _running) = (CurvesSchema.Create(description), CurvesSchema.Create(description));
        return [_schema, _running];
    }

    private protected override void OpenSums()
    {
        int conditions = Windows.Names.Count;
        _rates = new RunningMoments[conditions * Recording.Names.Length];
        double[]?[] numbers = [.. Windows.Names.Select(TrialConditions.Numbers)];
        _order = TrialConditions.Order(Windows.Names);
        // Conditions of one number stand at their values, others at their places in the order.
        _values = new double[conditions];
        for (int place = 0; place < conditions; place++) _values[_order[place]] = place;
        if (numbers.All(number => number is { Length: 1 })) _values = [.. numbers.Select(number => number![0])];
    }

    private protected override void AddTrial(int trial, int[] counts)
    {
        double seconds = Windows.Stops[trial] - Windows.Starts[trial];
        int first = Windows.Conditions[trial] * counts.Length;
        bool[] observed = Coverage.Observed(trial);
        for (int unit = 0; unit < counts.Length; unit++)
        {
            if (observed[unit]) _rates[first + unit].Add(counts[unit] / seconds);
        }
    }

    private protected override ValueTask ReadTrialsAsync(double until, bool isLast, Emitter emitter)
    {
        List<CurvesSchema.Row> rows = [];
        for (int unit = 0; unit < Recording.Names.Length; unit++)
        {
            foreach (int c in _order)
            {
                RunningMoments rate = _rates[c * Recording.Names.Length + unit];
                rows.Add(new(RunningRows.Name(Windows.Names[c], until, isLast), Recording.Names[unit], _values[c], rate.Mean, rate.StandardError));
            }
        }

        return emitter.EmitAsync(CurvesSchema.Batch(isLast ? _schema : _running, rows), isLast ? 0 : 1);
    }

    private protected override void SaveSums(BinaryWriter writer)
    {
        foreach (RunningMoments rate in _rates) rate.Save(writer);
    }

    private protected override void RestoreSums(BinaryReader reader)
    {
        for (int i = 0; i < _rates.Length; i++) _rates[i] = RunningMoments.Restore(reader);
    }
}
