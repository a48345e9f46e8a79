using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Information;

/// <summary>Figures of counts: bins, units or populations, rates.</summary>
internal sealed class CountsTally : Tally
{
    private readonly CountsSchema.Description _description;
    private readonly double[] _sums;
    private readonly long[] _observed;
    private long _bins;

    public CountsTally(Schema schema)
    {
        _description = CountsSchema.Describe(schema);
        _sums = new double[_description.Units];
        _observed = new long[_description.Units];
    }

    public override void Add(RecordBatch batch)
    {
        bool isComplete = CountsSchema.IsComplete(batch);
        ReadOnlySpan<int> whole = _description.IsInteger ? CountsSchema.IntegerCounts(batch) : default;
        ReadOnlySpan<double> real = _description.IsInteger ? default : CountsSchema.RealCounts(batch);
        int units = _description.Units;
        for (int row = 0; row < batch.Length; row++)
        {
            for (int unit = 0; unit < units; unit++)
            {
                if (!isComplete && !CountsSchema.IsObserved(batch, row, unit)) continue;
                _sums[unit] += _description.IsInteger ? whole[row * units + unit] : real[row * units + unit];
                _observed[unit]++;
            }
        }

        _bins += batch.Length;
    }

    public override IEnumerable<(string What, string Value)> Lines()
    {
        yield return ("bins", NumberText.Whole(_bins) + (_description.BinWidth is { } width ? $" of {width}" : ", width not stated"));
        if (_description.BinWidth is { } step) yield return ("duration", NumberText.Seconds(_bins * step.Seconds));
        bool arePopulations = _description.PopulationSizes is not null;
        yield return (arePopulations ? "populations" : "units", NumberText.Whole(_description.Units));
        if (_description.UnitNames is { } names) yield return ("names", NumberText.Names(names));
        if (_description.PopulationSizes is { } sizes) yield return ("sizes", NumberText.Names([.. sizes.Select(size => NumberText.Whole(size))]));
        long missing = _bins * _description.Units - _observed.Sum();
        if (missing > 0) yield return ("not observed", $"{NumberText.Whole(missing)} entries");
        if (_description.BinWidth is not { } bin) yield break;
        if (_description.Units <= 8)
        {
            for (int unit = 0; unit < _description.Units; unit++)
                yield return ($"rate of {_description.UnitNames?[unit] ?? unit.ToString(System.Globalization.CultureInfo.InvariantCulture)}", $"{NumberText.Short(Rate(unit, bin))} Hz" + (arePopulations ? " per neuron" : ""));
        }
        else
        {
            double[] rates = [.. Enumerable.Range(0, _description.Units).Select(unit => Rate(unit, bin)).Where(double.IsFinite)];
            if (rates.Length > 0) yield return ("rate per unit", NumberText.Spread(rates, "Hz"));
        }
    }

    private double Rate(int unit, BinWidth bin) => _sums[unit] / (_observed[unit] * bin.Seconds * (_description.PopulationSizes?[unit] ?? 1));
}
