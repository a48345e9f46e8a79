using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Information;

/// <summary>Figures of spikes: how long, how many units, how fast they fire.</summary>
internal sealed class SpikesTally(Schema schema) : Tally
{
    private const uint MostDirect = 1 << 20;

    private readonly SpikesSchema.Description _description = SpikesSchema.Describe(schema);
    private readonly Dictionary<uint, long> _far = [];
    private long[] _near = new long[1024];
    private double _first = double.NaN;
    private double _last = double.NaN;
    private long _spikes;

    public override void Add(RecordBatch batch)
    {
        ReadOnlySpan<double> times = SpikesSchema.Times(batch);
        if (times.IsEmpty) return;
        if (_spikes == 0) _first = times[0];
        _last = times[^1];
        _spikes += times.Length;
        foreach (uint unit in SpikesSchema.Units(batch))
        {
            if (unit < _near.Length) _near[unit]++;
            else Grow(unit);
        }
    }

    public override IEnumerable<(string What, string Value)> Lines()
    {
        ObservationWindow? window = _description.Window;
        if (_spikes > 0) yield return ("spikes", $"from {NumberText.Seconds(_first)} to {NumberText.Seconds(_last)}");
        double duration = window?.Duration ?? (_spikes > 0 ? _last - _first : 0);
        yield return ("duration", NumberText.Seconds(duration) + (window is null ? " (first to last spike; the file states none)" : $" (observed from {NumberText.Seconds(window.Start)} to {NumberText.Seconds(window.Stop)})"));

        List<(uint Unit, long Spikes)> units = [.. Units()];
        int named = _description.UnitNames?.Count ?? 0;
        string silent = named > units.Count ? $"; {NumberText.Whole(named)} are named, {NumberText.Whole(named - units.Count)} of them silent" : "";
        yield return ("units", units.Count == 0 ? "none" : $"{NumberText.Whole(units.Count)} with spikes, numbers {units[0].Unit} to {units[^1].Unit}{silent}");
        if (_description.UnitNames is { } names) yield return ("unit names", NumberText.Names(names));
        if (units.Count > 0 && duration > 0)
        {
            yield return ("rate per unit", NumberText.Spread([.. units.Select(unit => unit.Spikes / duration)], "Hz"));
            yield return ("rate in all", $"{NumberText.Short(_spikes / duration)} Hz");
        }
    }

    private void Grow(uint unit)
    {
        if (unit >= MostDirect)
        {
            _far[unit] = _far.GetValueOrDefault(unit) + 1;
            return;
        }

        System.Array.Resize(ref _near, (int)Math.Min(MostDirect, Math.Max(unit + 1, 2 * _near.Length)));
        _near[unit]++;
    }

    private IEnumerable<(uint Unit, long Spikes)> Units()
    {
        for (int unit = 0; unit < _near.Length; unit++)
        {
            if (_near[unit] > 0) yield return ((uint)unit, _near[unit]);
        }

        foreach ((uint unit, long spikes) in _far.OrderBy(pair => pair.Key)) yield return (unit, spikes);
    }
}
